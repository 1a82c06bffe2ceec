#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/sha256.hpp"
#include "io/hdf5/store_identity.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// Consecutive rows of one of a store's datasets that have a row for each architecture, in the order in which they are written.
struct StoredPiece {
  std::size_t dataset = 0;
  std::uint64_t first = 0, n_rows = 0;
  bool chunks = false;  ///< as chunks that lie in the file, and the rows are of whole ones
};

/// What a piece has: its rows as the writer takes them, or its chunks one behind the other.
struct StoredRows {
  std::span<const std::byte> bytes;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> chunks;  ///< their sizes and HDF5's filter masks
};

/// Reads a feature store. Throws InputError when the file is missing, is not one of ours, is of a newer format, or is
/// damaged or truncated, what programs of others have put into /targets aside; IoError when the system fails to read it.
class StoreReader {
 public:
  /// `name`: what messages call it, where that is not its path.
  explicit StoreReader(const std::filesystem::path& path, const std::string& name = {});
  ~StoreReader();
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;

  const std::string& name() const;
  const StoreSchema& schema() const;
  const std::string& digest() const;             ///< of /features, as written; empty without features
  bool features_digest_is_of_this_form() const;  ///< not where another program has written the features in another type
  const std::string& content_digest() const;     ///< ContentDigest; empty in stores of older versions, and without features and wide columns
  const std::string& cartograf_version() const;  ///< that wrote the file

  /// For each thing in /targets that is no column of numbers: "/targets/NAME: " and what was expected and found.
  const std::vector<std::string>& left_out() const;

  /// out: [n_rows x n_columns] of the schema's dtype, row-major. When all rows have been read one behind the other their checksum is
  /// compared with the stored one; InputError when it is another.
  void read_features(std::uint64_t first_row, std::uint64_t n_rows, void* out) const;
  /// Only where the schema is numbered.
  std::vector<std::uint64_t> read_index(std::uint64_t first_row, std::uint64_t n_rows) const;
  /// Empty texts when the store has no keys.
  std::vector<std::string> read_keys(std::uint64_t first_row, std::uint64_t n_rows) const;
  /// Divisors of the rows; empty when no column needs them.
  std::vector<std::uint8_t> read_row_divisor(std::uint64_t first_row, std::uint64_t n_rows) const;
  /// [n_rows x n_operations]; only where the schema has an adjacency.
  std::vector<std::uint64_t> read_adjacency(std::uint64_t first_row, std::uint64_t n_rows) const;
  /// Column `side` of the schema, as doubles (int64 values above 2^53 are rounded).
  std::vector<double> read_side(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const;
  std::vector<std::int64_t> read_side_integers(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const;

  /// Of a part of a store: all that decides the whole.
  StoreFactList part_identity() const;
  /// Of a store of one of each class of architectures; of others without entries.
  ClassTable read_classes() const;
  /// Of a part: `n` digests of blocks of rows (ContentDigest::blocks()); empty where it has none. Throws InputError when there are others.
  std::vector<Sha256> read_block_digests(std::size_t n) const;
  Compression compression() const;
  /// Of each dataset with a row for each architecture: how its rows lie in the file, and their checksum; empty where there is none.
  const std::vector<std::string>& layouts() const;
  const std::vector<std::string>& row_digests() const;
  /// Hands pieces to `take`, in their order, while the next ones are read. None may have more than kPieceSize bytes of rows, or a row.
  /// The checksums are not compared.
  void read_pieces(std::span<const StoredPiece> pieces, const std::function<void(const StoredPiece&, const StoredRows&)>& take) const;
  static constexpr std::size_t kPieceSize = std::size_t{4} << 20;

  /// Reads all of /features again; true when its checksum is the stored one, or that was taken of another type.
  bool features_intact() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf

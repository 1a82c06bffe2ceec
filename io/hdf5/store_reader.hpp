#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/hdf5/store_schema.hpp"

namespace cartograf {

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
  /// Column `side` of the schema, as doubles (int64 values above 2^53 are rounded).
  std::vector<double> read_side(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const;
  std::vector<std::int64_t> read_side_integers(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const;

  /// Reads all of /features again; true when its checksum is the stored one, or that was taken of another type.
  bool features_intact() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf

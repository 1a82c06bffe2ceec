#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cartograf/features.hpp>

/// @file
/// Feature stores: HDF5 files as docs/file_format.md describes them.

namespace cartograf {

class StoreReader;

/// How a store is written.
struct StoreOptions {
  std::optional<Dtype> dtype{};  ///< of `/features`; none = float64 for columns of real numbers, else float32
  int gzip_level = 0;            ///< 0 = not compressed, 1 to 9
  bool keys = true;              ///< whether `/key` is written
  bool adjacency = false;        ///< whether the packed architectures are written, as `/adjacency`
  bool overwrite = false;        ///< whether a file of this name is replaced; else it is an InputError
};

/// Computes features and writes them, in batches: memory does not grow with the number of rows. The same bytes as
/// `cartograf features` writes. Throws InputError, IoError or DeviceError; then nothing new stands under the name.
CARTOGRAF_API void write_store(const std::filesystem::path& file, const Features& features, const ArchitectureList& architectures,
                               const StoreOptions& options = {}, const RunOptions& run = {});

/// A column that has a dataset of its own beside `/features`: `wide/params` (costs and numbers of paths that need 64 bits),
/// `targets/NAME`, `predictions/NAME`.
struct ColumnBeside {
  std::string path;              ///< in the file
  Dtype dtype = Dtype::float64;  ///< int64, float32 or float64
};

/// A store that is read. A copy is cheap. Stores and HDF5 model files are read and written by one thread of a program at a
/// time, as HDF5 is.
class CARTOGRAF_API Store {
 public:
  /// Throws InputError for a file that is missing, none of ours, damaged or of a newer format, IoError when it cannot be read.
  explicit Store(const std::filesystem::path& file);

  /// The space of its architectures: built in, or as the store defines it.
  const Space& space() const { return space_; }
  /// The columns of `/features`.
  const std::vector<FeatureColumn>& columns() const;
  /// The convention of the columns.
  Convention convention() const;
  /// The families that the columns come from.
  const std::vector<std::string>& families() const;
  /// Number of rows.
  std::uint64_t size() const;
  /// Rows [begin, end) of `/features` in host memory. Throws InputError when the range leaves the store.
  FeatureTable rows(std::uint64_t begin, std::uint64_t end) const;
  /// The columns that stand beside `/features`.
  const std::vector<ColumnBeside>& columns_beside() const { return beside_; }
  /// Rows [begin, end) of one of them; whole numbers above 2^53 are rounded. Throws InputError when there is none of that path, with the
  /// nearest ones, and when the range leaves the store.
  std::vector<double> beside(std::string_view path, std::uint64_t begin, std::uint64_t end) const;
  /// The same of a column of whole numbers, exactly; of another one its values cut to whole numbers.
  std::vector<std::int64_t> integers_beside(std::string_view path, std::uint64_t begin, std::uint64_t end) const;
  /// The keys of these rows; empty texts when the store has none.
  std::vector<std::string> keys(std::uint64_t begin, std::uint64_t end) const;

  /// @cond
  const StoreReader& implementation() const { return *reader_; }
  /// @endcond

 private:
  std::shared_ptr<const StoreReader> reader_;
  Space space_;
  std::vector<ColumnBeside> beside_;
  std::size_t place_beside(std::string_view path) const;
};

}  // namespace cartograf

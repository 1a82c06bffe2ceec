#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/sha256.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// The digest of what a store says of its architectures: names, divisors, features, wide columns and which they are. It depends neither on
/// chunks, compression and parts nor on the dtype: numbers k/n of a divisor n count as the whole number k, real ones as float64 (those of a
/// float32 store are other numbers than those of a float64 store). It is SHA-256 of the digests of datasets, each of which is SHA-256 of
/// the SHA-256 of each 4,096 rows, so that threads can share the work. docs/file_format.md, "The digest of the content", has it in Python.
class ContentDigest {
 public:
  explicit ContentDigest(const StoreSchema& schema);

  /// Whether there is anything but which architectures they are, and whether rows of the dataset of that path count.
  static bool is_of(const StoreSchema& schema);
  static bool counts(const StoreSchema& schema, const std::string& path);

  /// What is to be run, in any order or at a time, before finish(), to add rows of a dataset as they stand in a file. The rows stay where
  /// they are until then. Rows of /row_divisor come before the rows of /features that they are of.
  std::vector<std::function<void()>> tasks_of(const std::string& path, const std::byte* rows, std::uint64_t n);
  /// "sha256:" and 64 hexadecimal digits. Once, behind the last row.
  std::string finish();

  using Hash = Sha256;
  static constexpr std::uint64_t kBlockRows = 4096;
  /// The SHA-256 of each 4,096 rows of all that n_rows rows have, dataset by dataset; once finish() was called.
  std::vector<Hash> blocks() const;
  std::size_t n_blocks(std::uint64_t n_rows) const;
  /// Adds n_rows rows of all datasets by what blocks() gave of them, in the place of tasks_of(). False, and nothing is added, where they do
  /// not begin with a block, or end within one with other rows behind it (`last`: there are none).
  bool add_blocks(const std::vector<Hash>& blocks, std::uint64_t n_rows, bool last);

 private:
  /// Rows of one dataset of a file, of which /features may be two of the content.
  struct Source {
    std::string path;
    std::size_t row_size = 0;
    std::vector<std::byte> pending{};         ///< the begin of a block
    std::vector<std::string> names{};         ///< of what it is in the content
    std::vector<std::vector<Hash>> hashes{};  ///< of each of the names, of each block
  };

  Source& source_of(const std::string& path);
  void add_source(const std::string& path, std::size_t row_size, std::vector<std::string> names);
  void hash_block(Source& source, const std::byte* rows, std::uint64_t n, std::size_t block) const;
  void hash_features(Source& source, const std::byte* rows, std::uint64_t n, std::size_t block) const;
  void take_divisors(const std::byte* rows, std::uint64_t n);

  std::vector<FeatureColumn> columns_;
  Dtype dtype_;
  bool as_they_are_ = false;  ///< int8, and all columns are whole numbers
  bool of_rows_ = false;      ///< divisors of rows are needed
  std::vector<std::size_t> whole_, real_;
  std::vector<Source> sources_;
  std::vector<std::uint8_t> row_divisors_;  ///< from row first_divisor_ on
  std::uint64_t first_divisor_ = 0;
};

}  // namespace cartograf

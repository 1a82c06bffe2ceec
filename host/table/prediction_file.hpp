#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// A file of predictions that comes row by row: as `.csv` with `net` (`index` where there are no keys) and columns of
/// numbers, the first of which is named after the target, or as `.h5` with /index, /key and a /predictions/NAME for each.
/// It gets its name in finish().
class PredictionFile {
 public:
  /// `rows`: what the predictions are of: space, number of rows, width of the keys (0 = none). `names`: of the columns.
  /// Throws InputError for another file extension, and for a target whose name cannot be a dataset's.
  PredictionFile(const StoreSchema& rows, const std::vector<std::string>& names, const std::filesystem::path& target, bool overwrite);
  ~PredictionFile();
  PredictionFile(const PredictionFile&) = delete;
  PredictionFile& operator=(const PredictionFile&) = delete;

  /// index, keys and the columns of the next rows; index and keys may be empty when the file has none.
  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, const std::vector<std::vector<float>>& columns);
  /// All rows must have been appended.
  void finish();

  struct Format;

 private:
  std::unique_ptr<Format> format_;
};

/// Throws what PredictionFile would throw for the name of this target, before anything is predicted.
void check_prediction_target(const std::filesystem::path& target);

/// A column of such a file.
struct PredictedColumn {
  std::string name;
  std::vector<double> values;
};

/// Writes a number of each column for each of the rows `rows` of `store`, which ascend.
void write_predictions(const StoreReader& store, const std::vector<std::size_t>& rows, const std::vector<PredictedColumn>& columns, const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf

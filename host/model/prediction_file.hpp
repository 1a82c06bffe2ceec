#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/store_reader.hpp"

namespace cartograf {

/// A file of predictions that comes row by row: as `.csv` with `net` (`index` where there are no keys) and a column named
/// after the target, or as `.h5` with /index, /key and /predictions/TARGET. It gets its name in finish().
class PredictionFile {
 public:
  /// `rows`: what the predictions are of: space, number of rows, width of the keys (0 = none).
  /// Throws InputError for another file extension, and for a target whose name cannot be a dataset's.
  PredictionFile(const StoreSchema& rows, const std::string& target_name, const std::filesystem::path& target, bool overwrite);
  ~PredictionFile();
  PredictionFile(const PredictionFile&) = delete;
  PredictionFile& operator=(const PredictionFile&) = delete;

  /// index, keys and predictions of the next rows; keys may be empty when the file has none.
  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, std::span<const float> predictions);
  /// All rows must have been appended.
  void finish();

  struct Format;

 private:
  std::unique_ptr<Format> format_;
};

/// Writes one prediction for each of the rows `rows` of `store`, which ascend.
void write_predictions(const StoreReader& store, const std::vector<std::size_t>& rows, const std::string& target_name,
                       const std::vector<double>& predictions, const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf

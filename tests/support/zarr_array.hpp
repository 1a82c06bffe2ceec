#pragma once

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace testing_support {

/// An array of a Zarr v3 group, read by what the specification says and nothing of the project: its chunks are unpacked by zlib.
struct ZarrArray {
  nlohmann::json metadata;
  std::size_t n_chunks = 0;
  std::string bytes;               ///< of all rows, without what is behind them in the last chunk
  std::string padding;             ///< that
  std::vector<std::string> texts;  ///< of an array of strings; all of them, those behind the rows too

  /// Throws std::runtime_error for what is no array, or has a file too many or too few.
  static ZarrArray read(const std::filesystem::path& group, const std::string& path);

  template <class T>
  std::vector<T> values() const {
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }
};

nlohmann::json json_file(const std::filesystem::path& path);

}  // namespace testing_support

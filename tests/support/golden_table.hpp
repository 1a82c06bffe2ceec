#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace testing_support {

/// A reference table: a column `net`, then numbers. Plain or gzip-compressed CSV; read without the project's parser.
struct GoldenTable {
  std::vector<std::string> names;  ///< of the columns after `net`
  std::vector<std::string> keys;
  std::vector<std::vector<double>> rows;

  static GoldenTable read(const std::filesystem::path& path);
};

}  // namespace testing_support

#include "tests/support/golden_table.hpp"

#include <zlib.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace testing_support {
namespace {

std::string decompressed(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot read " + path.string());
  std::string text;
  std::vector<char> buffer(std::size_t{1} << 20);
  int n = 0;
  while ((n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
  const bool damaged = n < 0 || gzclose(file) != Z_OK;
  if (damaged) throw std::runtime_error("damaged: " + path.string());
  return text;
}

/// Splits at commas outside quotes; the tables hold no quote inside a field.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      result.emplace_back();
    } else if (c != '\r') {
      result.back() += c;
    }
  }
  return result;
}

}  // namespace

GoldenTable GoldenTable::read(const std::filesystem::path& path) {
  std::istringstream lines(decompressed(path));
  std::string line;
  GoldenTable table;
  std::getline(lines, line);
  table.names = fields(line);
  if (table.names.front() != "net") throw std::runtime_error("no column 'net' first in " + path.string());
  table.names.erase(table.names.begin());
  while (std::getline(lines, line)) {
    const std::vector<std::string> row = fields(line);
    table.keys.push_back(row.front());
    table.rows.emplace_back();
    for (std::size_t i = 1; i < row.size(); ++i) table.rows.back().push_back(std::strtod(row[i].c_str(), nullptr));
  }
  return table;
}

}  // namespace testing_support

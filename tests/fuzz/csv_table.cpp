#include "io/files/csv_table.hpp"

#include <cmath>
#include <optional>

#include "kernels/base/error.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::CsvTable;
using cartograf::InputError;

std::optional<double> number_in(const CsvTable& table, std::size_t row, std::size_t column) {
  try {
    return table.number_or_infinity(row, column);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

bool equal_numbers(std::optional<double> a, std::optional<double> b) { return a == b || (a && b && std::isnan(*a) && std::isnan(*b)); }

/// As `convert` writes a table: with commas, and points in its numbers.
std::string written(const CsvTable& table) {
  std::string text;
  for (std::size_t column = 0; column < table.header().size(); ++column) text += (column == 0 ? "" : ",") + cartograf::csv_quoted_name(table.header()[column].text);
  text += '\n';
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    for (std::size_t column = 0; column < table.header().size(); ++column) {
      const std::string field = cartograf::csv_quoted(table.with_point(row, column));
      text += (column == 0 ? "" : ",") + (field.empty() && table.header().size() == 1 ? "\"\"" : field);  // no blank line
    }
    text += '\n';
  }
  return text;
}

void require_written_alike(const CsvTable& table) {
  const std::string text = written(table);
  const CsvTable again = CsvTable::parse(text, "written.csv");
  require(again.header().size() == table.header().size() && again.n_rows() == table.n_rows(), "a table that was written has another size: " + text);
  for (std::size_t column = 0; column < table.header().size(); ++column) {
    require(again.header()[column].text == table.header()[column].text, "a column that was written has another name: " + text);
    for (std::size_t row = 0; row < table.n_rows(); ++row) {
      require(again.at(row, column).text == table.with_point(row, column), "a field that was written is another: " + text);
      require(equal_numbers(number_in(table, row, column), number_in(again, row, column)), "a number that was written is another: " + text);
      require(table.is_missing(row, column) == again.is_missing(row, column), "a field is missing, or is not, after it was written: " + text);
    }
  }
}

}  // namespace

bool csv_table(std::string_view bytes) {
  try {
    const CsvTable list = CsvTable::parse_list(bytes, "list", "net");
    for (std::size_t row = 0; row < list.n_rows(); ++row) require(!list.at(row, 0).text.empty() || list.at(row, 0).quoted, "a list has a blank line");
  } catch (const InputError&) {
  }
  try {
    require(CsvTable::parse_beginning(bytes, "beginning").n_rows() <= 1, "the beginning of a table has more than a row");
  } catch (const InputError&) {
  }
  try {
    const CsvTable table = CsvTable::parse(bytes, "table.csv", [](const std::string& note) { require(!note.empty(), "a note says nothing"); });
    require_written_alike(table);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace fuzz

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/number_text.hpp"

namespace cartograf {

/// One field of a CSV file, unquoted, and where it starts (both counted from 1; column in bytes).
struct CsvField {
  std::string text;
  std::size_t line = 0;
  std::size_t column = 0;
  bool quoted = false;
};

/// A CSV file in memory: RFC 4180 with one header line, any of LF and CR LF, with or without a UTF-8 byte order mark.
/// Every row must have as many fields as the header; blank lines are allowed only at the end.
/// Throws InputError with file, line and column for anything else, and for a header that is no UTF-8.
class CsvTable {
 public:
  static CsvTable read(const std::filesystem::path& path);
  static CsvTable parse(std::string_view text, std::string name);
  /// A list: every line is one field of a column that is given the name `column`. A line may be quoted; one that is not
  /// may hold commas.
  static CsvTable parse_list(std::string_view text, std::string name, std::string column);

  const std::string& name() const { return name_; }
  const std::vector<CsvField>& header() const { return header_; }
  std::size_t n_rows() const { return rows_.size(); }
  const CsvField& at(std::size_t row, std::size_t column) const { return rows_[row][column]; }

  /// Position of a column by name. Throws InputError that lists the columns there are.
  std::size_t column(std::string_view column_name) const;
  bool has_column(std::string_view column_name) const;

  /// The field as a number; NaN when it is empty. Throws InputError for anything else that is not one finite number.
  double number(std::size_t row, std::size_t column) const;
  /// The same where infinities and "nan" are numbers too.
  double number_or_infinity(std::size_t row, std::size_t column) const;

  /// "file:line:column", for error messages.
  std::string where(const CsvField& field) const;

 private:
  [[noreturn]] void refuse(std::size_t row, std::size_t column) const;

  std::string name_;
  std::vector<CsvField> header_;
  std::vector<std::vector<CsvField>> rows_;
};

/// `text` as a CSV field: quoted when it holds a comma, a quote or a line break.
std::string csv_quoted(std::string_view text);

}  // namespace cartograf

#include "io/files/csv_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf {
namespace {

/// Splits the text of a CSV file into records, keeping track of line and column.
class CsvScanner {
 public:
  /// What a line holds: fields with commas between them, or one field in which a comma means nothing.
  enum class Lines { records,
                     fields };

  CsvScanner(std::string_view text, const std::string& name, Lines lines) : text_(text), name_(name), lines_(lines) {
    if (text_.starts_with("\xEF\xBB\xBF")) position_ = line_start_ = 3;
  }

  bool at_end() const { return position_ >= text_.size(); }

  std::vector<CsvField> record() {
    std::vector<CsvField> fields;
    while (true) {
      fields.push_back(field());
      if (at_end()) return fields;
      if (at_comma()) {
        ++position_;
        continue;
      }
      end_line();
      return fields;
    }
  }

  /// All records that are left. Blank lines may stand only at the end.
  std::vector<std::vector<CsvField>> rest() {
    std::vector<std::vector<CsvField>> records;
    std::optional<CsvField> blank_line;
    while (!at_end()) {
      std::vector<CsvField> fields = record();
      if (fields.size() == 1 && fields[0].text.empty() && !fields[0].quoted) {
        if (!blank_line) blank_line = fields[0];
        continue;
      }
      if (blank_line) {
        throw InputError(name_ + ":" + std::to_string(blank_line->line) + ": found a blank line between rows");
      }
      records.push_back(std::move(fields));
    }
    return records;
  }

 private:
  std::size_t column() const { return position_ - line_start_ + 1; }

  bool at_comma() const { return lines_ == Lines::records && !at_end() && text_[position_] == ','; }

  bool at_line_end() const {
    return at_end() || text_[position_] == '\n' ||
           (text_[position_] == '\r' && (position_ + 1 == text_.size() || text_[position_ + 1] == '\n'));
  }

  void end_line() {
    if (text_[position_] == '\r') ++position_;
    ++position_;
    ++line_;
    line_start_ = position_;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(name_ + ":" + std::to_string(line_) + ":" + std::to_string(column()) + ": " + what);
  }

  CsvField field() {
    CsvField result{{}, line_, column(), false};
    if (!at_end() && text_[position_] == '"') {
      result.quoted = true;
      quoted(result.text);
      if (!at_line_end() && !at_comma()) fail("expected a comma or the end of the line after the closing quote");
      return result;
    }
    const std::size_t begin = position_;
    while (!at_line_end() && !at_comma()) {
      if (text_[position_] == '"') fail("found a quote inside a field that does not start with one");
      ++position_;
    }
    result.text = text_.substr(begin, position_ - begin);
    return result;
  }

  void quoted(std::string& out) {
    const std::string opened = std::to_string(line_) + ":" + std::to_string(column());
    ++position_;
    while (true) {
      if (at_end()) fail("expected the closing quote of the field that starts at " + opened + ", found the end of the file");
      const char c = text_[position_++];
      if (c == '"') {
        if (at_end() || text_[position_] != '"') return;
        ++position_;
      }
      if (c == '\n') {
        ++line_;
        line_start_ = position_;
      }
      out += c;
    }
  }

  std::string_view text_;
  const std::string& name_;
  Lines lines_;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace

CsvTable CsvTable::read(const std::filesystem::path& path) { return parse(read_file(path), path.string()); }

CsvTable CsvTable::parse(std::string_view text, std::string name) {
  CsvTable table;
  table.name_ = std::move(name);
  if (text.empty()) throw InputError(table.name_ + ": expected a header line, found an empty file");
  CsvScanner scanner(text, table.name_, CsvScanner::Lines::records);
  table.header_ = scanner.record();
  for (const CsvField& field : table.header_) require_utf8(field.text, table.where(field));
  for (std::vector<CsvField>& record : scanner.rest()) {
    if (record.size() != table.header_.size()) {
      throw InputError(table.where(record.front()) + ": expected " + std::to_string(table.header_.size()) +
                       " fields as in the header, found " + std::to_string(record.size()));
    }
    table.rows_.push_back(std::move(record));
  }
  return table;
}

CsvTable CsvTable::parse_list(std::string_view text, std::string name, std::string column) {
  CsvTable table;
  table.name_ = std::move(name);
  table.header_.push_back({std::move(column), 0, 0, false});
  table.rows_ = CsvScanner(text, table.name_, CsvScanner::Lines::fields).rest();
  return table;
}

std::size_t CsvTable::column(std::string_view column_name) const {
  const auto found = std::find_if(header_.begin(), header_.end(), [&](const CsvField& field) { return field.text == column_name; });
  if (found != header_.end()) {
    const auto again = std::find_if(found + 1, header_.end(), [&](const CsvField& field) { return field.text == column_name; });
    if (again != header_.end()) throw InputError(where(*again) + ": the column '" + again->text + "' stands there twice");
    return static_cast<std::size_t>(found - header_.begin());
  }
  std::string names;
  for (std::size_t i = 0; i < header_.size(); ++i) names += (i == 0 ? "" : ", ") + header_[i].text;
  throw InputError(name_ + ":1: expected a column '" + std::string(column_name) + "', found the columns " + names);
}

bool CsvTable::has_column(std::string_view column_name) const {
  for (const CsvField& field : header_) {
    if (field.text == column_name) return true;
  }
  return false;
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  const double value = number_or_infinity(row, column);
  if (!std::isfinite(value) && !at(row, column).text.empty()) refuse(row, column);
  return value;
}

double CsvTable::number_or_infinity(std::size_t row, std::size_t column) const {
  const CsvField& field = at(row, column);
  if (field.text.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::optional<double> value = parse_number<double>(field.text);
  if (!value) refuse(row, column);
  return *value;
}

void CsvTable::refuse(std::size_t row, std::size_t column) const {
  const CsvField& field = at(row, column);
  throw InputError(where(field) + ": column '" + header_[column].text + "': expected a number or nothing, found '" + field.text + "'");
}

std::string CsvTable::where(const CsvField& field) const {
  return name_ + ":" + std::to_string(field.line) + ":" + std::to_string(field.column);
}

std::string csv_quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace cartograf

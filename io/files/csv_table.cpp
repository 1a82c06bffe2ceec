#include "io/files/csv_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kMostColumns = 1'000'000;
constexpr std::size_t kMostBytesOfField = std::size_t{1} << 20;

/// "+0.5" is a number for spreadsheets and for Python, "+-0.5" is none.
std::string_view without_plus(std::string_view number) {
  const bool plus = number.size() > 1 && number[0] == '+' && number[1] != '-';
  return number.substr(plus ? 1 : 0);
}

/// Splits the text of a CSV file into records, keeping track of line and column.
class CsvScanner {
 public:
  /// A separator that parts nothing: a line is one field, in which quotes mean nothing either unless it begins with one.
  static constexpr char kNone = '\n';

  CsvScanner(std::string_view text, const std::string& name, char separator) : text_(text), name_(name), separator_(separator) {
    if (text_.starts_with("\xEF\xBB\xBF")) position_ = line_start_ = 3;
    if (separator != kNone && named_separator(text)) skip_line();
    while (!at_end() && (text_[position_] == '#' || (commented_ && at_line_end()))) {
      commented_ = commented_ || text_[position_] == '#';
      skip_line();
    }
  }

  /// The separator of a table: what Excel's first line "sep=;" names, else what its header has most of.
  static char separator_of_table(std::string_view text, const std::string& name);

  /// What stands between the comments and the end of the line.
  std::string_view rest_of_line() const { return text_.substr(position_, text_.find('\n', position_) - position_); }

  /// What there is where a header line should be: at_end() is true.
  std::string found_instead() const { return commented_ ? "comments alone" : line_ > 1 ? "none"
                                                                                       : "an empty file"; }

  bool at_end() const { return position_ >= text_.size(); }

  std::vector<CsvField> record() {
    std::vector<CsvField> fields;
    while (true) {
      if (fields.size() == kMostColumns) fail("expected at most " + std::to_string(kMostColumns) + " columns, found more");
      fields.push_back(field());
      if (at_end()) return fields;
      if (at_separator()) {
        ++position_;
        continue;
      }
      end_line();
      return fields;
    }
  }

  /// Gives all records that are left to `take`. Blank lines may stand only at the end.
  template <class Take>
  void for_rest(Take&& take) {
    std::optional<CsvField> blank_line;
    while (!at_end()) {
      std::vector<CsvField> fields = record();
      if (fields.size() == 1 && fields[0].text.empty() && !fields[0].quoted) {
        if (!blank_line) blank_line = fields[0];
        continue;
      }
      if (blank_line) {
        throw InputError(name_ + ":" + std::to_string(blank_line->line) + ": found a blank line between rows; take it out");
      }
      take(fields);
    }
  }

 private:
  static std::optional<char> named_separator(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::string_view line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == "sep=," || line == "sep=;" || line == "sep=\t") return line.back();
    return std::nullopt;
  }

  void skip_line() {
    position_ = line_start_ = std::min(text_.find('\n', position_), text_.size() - 1) + 1;
    ++line_;
  }

  std::size_t column() const { return position_ - line_start_ + 1; }

  bool at_separator() const { return separator_ != kNone && !at_end() && text_[position_] == separator_; }

  bool at_line_end() const {
    return at_end() || text_[position_] == '\n' ||
           (text_[position_] == '\r' && (position_ + 1 == text_.size() || text_[position_ + 1] == '\n'));
  }

  std::string separator_name() const {
    if (separator_ == kNone) return "";
    return separator_ == ',' ? "a comma or " : separator_ == ';' ? "a semicolon or "
                                                                 : "a tab or ";
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

  [[noreturn]] void fail_field(const CsvField& field) const {
    throw InputError(name_ + ":" + std::to_string(field.line) + ":" + std::to_string(field.column) + ": expected fields of at most " +
                     std::to_string(kMostBytesOfField >> 10) + " KiB, found a longer one");
  }

  CsvField field() {
    CsvField result{{}, line_, column(), false};
    if (!at_end() && text_[position_] == '"') {
      result.quoted = true;
      quoted(result.text);
      if (result.text.size() > kMostBytesOfField) fail_field(result);
      if (!at_line_end() && !at_separator()) fail("expected " + separator_name() + "the end of the line after the closing quote");
      return result;
    }
    const std::size_t begin = position_;
    while (!at_line_end() && !at_separator()) {
      if (separator_ != kNone && text_[position_] == '"') fail("found a quote inside a field that does not start with one");
      ++position_;
    }
    if (position_ - begin > kMostBytesOfField) fail_field(result);
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
  char separator_;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  bool commented_ = false;
};

/// The separator that a header has most of outside of quotes.
char separator_of(std::string_view header) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool inside = false;
  for (const char c : header) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (commas >= semicolons && commas >= tabs) return ',';
  return semicolons >= tabs ? ';' : '\t';
}

char CsvScanner::separator_of_table(std::string_view text, const std::string& name) {
  if (const std::optional<char> named = named_separator(text)) return *named;
  return separator_of(CsvScanner(text, name, kNone).rest_of_line());
}

/// Names of columns are told without the blanks around them; a quoted one has those that it wants.
std::vector<CsvField> header_of(CsvScanner& scanner) {
  std::vector<CsvField> header = scanner.record();
  for (CsvField& field : header) {
    if (!field.quoted) field.text = std::string(trimmed(field.text));
  }
  return header;
}

/// Whether a field looks like a key that was cut at its commas.
bool begins_with_bracket(const CsvField& field) {
  const std::string_view text = trimmed(field.text);
  return !field.quoted && !text.empty() && std::string_view("([{").find(text.front()) != std::string_view::npos;
}

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

bool equal_but_for_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b; });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

CsvTable CsvTable::read(const std::filesystem::path& path, const Note& note) { return parse(read_text(path), input_name(path), note); }

CsvTable CsvTable::parse(std::string_view text, std::string name, const Note& note) {
  CsvTable table;
  table.name_ = std::move(name);
  if (text.empty()) throw InputError(table.name_ + ": expected a header line, found an empty file");
  table.separator_ = CsvScanner::separator_of_table(text, table.name_);
  CsvScanner scanner(text, table.name_, table.separator_);
  if (scanner.at_end()) throw InputError(table.name_ + ": expected a header line, found " + scanner.found_instead());
  table.header_ = header_of(scanner);
  for (const CsvField& field : table.header_) require_utf8(field.text, table.where(field));
  if (note && table.separator_ == ';') {
    note(table.name_ + ": its fields are separated by semicolons; a comma in a number is taken for the decimal point");
  }
  if (note && table.separator_ == '\t') {
    note(table.name_ + ": its fields are separated by tabs; a comma in a number is taken for the decimal point");
  }
  scanner.for_rest([&](const std::vector<CsvField>& record) {
    if (record.size() != table.header_.size()) {
      const bool cut = record.size() > table.header_.size() && table.separator_ == ',' && std::any_of(record.begin(), record.end(), begins_with_bracket);
      throw InputError(table.where(record.front()) + ": expected " + std::to_string(table.header_.size()) +
                       (table.header_.size() == 1 ? " field" : " fields") + " as in the header, found " + std::to_string(record.size()) +
                       (cut ? "; keys with commas stand in double quotes" : ""));
    }
    table.append(record);
  });
  return table;
}

void CsvTable::append(const std::vector<CsvField>& record) {
  for (const CsvField& field : record) {
    fields_.emplace_back(texts_.size(), field);
    texts_ += field.text;
  }
}

CsvField CsvTable::at(std::size_t row, std::size_t column) const {
  const PackedField& field = packed(row, column);
  return {std::string(text(row, column)), field.line(), field.column(), field.quoted()};
}

std::string_view CsvTable::text(std::size_t row, std::size_t column) const {
  const PackedField& field = packed(row, column);
  return std::string_view(texts_).substr(field.begin(), field.size());
}

CsvTable CsvTable::parse_list(std::string_view text, std::string name, std::string column) {
  CsvTable table;
  table.name_ = std::move(name);
  table.header_.push_back({std::move(column), 0, 0, false});
  CsvScanner(text, table.name_, CsvScanner::kNone).for_rest([&](const std::vector<CsvField>& record) { table.append(record); });
  return table;
}

CsvTable CsvTable::parse_beginning(std::string_view text, std::string name) {
  CsvTable table;
  table.name_ = std::move(name);
  table.separator_ = CsvScanner::separator_of_table(text, table.name_);
  CsvScanner scanner(text, table.name_, table.separator_);
  try {
    if (!scanner.at_end()) table.header_ = header_of(scanner);
    if (scanner.at_end()) return table;
    const std::vector<CsvField> row = scanner.record();
    if (row.size() == table.header_.size()) table.append(row);
  } catch (const InputError&) {  // no CSV
    if (scanner.rest_of_line().size() > kMostBytesOfField) throw;
    if (table.header_.empty()) table.header_ = CsvScanner(text, table.name_, CsvScanner::kNone).record();
  }
  return table;
}

std::size_t CsvTable::column(std::string_view column_name) const {
  const auto found = std::find_if(header_.begin(), header_.end(), [&](const CsvField& field) { return field.text == column_name; });
  if (found != header_.end()) {
    const auto again = std::find_if(found + 1, header_.end(), [&](const CsvField& field) { return field.text == column_name; });
    if (again != header_.end()) throw InputError(where(*again) + ": the column " + in_quotes(again->text) + " stands there twice");
    return static_cast<std::size_t>(found - header_.begin());
  }
  const std::size_t line = header_.front().line;
  std::vector<std::string> names;
  for (const CsvField& field : header_) names.push_back(std::string(beginning(field.text, kMostQuoted)));
  throw InputError(name_ + ":" + std::to_string(line) + ": expected a column " + in_quotes(column_name) + ", found the columns " + names_of_columns() +
                   nearest_advice(column_name, names));
}

bool CsvTable::has_column(std::string_view column_name) const {
  for (const CsvField& field : header_) {
    if (field.text == column_name) return true;
  }
  return false;
}

std::string CsvTable::names_of_columns() const {
  std::vector<std::string_view> names;
  for (const CsvField& field : header_) names.push_back(field.text);
  return listed(names);
}

bool CsvTable::is_missing(std::size_t row, std::size_t column) const {
  const std::string_view word_here = trimmed(text(row, column));
  const auto is = [&](std::string_view word) { return equal_but_for_case(word_here, word); };
  return word_here.empty() || is("nan") || is("na") || is("n/a") || is("null") || is("none") || is("<na>") || is("#n/a");
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  const double value = number_or_infinity(row, column);
  if (!std::isfinite(value) && !trimmed(text(row, column)).empty()) refuse(row, column);
  return value;
}

double CsvTable::number_or_infinity(std::size_t row, std::size_t column) const {
  if (is_missing(row, column)) return std::numeric_limits<double>::quiet_NaN();
  std::optional<double> value = parse_number<double>(without_plus(trimmed(text(row, column))));
  if (!value) value = parse_number<double>(without_plus(with_point(row, column)));
  if (!value || std::isnan(*value)) refuse(row, column);
  return *value;
}

std::string CsvTable::with_point(std::size_t row, std::size_t column) const {
  const std::string given(text(row, column));
  if (separator_ == ',' || given.find(',') == given.npos) return given;
  std::string number(trimmed(given));
  std::replace(number.begin(), number.end(), ',', '.');  // two points are no number
  return parse_number<double>(number) ? number : given;
}

void CsvTable::refuse(std::size_t row, std::size_t column) const {
  const CsvField field = at(row, column);
  throw InputError(where(field) + ": column " + in_quotes(header_[column].text) + ": expected a number or nothing, found " + in_quotes(field.text) +
                   (trimmed(field.text).ends_with('%') ? "; write it without the percent sign" : ""));
}

std::string CsvTable::where(const CsvField& field) const {
  return name_ + ":" + std::to_string(field.line) + ":" + std::to_string(field.column);
}

std::string csv_quoted(std::string_view text) {
  const bool has_blanks = trimmed(text).size() < text.size();
  return has_blanks || text.find_first_of(",\"\r\n") != text.npos ? in_double_quotes(text) : std::string(text);
}

std::string csv_quoted_name(std::string_view text) {
  const bool begins_as_another_line = text.starts_with('#') || text.starts_with("sep=") || text.starts_with("\xEF\xBB\xBF");
  return begins_as_another_line || text.find_first_of(";\t") != text.npos ? in_double_quotes(text) : csv_quoted(text);
}

}  // namespace cartograf

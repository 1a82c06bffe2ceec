#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/text_input.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {

/// One field of a CSV file, unquoted, and where it starts (both counted from 1; column in bytes).
struct CsvField {
  std::string text;
  std::size_t line = 0;
  std::size_t column = 0;
  bool quoted = false;
};

/// A CSV file in memory: RFC 4180 with one header line, any of LF and CR LF, with or without a UTF-8 byte order mark. The
/// separator is the one of comma, semicolon and tab that the header has most of, or that a first line "sep=;" names; where it
/// is no comma, a note says so, and a comma in a number is the decimal point. Lines before the header that begin with '#', and
/// blank ones after them, are skipped. Blanks around the names of columns and around numbers mean nothing.
/// Every row must have as many fields as the header; blank lines are allowed only at the end.
/// Throws InputError with file, line and column for anything else, for a header that is no UTF-8, and for more than 10^6 columns or
/// 1 MiB in a field.
class CsvTable {
 public:
  static CsvTable read(const std::filesystem::path& path, const Note& note = {});
  static CsvTable parse(std::string_view text, std::string name, const Note& note = {});
  /// A list: every line is one field of a column that is given the name `column`. A line may be quoted; one that is not
  /// may hold commas and quotes. Lines at its beginning that begin with '#' are comments.
  static CsvTable parse_list(std::string_view text, std::string name, std::string column);
  /// Header and first row alone, the latter where it is well-formed. Of a text that is no CSV too: its first line.
  static CsvTable parse_beginning(std::string_view text, std::string name);

  const std::string& name() const { return name_; }
  /// Whether it was made by parse_list().
  bool is_list() const { return header_.size() == 1 && header_.front().line == 0; }
  const std::vector<CsvField>& header() const { return header_; }
  std::size_t n_rows() const { return header_.empty() ? 0 : fields_.size() / header_.size(); }
  CsvField at(std::size_t row, std::size_t column) const;

  /// Position of a column by name. Throws InputError that lists the columns there are.
  std::size_t column(std::string_view column_name) const;
  bool has_column(std::string_view column_name) const;
  /// The names of all columns, for messages.
  std::string names_of_columns() const;

  /// Whether a field stands for no value: it is empty or nan, NA, N/A, <NA>, #N/A, null or None, however it is capitalised.
  bool is_missing(std::size_t row, std::size_t column) const;
  /// The field as a number; NaN when it is empty. Throws InputError for anything else that is not one finite number.
  double number(std::size_t row, std::size_t column) const;
  /// The same where infinities are numbers too, and NaN is what is_missing().
  double number_or_infinity(std::size_t row, std::size_t column) const;

  /// The text of a field, but with a point where it is a number with a decimal comma; no digit is changed.
  std::string with_point(std::size_t row, std::size_t column) const;

  /// "file:line:column", for error messages.
  std::string where(const CsvField& field) const;

 private:
  /// A field in few bytes: a short text of many fields takes little more than itself.
  class PackedField {
   public:
    /// begin: of its text in texts_.
    PackedField(std::uint64_t begin, const CsvField& field)
        : text_(begin << kSizeBits << 1 | std::uint64_t{field.text.size()} << 1 | (field.quoted ? 1U : 0U)),
          place_(std::uint64_t{field.line} << kColumnBits | std::min<std::uint64_t>(field.column, kMostColumn)) {}
    std::uint64_t begin() const { return text_ >> 1 >> kSizeBits; }
    std::uint64_t size() const { return text_ >> 1 & ((std::uint64_t{1} << kSizeBits) - 1); }
    bool quoted() const { return (text_ & 1U) != 0; }
    std::uint64_t line() const { return place_ >> kColumnBits; }
    std::uint64_t column() const { return place_ & kMostColumn; }

   private:
    static constexpr unsigned kSizeBits = 22, kColumnBits = 30;  // a field has at most 1 MiB
    static constexpr std::uint64_t kMostColumn = (std::uint64_t{1} << kColumnBits) - 1;
    std::uint64_t text_, place_;
  };

  void append(const std::vector<CsvField>& record);
  const PackedField& packed(std::size_t row, std::size_t column) const { return fields_[row * header_.size() + column]; }
  std::string_view text(std::size_t row, std::size_t column) const;
  [[noreturn]] void refuse(std::size_t row, std::size_t column) const;

  std::string name_;
  char separator_ = ',';
  std::vector<CsvField> header_;
  std::deque<PackedField> fields_;  ///< row by row; a deque never has all of them twice, as a vector has that grows
  std::string texts_;
};

/// Without the blanks and tabs around it.
std::string_view trimmed(std::string_view text);

/// `text` as a CSV field: quoted when it holds a comma, a quote or a line break, and when blanks around it would be lost.
std::string csv_quoted(std::string_view text);
/// The same of the name of a column: also quoted where a reader would take it for a comment, a mark or another separator.
std::string csv_quoted_name(std::string_view text);

}  // namespace cartograf

#include "host/engine/key_table.hpp"

#include "io/text_output.hpp"

namespace cartograf {
namespace {

constexpr const char* kKeyColumn = "net";

/// A file whose first line is no header with `net` is a plain list of keys, which hold commas and need no quotes:
/// it is turned into a CSV of one quoted column on the same lines.
std::string as_csv(const std::string& text, bool& has_header) {
  const std::string first_line = text.substr(0, text.find('\n'));
  has_header = CsvTable::parse(first_line, "header").has_column(kKeyColumn);
  if (has_header) return text;
  std::string csv;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.pop_back();
    csv += line.starts_with('"') || line.empty() ? line : csv_quoted(line);
    csv += '\n';
    begin = end + 1;
  }
  return csv;
}

}  // namespace

KeyTable KeyTable::read(const SearchSpace& space, const std::filesystem::path& file) {
  const std::string text = read_file(file);
  if (text.empty()) throw InputError(file.string() + ": expected a CSV with a column 'net', or one key a line; found an empty file");
  bool has_header = false;
  KeyTable table;
  const std::string csv = as_csv(text, has_header);
  table.csv_ = has_header ? CsvTable::parse(csv, file.string()) : CsvTable::parse_list(csv, file.string(), kKeyColumn);
  table.add_keys(space);
  return table;
}

void KeyTable::add_keys(const SearchSpace& space) {
  const std::size_t column = csv_.column(kKeyColumn);
  for (std::size_t row = 0; row < csv_.n_rows(); ++row) {
    const CsvField& field = csv_.at(row, column);
    std::uint64_t index = 0;
    try {
      index = space.index_of(field.text);
    } catch (const KeyError& error) {
      CsvField place = field;
      place.column += error.position() + (field.quoted ? 1 : 0);
      throw InputError(csv_.where(place) + ": key '" + field.text + "' of " + space.name() + ": " + error.what());
    }
    const auto [first, inserted] = rows_.emplace(index, row);
    if (!inserted) {
      throw InputError(csv_.where(field) + ": key '" + field.text + "' stands there already, in line " +
                       std::to_string(csv_.at(first->second, column).line));
    }
    keys_.push_back(field.text);
    indices_.push_back(index);
  }
}

std::int64_t KeyTable::row_of(std::uint64_t index) const {
  const auto found = rows_.find(index);
  return found == rows_.end() ? -1 : static_cast<std::int64_t>(found->second);
}

}  // namespace cartograf

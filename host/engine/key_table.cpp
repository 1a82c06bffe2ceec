#include "host/engine/key_table.hpp"

#include <map>
#include <optional>

#include "host/notation/notation.hpp"
#include "io/files/text_output.hpp"

namespace cartograf {
namespace {

/// What `cartograf search` of earlier versions calls its column of keys.
constexpr const char* kResultKeyColumn = "key";

/// The column of keys of a file whose first line is a header with one, which is then a CSV; any other is a list of keys,
/// which hold commas themselves.
std::optional<std::string> key_column_of(const std::string& text, const std::string& name, const SearchSpace& space) {
  const std::string first_line = text.substr(0, text.find('\n'));
  for (const std::string& column : {std::string(kKeyColumn), space.key_column(), std::string(kResultKeyColumn)}) {
    if (first_line.find(column) != std::string::npos && CsvTable::parse(first_line, name).has_column(column)) return column;
  }
  return std::nullopt;
}

}  // namespace

KeyTable KeyTable::read(const SearchSpace& space, const std::filesystem::path& file, Duplicate refused) {
  const std::string text = read_file(file);
  if (text.empty()) throw InputError(file.string() + ": expected a CSV with a column 'net', or one key a line; found an empty file");
  const std::optional<std::string> column = key_column_of(text, file.string(), space);
  KeyTable table;
  table.csv_ = column ? CsvTable::parse(text, file.string()) : CsvTable::parse_list(text, file.string(), kKeyColumn);
  table.key_column_ = table.csv_.column(column.value_or(kKeyColumn));
  table.add_keys(space, refused);
  if (table.n_rows() == 0) throw InputError(file.string() + ": expected at least one key, found none");
  return table;
}

std::shared_ptr<const KeyTable> KeyTables::read(const std::filesystem::path& file) const {
  std::shared_ptr<const KeyTable>& table = tables_[file];
  if (!table) table = std::make_shared<const KeyTable>(KeyTable::read(space_, file));
  return table;
}

void KeyTable::add_keys(const SearchSpace& space, Duplicate refused) {
  std::map<std::vector<std::uint64_t>, std::size_t> written;
  for (std::size_t row = 0; row < csv_.n_rows(); ++row) {
    const CsvField& field = csv_.at(row, key_column_);
    EncodedKey encoded;
    try {
      encoded = read_key(space, field.text);
    } catch (const KeyError& error) {
      CsvField place = field;
      place.column += error.position() + (field.quoted ? 1 : 0);
      throw InputError(csv_.where(place) + ": key '" + field.text + "' of " + space.name() + ": " + error.what());
    }
    const auto [same_architecture, first_of_it] = rows_.emplace(encoded.index, row);
    const auto [same_writing, first_written] = written.emplace(encoded.words, row);
    if (refused == Duplicate::same_architecture ? !first_of_it : !first_written) {
      const std::size_t before = refused == Duplicate::same_architecture ? same_architecture->second : same_writing->second;
      throw InputError(csv_.where(field) + ": key '" + field.text + "' stands there already, in line " +
                       std::to_string(csv_.at(before, key_column_).line));
    }
    keys_.push_back(field.text);
    indices_.push_back(encoded.index);
    words_.insert(words_.end(), encoded.words.begin(), encoded.words.end());
  }
}

std::int64_t KeyTable::row_of(std::uint64_t index) const {
  const auto found = rows_.find(index);
  return found == rows_.end() ? -1 : static_cast<std::int64_t>(found->second);
}

}  // namespace cartograf

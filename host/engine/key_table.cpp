#include "host/engine/key_table.hpp"

#include <map>

#include "io/text_output.hpp"

namespace cartograf {
namespace {

constexpr const char* kKeyColumn = "net";

/// A file whose first line is a header with `net` is a CSV; any other is a list of keys, which hold commas themselves.
bool has_key_column(const std::string& text, const std::string& name) {
  const std::string first_line = text.substr(0, text.find('\n'));
  if (first_line.find(kKeyColumn) == std::string::npos) return false;
  return CsvTable::parse(first_line, name).has_column(kKeyColumn);
}

}  // namespace

KeyTable KeyTable::read(const SearchSpace& space, const std::filesystem::path& file, Twice refused) {
  const std::string text = read_file(file);
  if (text.empty()) throw InputError(file.string() + ": expected a CSV with a column 'net', or one key a line; found an empty file");
  KeyTable table;
  table.csv_ = has_key_column(text, file.string()) ? CsvTable::parse(text, file.string())
                                                   : CsvTable::parse_list(text, file.string(), kKeyColumn);
  table.add_keys(space, refused);
  if (table.n_rows() == 0) throw InputError(file.string() + ": expected at least one key, found none");
  return table;
}

void KeyTable::add_keys(const SearchSpace& space, Twice refused) {
  std::map<std::vector<std::uint64_t>, std::size_t> written;
  const std::size_t column = csv_.column(kKeyColumn);
  for (std::size_t row = 0; row < csv_.n_rows(); ++row) {
    const CsvField& field = csv_.at(row, column);
    EncodedKey encoded;
    try {
      encoded = space.encode(field.text);
    } catch (const KeyError& error) {
      CsvField place = field;
      place.column += error.position() + (field.quoted ? 1 : 0);
      throw InputError(csv_.where(place) + ": key '" + field.text + "' of " + space.name() + ": " + error.what());
    }
    const auto [same_architecture, first_of_it] = rows_.emplace(encoded.index, row);
    const auto [same_writing, first_written] = written.emplace(encoded.words, row);
    if (refused == Twice::same_architecture ? !first_of_it : !first_written) {
      const std::size_t before = refused == Twice::same_architecture ? same_architecture->second : same_writing->second;
      throw InputError(csv_.where(field) + ": key '" + field.text + "' stands there already, in line " +
                       std::to_string(csv_.at(before, column).line));
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

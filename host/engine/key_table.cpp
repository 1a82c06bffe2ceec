#include "host/engine/key_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/notation/spaces_of_keys.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// What `cartograf search` of earlier versions calls its column of keys.
constexpr const char* kResultKeyColumn = "key";

bool is_key(const SearchSpace& space, const std::string& text, const KeyReading& reading) {
  try {
    read_key(space, text, reading);
    return true;
  } catch (const KeyError&) {
    return false;
  }
}

/// Whether a key that cannot be read is a graph of which a part can.
bool can_be_pruned(const SearchSpace& space, const std::string& text, KeyReading reading) {
  if (space.cell().kind != CellKind::nodes || reading.prune || reading.index != IndexOrder::none) return false;
  reading.prune = true;
  return is_key(space, text, reading);
}

/// A name as headers have them, where keys have brackets, bars or digits first.
bool is_name(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return true;  // pandas gives its index no name
  const auto first = static_cast<unsigned char>(text[begin]);
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_' || first >= 0x80;
  return letter && text.find_first_of("()[]{}|=~") == std::string::npos;
}

/// Finds the column of keys of a text.
class KeyColumn {
 public:
  KeyColumn(const SearchSpace& space, const std::string& text, const std::string& name, const KeyTableFormat& format)
      : space_(space), text_(text), name_(name), format_(format), begin_(CsvTable::parse_beginning(text, name)) {}

  /// Its name, or nothing for a list of keys. Throws InputError for a CSV that has none.
  std::optional<std::string> find(TableKind kind) const {
    if (kind == TableKind::csv && begins_as_json(text_)) {
      throw InputError(name_ + ": expected a CSV with a column " + wanted() + ", found JSON; write it as CSV first");
    }
    if (kind == TableKind::csv && begin_.header().empty()) return kKeyColumn;  // CsvTable::parse() says what there is instead
    if (const std::optional<std::string> column = known_column()) return column;
    if (kind == TableKind::csv || is_header()) refuse();
    return std::nullopt;
  }

 private:
  std::vector<std::string> known_names() const {
    std::vector<std::string> names = {kKeyColumn, space_.key_column(), kResultKeyColumn};
    if (!format_.key_column.empty()) names.insert(names.begin(), format_.key_column);
    return names;
  }

  std::optional<std::string> known_column() const {
    for (const std::string& column : known_names()) {
      if (!begin_.has_column(column)) continue;
      if (format_.note && !format_.key_column.empty() && column != format_.key_column) {
        format_.note(name_ + ": has no column " + in_quotes(format_.key_column) + "; its keys are those of the column " + in_quotes(column));
      }
      return column;
    }
    return std::nullopt;
  }

  std::string wanted() const { return in_quotes(format_.key_column.empty() ? std::string(kKeyColumn) : format_.key_column); }

  /// Whether the first line is a header, though not one of a column of keys: no key, but names, with a key below.
  bool is_header() const {
    const std::vector<CsvField>& header = begin_.header();
    if (header.empty() || !std::all_of(header.begin(), header.end(), [](const CsvField& field) { return is_name(field.text); })) return false;
    if (is_key(space_, line(0), format_.reading)) return false;
    return header.size() > 1 || (!header.front().text.empty() && is_key(space_, line(1), format_.reading));
  }

  /// One of the first lines as a list has it; empty where there is none.
  std::string line(int i) const {
    std::size_t begin = 0, end = 0;
    for (int lines = 0; lines <= i && end < text_.size(); end = std::min(text_.find('\n', end), text_.size() - 1) + 1) {
      begin = end;
      lines += text_[end] == '#' ? 0 : 1;
    }
    try {
      const CsvTable list = CsvTable::parse_list(std::string_view(text_).substr(begin, end - begin), name_, kKeyColumn);
      return list.n_rows() > 0 ? list.at(0, 0).text : std::string();
    } catch (const InputError&) {  // which reading all of it reports
      return {};
    }
  }

  [[noreturn]] void refuse() const {
    const std::vector<CsvField>& header = begin_.header();
    const CsvField& first = header.front();
    const bool has_key = is_key(space_, line(0), format_.reading) ||
                         std::any_of(header.begin(), header.end(), [&](const CsvField& field) { return is_key(space_, field.text, format_.reading); });
    if (has_key || std::none_of(header.begin(), header.end(), [](const CsvField& field) { return is_name(field.text); })) {
      throw InputError(begin_.where(first) + ": expected a header with a column " + wanted() +
                       " and columns beside the keys; found no header line: the first line is data" + (has_key ? ", with a key" : ""));
    }
    std::string advice = "give --key-column with the name of the column of keys";
    for (std::size_t i = 0; begin_.n_rows() > 0 && i < begin_.header().size(); ++i) {
      if (is_key(space_, begin_.at(0, i).text, format_.reading)) advice = "give --key-column " + listed_name(begin_.header()[i].text);
    }
    throw InputError(begin_.where(first) + ": no column " + wanted() + "; found " + begin_.names_of_columns() + "; " + advice);
  }

  const SearchSpace& space_;
  const std::string& text_;
  const std::string& name_;
  const KeyTableFormat& format_;
  CsvTable begin_;
};

/// A document of which no line is a key: one of several lines, or a list of texts or objects. An object and a list of numbers
/// on one line are keys, of which reading them says what is wrong.
void refuse_json(const std::string& text, const std::string& first_line, const std::string& name) {
  if (!begins_as_json(text)) return;
  const nlohmann::json line = nlohmann::json::parse(first_line, nullptr, false);
  const bool is_list_of_keys = line.is_array() && !line.empty() && (line.front().is_string() || line.front().is_object());
  if ((!line.is_discarded() && !is_list_of_keys) || !nlohmann::json::accept(text)) return;
  throw InputError(name + ": expected a CSV with a column 'net', or one key a line; found JSON; write each architecture on a line of its own");
}

}  // namespace

KeyTable KeyTable::read(const SearchSpace& space, const std::filesystem::path& file, Duplicate refused, const KeyTableFormat& format, TableKind kind) {
  const std::string text = read_text(file), name = input_name(file);
  if (text.empty()) throw InputError(name + ": expected a CSV with a column 'net', or one key a line; found an empty file");
  const std::optional<std::string> column = KeyColumn(space, text, name, format).find(kind);
  KeyTable table;
  table.csv_ = column ? CsvTable::parse(text, name, format.note) : CsvTable::parse_list(text, name, kKeyColumn);
  table.key_column_ = table.csv_.column(column.value_or(kKeyColumn));
  if (!column && table.csv_.n_rows() > 0 && !is_key(space, table.csv_.at(0, 0).text, format.reading)) refuse_json(text, table.csv_.at(0, 0).text, name);
  KeyReading reading = format.reading;
  // Indices stand in the column that the user names; a table without it has keys.
  if (!format.key_column.empty() && column && *column != format.key_column) reading.index = IndexOrder::none;
  table.add_keys(space, reading);
  if (table.n_rows() == 0) throw InputError(name + ": expected at least one key, found none");
  table.refuse(refused);
  return table;
}

std::shared_ptr<const KeyTable> KeyTables::read(const std::filesystem::path& file, Duplicate refused, TableKind kind) const {
  std::shared_ptr<const KeyTable>& table = tables_[file];
  if (!table) table = std::make_shared<const KeyTable>(KeyTable::read(space_, file, Duplicate::none, format_, kind));
  table->refuse(refused);
  return table;
}

std::vector<std::string> KeyTable::first_keys() const {
  constexpr std::size_t most = 100'000;
  std::vector<std::string> keys;
  for (std::size_t row = 0; row < std::min(csv_.n_rows(), most); ++row) keys.push_back(csv_.at(row, key_column_).text);
  return keys;
}

void KeyTable::add_keys(const SearchSpace& space, const KeyReading& reading) {
  n_words_ = static_cast<std::size_t>(space.codec().n_words());
  for (std::size_t row = 0; row < csv_.n_rows(); ++row) {
    const CsvField field = csv_.at(row, key_column_);
    EncodedKey encoded;
    try {
      encoded = read_key(space, field.text, reading);
    } catch (const KeyError& error) {
      CsvField place = field;
      place.column += error.position() + (field.quoted ? 1 : 0);
      throw InputError(csv_.where(place) + ": key " + in_quotes(field.text) + " of " + space.name() + ": " + error.what() +
                       (can_be_pruned(space, field.text, reading) ? "; this graph is not pruned, and --prune reads it" : advice_on_keys(space, first_keys(), reading)));
    }
    const auto [first, is_first] = rows_.emplace(encoded.index, row);
    if (!is_first) {
      std::vector<std::size_t>& rows = repeats_[encoded.index];
      if (rows.empty()) rows.push_back(first->second);
      rows.push_back(row);
    }
    // A number names nothing without its order, nor does an unpruned graph what it is read as.
    keys_.push_back(reading.index == IndexOrder::none && !reading.prune ? field.text : space.key(encoded.index, encoded.words.data()));
    indices_.push_back(encoded.index);
    words_.insert(words_.end(), encoded.words.begin(), encoded.words.end());
  }
}

bool KeyTable::same_writing(std::size_t row, std::size_t other) const {
  const auto begin = [&](std::size_t i) { return words_.begin() + static_cast<std::ptrdiff_t>(i * n_words_); };
  return std::equal(begin(row), begin(row + 1), begin(other));
}

std::vector<std::size_t> KeyTable::rows_written_before() const {
  std::vector<std::size_t> result;
  for (const auto& [index, rows] : repeats_) {
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
      if (std::any_of(rows.begin(), row, [&](std::size_t before) { return same_writing(before, *row); })) result.push_back(*row);
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

void KeyTable::refuse(Duplicate refused, const std::string& advice) const {
  if (refused == Duplicate::none) return;
  std::size_t repeating = n_rows(), before = 0;
  for (const auto& repeated : repeats_) {
    const std::vector<std::size_t>& rows = repeated.second;
    for (std::size_t i = 1; i < rows.size() && rows[i] < repeating; ++i) {
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>(i);
      const auto same = refused == Duplicate::same_architecture
                            ? rows.begin()
                            : std::find_if(rows.begin(), end, [&](std::size_t row) { return same_writing(row, rows[i]); });
      if (same == end) continue;
      repeating = rows[i];
      before = *same;
    }
  }
  if (repeating == n_rows()) return;
  const CsvField field = csv_.at(repeating, key_column_);
  const bool same = same_writing(before, repeating);
  throw InputError(csv_.where(field) + ": key " + in_quotes(field.text) + (same ? " stands there already, in line " : " is the network of line ") +
                   std::to_string(csv_.at(before, key_column_).line) + (same ? "" : " in another writing") + advice);
}

std::int64_t KeyTable::row_of(std::uint64_t index) const {
  const auto found = rows_.find(index);
  return found == rows_.end() ? -1 : static_cast<std::int64_t>(found->second);
}

std::vector<std::size_t> KeyTable::rows_of(std::uint64_t index) const {
  const auto repeats = repeats_.find(index);
  if (repeats != repeats_.end()) return repeats->second;
  const auto found = rows_.find(index);
  return found == rows_.end() ? std::vector<std::size_t>() : std::vector<std::size_t>{found->second};
}

}  // namespace cartograf

#include "host/import/import.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/import/json_table.hpp"
#include "host/import/nats_text.hpp"
#include "host/notation/spaces_of_keys.hpp"
#include "host/space/catalog.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf {
namespace {

/// Throws InputError for columns that a CSV cannot have beside `net`.
void check_columns(const SourceTable& table, const std::string& name) {
  std::set<std::string> names;
  for (const std::string& column : table.columns()) {
    if (column.empty()) throw InputError(name + ": expected a name for each number, found one whose name is empty");
    require_utf8(column, name + ": the column " + in_quotes(column));
    if (column.find('\0') != column.npos) throw InputError(name + ": expected names of columns that are texts, found " + in_quotes(column) + ", which holds a NUL byte");
    if (column == kKeyColumn) throw InputError(name + ": expected no numbers called 'net' beside the keys, which are written under this name, found some");
    if (!names.insert(column).second) throw InputError(name + ": expected names of their own for the columns, found two that would be called " + in_quotes(column));
  }
}

/// A field as it is written: nothing where it is missing, and infinities, which JSON may have too, in one way.
std::string value_of(const CsvTable& csv, std::size_t row, std::size_t column) {
  if (csv.is_missing(row, column)) return {};
  const std::string text = csv.with_point(row, column);
  const std::optional<double> number = parse_number<double>(trimmed(text));
  return number && std::isinf(*number) ? shortest(*number) : text;
}

SourceTable read_csv_table(const std::string& text, const std::string& name, const ImportOptions& options) {
  const CsvTable csv = CsvTable::parse(text, name, options.note);
  const std::string key_column = options.key_column.empty() ? kKeyColumn : options.key_column;
  if (!csv.has_column(key_column) && options.key_column.empty()) {
    throw InputError(name + ":" + std::to_string(csv.header().front().line) + ": expected a column 'net' with the architectures, found the columns " +
                     csv.names_of_columns() + "; --key-column names another");
  }
  const std::size_t keys = csv.column(key_column);
  if (!options.datasets.empty()) throw InputError(name + ": no dataset " + in_quotes(options.datasets.front()) + "; found a CSV, which has none");
  SourceTable table("CSV");
  std::vector<std::pair<std::size_t, std::size_t>> columns;  // there, here
  for (std::size_t column = 0; column < csv.header().size(); ++column) {
    const std::string& title = csv.header()[column].text;
    if (column == keys) continue;
    if (column == 0 && (title.empty() || title == "Unnamed: 0")) {
      if (options.note) options.note(name + ": left out: a column without a name, as pandas writes its index");
      continue;
    }
    if (title.empty()) {
      throw InputError(csv.where(csv.header()[column]) + ": expected a name for the column, found none; only the first column, the index of pandas, may lack one");
    }
    if (title == kKeyColumn) throw InputError(csv.where(csv.header()[column]) + ": expected no column 'net' beside the keys in " + in_quotes(key_column) + ", found one");
    csv.column(title);  // refuses one that stands there twice
    columns.emplace_back(column, table.column(title));
  }
  for (std::size_t i = 0; i < csv.n_rows(); ++i) {
    CsvField key = csv.at(i, keys);
    if (trimmed(key.text).empty()) throw InputError(csv.where(key) + ": column " + in_quotes(key_column) + ": expected an architecture, found none");
    const std::string where = csv.where(key);
    const std::size_t row = table.add_row(std::move(key.text), where);
    for (const auto& [there, here] : columns) table.set(row, here, value_of(csv, i, there), table.rows()[row].where);
  }
  return table;
}

EncodedKey architecture_of(const SearchSpace& space, const SourceTable::Row& row, const KeyReading& reading) {
  try {
    return read_key(space, row.key, reading);
  } catch (const KeyError& error) {
    throw InputError(row.where + ": key " + in_quotes(row.key) + " of " + space.name() + ": " + error.what());
  }
}

/// Throws InputError for the first key that a space does not read.
void require_keys_of(const SearchSpace& space, const SourceTable& table, const KeyReading& reading, const std::string& advice) {
  for (const SourceTable::Row& row : table.rows()) {
    try {
      architecture_of(space, row, reading);
    } catch (const InputError& error) {
      throw InputError(error.what() + advice);
    }
  }
}

}  // namespace

SourceTable read_source(const std::filesystem::path& file, const ImportOptions& options) {
  const std::string text = read_text(file), name = input_name(file);
  const bool is_json = begins_as_json(text), is_nats = !is_json && is_nats_text(text);
  if (is_json || is_nats) {
    if (!options.key_column.empty()) throw InputError(name + ": found " + (is_json ? "JSON" : "a text of NATS-Bench") + ", which has no column " + in_quotes(options.key_column));
  }
  SourceTable table = is_json ? read_json_table(text, name, options) : is_nats ? read_nats_text(text, name, options)
                                                                               : read_csv_table(text, name, options);
  if (table.rows().empty()) throw InputError(name + ": expected at least one row, found none");
  check_columns(table, name);
  return table;
}

std::unique_ptr<SearchSpace> space_of(const SourceTable& table, const KeyReading& reading) {
  const std::vector<std::string>& names = table.spaces().empty() ? spaces_with_tables() : table.spaces();
  std::vector<std::string> keys;
  for (const SourceTable::Row& row : table.rows()) keys.push_back(row.key);
  std::vector<std::unique_ptr<SearchSpace>> spaces = spaces_that_read(names, keys, reading);
  if (spaces.empty()) {
    require_keys_of(*find_space(names.front()), table, reading,
                    (names.size() > 1 ? "; nor is it of " + listed(std::vector<std::string>(names.begin() + 1, names.end())) : "") + "; --space names another");
  }
  if (spaces.size() > 1) {
    std::vector<std::string> found;
    for (const auto& space : spaces) found.push_back(space->name());
    throw InputError(table.rows().front().where + ": its keys may be of " + listed(found) + "; --space says of which");
  }
  return std::move(spaces.front());
}

void write_imported(const SearchSpace& space, const SourceTable& table, const ImportOptions& options, OutputStream& out) {
  const Notation& net = find_notation(space, kKeyColumn);
  const std::vector<std::string> columns = table.columns();
  std::string line = kKeyColumn;
  for (const std::string& column : columns) line += "," + csv_quoted_name(column);
  out.write(line + "\n");
  std::unordered_map<std::uint64_t, std::size_t> rows_of;
  for (const SourceTable::Row& row : table.rows()) {
    const EncodedKey architecture = architecture_of(space, row, options.reading);
    ++rows_of[architecture.index];
    line = csv_quoted(net.write(space, architecture));
    for (std::size_t i = 0; i < columns.size(); ++i) line += "," + (i < row.values.size() ? csv_quoted(row.values[i]) : std::string());
    out.write(line + "\n");
  }
  const auto n_repeated = std::count_if(rows_of.begin(), rows_of.end(), [](const auto& rows) { return rows.second > 1; });
  if (options.note && n_repeated > 0) {
    options.note(counted(static_cast<std::uint64_t>(n_repeated), "architecture") + (n_repeated == 1 ? " has" : " have") + " several rows; --repeats of train and evaluate says what is made of them");
  }
}

}  // namespace cartograf

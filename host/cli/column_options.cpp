#include "host/cli/column_options.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "host/cli/format.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {

std::vector<std::string> split_columns(const std::string& option, const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = split_selectors(option, text);
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

namespace {

/// What stands before the first '=' is a name when it looks like one; "./a=b.csv" is a file.
JoinedTable parse_join(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals == std::string::npos ? 0 : equals);
  const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
  JoinedTable join = is_name ? JoinedTable{name, text.substr(equals + 1)} : JoinedTable{"", text};
  if (join.file.empty() || equals == 0) throw InputError("--join: expected FILE or NAME=FILE, found " + in_quotes(text));
  return join;
}

std::string beginning_of_help(bool of_stores) { return of_stores ? "of a store: " : ""; }

std::vector<double> parse_missing(const std::vector<std::string>& texts) {
  std::vector<double> values;
  for (const std::string& text : split_columns("--missing", texts)) {
    const std::optional<double> value = parse_number<double>(text);
    if (!value || std::isnan(*value)) {
      throw InputError("--missing: expected numbers, inf or -inf, separated by commas, found " + in_quotes(text));
    }
    values.push_back(*value);
  }
  return values;
}

}  // namespace

void JoinArguments::add_to(CLI::App& command, bool of_stores) {
  begin_group(command, kColumns);
  command.add_option("--join", joins, beginning_of_help(of_stores) + "a table with more columns, a CSV with a column 'net' or a store of the same space; may be repeated")
      ->type_name("[NAME=]FILE")
      ->allow_extra_args(false);
}

std::vector<JoinedTable> JoinArguments::tables() const {
  std::vector<JoinedTable> tables;
  for (const std::string& text : joins) tables.push_back(parse_join(text));
  return tables;
}

std::vector<std::string> JoinArguments::files() const {
  std::vector<std::string> files;
  for (const JoinedTable& join : tables()) files.push_back(join.file.string());
  return files;
}

void ColumnArguments::add_to(CLI::App& command, bool of_stores) {
  joins.add_to(command, of_stores);
  const std::string begin = beginning_of_help(of_stores);
  command.add_option("--columns", columns, begin + "use only these columns: names, globs, family:GLOB or @FILE, or ! and one of these to take out")->type_name(kListType)->allow_extra_args(false);
  command.add_option("--exclude", exclude, begin + "leave out these columns")->type_name(kListType)->allow_extra_args(false);
  command.add_option("--log", log, begin + "take the natural logarithm of these columns")->type_name(kListType)->allow_extra_args(false);
  command.add_option("--missing", missing, begin + "numbers of joined tables that stand for a missing value, such as -100000000 or inf")->type_name(kListType)->allow_extra_args(false);
}

ColumnOptions ColumnArguments::options() const {
  return {joins.tables(), split_columns("--columns", columns), split_columns("--exclude", exclude), split_columns("--log", log), parse_missing(missing)};
}

std::vector<std::string> files_of_selectors(const std::vector<std::string>& texts) {
  std::vector<std::string> files;
  for (const std::string& text : texts) {
    if (text.starts_with('@')) files.push_back(text.substr(1));
  }
  return files;
}

std::vector<std::string> ColumnArguments::files() const {
  std::vector<std::string> files = joins.files();
  const ColumnOptions all = options();
  for (const auto* selectors : {&all.columns, &all.exclude, &all.log}) {
    const std::vector<std::string> named = files_of_selectors(*selectors);
    files.insert(files.end(), named.begin(), named.end());
  }
  return files;
}

DataSet load_data_set(const FeatureSource& source, const TargetArguments& targets, const ColumnArguments& columns) {
  DataSetOptions options;
  static_cast<ColumnOptions&>(options) = columns.options();
  options.targets = targets.options();
  DataSet data = cartograf::load_data_set(source.store(), source.tables(), options);
  say_left_out(options.targets, data.population);
  say_notes(data.notes);
  return data;
}

void say_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) say_note(note);
}

}  // namespace cartograf::cli

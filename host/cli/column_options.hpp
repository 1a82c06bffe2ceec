#pragma once

#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/feature_source.hpp"
#include "host/cli/target_options.hpp"
#include "host/table/data_set.hpp"

namespace cartograf::cli {

/// `--join`: tables with more columns.
struct JoinArguments {
  std::vector<std::string> joins;

  /// of_stores: the help says that it is for stores alone, where the command takes spaces too.
  void add_to(CLI::App& command, bool of_stores = false);
  /// Throws InputError for what is not [NAME=]FILE.
  std::vector<JoinedTable> tables() const;
  /// The files, for refuse_to_replace_input().
  std::vector<std::string> files() const;
};

/// The options of the commands that train: which columns, and what is done to them.
struct ColumnArguments {
  JoinArguments joins;
  std::vector<std::string> columns, exclude, log, missing;

  void add_to(CLI::App& command, bool of_stores = false);
  /// Throws InputError, naming the option.
  ColumnOptions options() const;
  /// All files that are read, for refuse_to_replace_input().
  std::vector<std::string> files() const;
};

/// The selectors that an option was given, each for itself. Throws InputError, naming the option.
std::vector<std::string> split_columns(const std::string& option, const std::vector<std::string>& texts);

/// The files that selectors of columns name (@FILE).
std::vector<std::string> files_of_selectors(const std::vector<std::string>& texts);

/// The data set that the options of a command ask for; what is missing or left out is said on stderr.
DataSet load_data_set(const FeatureSource& source, const TargetArguments& targets, const ColumnArguments& columns);

/// Says notes of a data set on stderr.
void say_notes(const std::vector<std::string>& notes);

}  // namespace cartograf::cli

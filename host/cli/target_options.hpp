#pragma once

#include <string>

#include "host/cli/command.hpp"
#include "host/model/targets.hpp"

namespace cartograf::cli {

/// The options that choose targets and population, shared by train and evaluate.
struct TargetArguments {
  std::string table, column, only;

  void add_to(CLI::App& command) {
    command.add_option("--targets", table, "CSV with a column 'net' and the target; without it a closed-form cost such as params");
    command.add_option("--target", column, "the target's column")->required();
    command.add_option("--only", only, "use only these architectures: a CSV with a column 'net', or one key a line");
  }

  TargetOptions options() const {
    TargetOptions result;
    result.column = column;
    if (!table.empty()) result.table = table;
    if (!only.empty()) result.only = only;
    return result;
  }
};

}  // namespace cartograf::cli

#include "host/cli/target_options.hpp"

namespace cartograf::cli {

void TargetArguments::add_to(CLI::App& command) {
  command.add_option("--targets", table, "CSV with a column 'net' and the target; without it a closed-form cost such as params");
  command.add_option("--target", column, "the target's column")->required();
  command.add_option("--only", only, "use only these architectures: a CSV with a column 'net', or one key a line");
}

TargetOptions TargetArguments::options() const {
  TargetOptions result;
  result.column = column;
  if (!table.empty()) result.table = table;
  if (!only.empty()) result.only = only;
  return result;
}

void TrainingArguments::add_to(CLI::App& command) {
  command.add_option("--model-seed", model_seed, "seed of the predictors (default: 42)")->check(whole_number());
  device.add_to(command);
  add_threads(command, common);
}

}  // namespace cartograf::cli

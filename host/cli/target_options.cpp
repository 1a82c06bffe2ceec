#include "host/cli/target_options.hpp"

#include <cmath>

#include "host/cli/format.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf::cli {

void TargetArguments::add_to(CLI::App& command) {
  begin_group(command, kInput);
  command.add_option("--targets", table, "a table with a column 'net' and the target; without it a closed-form cost such as params")->type_name("FILE.csv");
  command.add_option("--target", column, "the target's column")->type_name("NAME")->required();
  command.add_option("--only", only, "use only these architectures: a CSV with a column 'net', or one key a line; splits are drawn in its order")->type_name("FILE");
  command.add_option("--missing-target", missing, "skip: leave out rows without a target (empty, nan, NA, null, None); a number: leave out the architectures with this target, which stands for none; such as skip,-1")
      ->type_name("skip|NUMBER,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--repeats", repeats, "what is made of several rows of one architecture in the table of targets: error, mean, median, first, or all, each of them a training of its own (default: error)")
      ->type_name("error|mean|median|first|all");
  tables.add_to(command);
}

TargetOptions TargetArguments::options() const {
  TargetOptions result;
  result.column = column;
  if (!table.empty()) result.table = table;
  if (!only.empty()) result.only = only;
  for (const std::string& text : missing) {
    const std::optional<double> value = parse_number<double>(text);
    if (text == "skip") {
      result.skip_missing = true;
    } else if (!value || !std::isfinite(*value)) {
      throw InputError("--missing-target: expected skip or a number, found " + in_quotes(text));
    } else if (!result.is_missing(*value)) {
      result.missing.push_back(*value);
    }
  }
  result.repeats = parse_repeats(repeats);
  return result;
}

void TargetArguments::require_keys_to_read(bool other_tables) const {
  if (table.empty() && only.empty() && !other_tables) tables.refuse_readings();
}

void say_left_out(const TargetOptions& targets, const Population& population) {
  for (const std::string& note : population.notes) say_note(note);
  if (targets.missing.empty()) return;
  std::vector<std::string> missing;
  for (const double value : targets.missing) missing.push_back(shortest(value));
  say("note: {} with the target {} {} left out, {}\n", counted(population.n_left_out, "architecture"), enumerated(missing, " or "),
      population.n_left_out == 1 ? "is" : "are", n_architectures(population) == population.targets.size() ? fmt::format("{} remain", population.targets.size()) : fmt::format("{} remain ({} rows)", n_architectures(population), population.targets.size()));
}

void TrainingArguments::add_to(CLI::App& command) {
  begin_group(command, kTraining);
  command.add_option("--model-seed", model_seed, "seed of the predictors (default: 42)")->check(whole_number())->type_name("N");
  device.add_to(command);
  add_threads(command, common);
}

}  // namespace cartograf::cli

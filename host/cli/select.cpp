#include "host/evaluate/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/output_set.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/target_options.hpp"
#include "host/report/selection_page.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

struct SelectArguments {
  TargetArguments targets;
  ColumnArguments columns;
  ParameterArguments parameters;
  TrainingArguments training;
  FeatureArguments features;
  std::string file, output, html, by = "importance", model = "rf", seeds = "42:52";
  std::vector<std::uint64_t> counts;
  std::uint64_t train_size = 128, count = 0;
  double tolerance = 0.005;
  bool overwrite = false, json = false;
};

std::vector<Split> splits_of(const SelectArguments& options, const Population& population) {
  std::vector<Split> splits;
  for (const std::uint64_t seed : seeds_of("--seeds", options.seeds)) splits.push_back(draw_split(seed, options.train_size, population.targets.size(), population.groups));
  return splits;
}

SelectOptions select_options(const SelectArguments& options) {
  SelectOptions how;
  how.by = options.by == "redundancy" ? Ranking::redundancy : Ranking::importance;
  how.model = {options.model, options.parameters.specs({options.model}).front()};
  how.counts = options.counts;
  if (options.count > 0 && !options.counts.empty()) how.counts.push_back(options.count);
  how.model_seed = options.training.model_seed;
  how.execution.device = options.training.device.resolve(why_cpu(std::vector{options.model}));
  how.execution.threads = options.training.common.threads;
  return how;
}

void print_json(const Selection& selection, const FeatureMatrix& matrix, std::uint64_t count) {
  nlohmann::ordered_json json = {{"count", count}, {"ranking", nlohmann::ordered_json::array()}, {"curve", nlohmann::ordered_json::array()}};
  for (const RankedColumn& ranked : selection.ranking) {
    json["ranking"].push_back({{"column", matrix.features.columns[ranked.column].name}, {"score", ranked.score}});
  }
  for (const SelectionPoint& point : selection.curve) {
    json["curve"].push_back({{"columns", point.n_columns}, {"tau_mean", point.tau}, {"tau_std", point.deviation}});
  }
  print("{}\n", json_text(json));
}

void print_table(const Selection& selection, std::uint64_t count) {
  show_header(fmt::format("{:>9}{:>17}", "columns", "Kendall tau"));
  for (const SelectionPoint& point : selection.curve) {
    const std::string spread = std::isnan(point.deviation) ? "" : fmt::format(" +- {:.3f}", point.deviation);
    const std::string tau = std::isnan(point.tau) ? "undefined" : fmt::format("{:.3f}{}", point.tau, spread);
    print("{:>9}{:>17}{}\n", point.n_columns, tau, point.n_columns == count ? "  <- chosen" : "");
  }
}

std::string list_of(const Selection& selection, const FeatureMatrix& matrix, std::uint64_t count) {
  std::string list;
  for (std::uint64_t i = 0; i < count; ++i) list += csv_quoted(selector_of(matrix.features.columns[selection.ranking[i].column].name)) + "\n";
  return list;
}

std::string html_of(const SelectArguments& options, const FeatureSource& source, const DataSet& data, const Selection& selection, std::uint64_t count) {
  std::vector<PageFact> facts = facts_of(page_run());
  facts.push_back(source.fact());
  append(facts, facts_of(data.matrix.features));
  append(facts, {fact_of_target(options.targets.column, options.targets.table),
                 {"rows trained on", fmt::format("{0} of {1} architectures; with seed s the last {2} of numpy.random.RandomState(s).permutation({3})", grouped(options.train_size), grouped(n_architectures(data.population)), options.train_size, n_architectures(data.population))},
                 {"seeds of the splits", options.seeds},
                 {"seed of the predictor", std::to_string(options.training.model_seed)}});
  const OpNames operations = source.space().traits().ops;
  return to_html(selection_page(selection, data.matrix, {options.targets.column, options.model, options.by, options.train_size, count, operations}, std::move(facts)));
}

/// As asked for, else the fewest that do as well as the best; says what stands in the way.
std::uint64_t chosen_count(const SelectArguments& options, const Selection& selection, std::size_t n_columns) {
  const std::uint64_t n_ranked = selection.ranking.size();
  if (options.count > n_ranked) {
    // Columns that are not ranked are of no use.
    say("only {} of {} columns are of use; the others are constant, follow from these or are in no tree\n", grouped(n_ranked), grouped(n_columns));
  }
  if (options.count > 0) return std::min(options.count, n_ranked);
  const SelectionPoint point = smallest_good_point(selection, options.tolerance);
  double best = -1;
  for (const SelectionPoint& other : selection.curve) best = std::max(best, other.tau);
  if (point.tau < best - options.tolerance) {
    say("no choice of ranked columns comes within {} of the best tau, {:.3f}; the best of them is taken\n", options.tolerance, best);
  }
  return point.n_columns;
}

void run(const SelectArguments& options) {
  std::vector<std::string> inputs = options.columns.files();
  inputs.insert(inputs.end(), {options.file, options.targets.table, options.targets.only});
  options.targets.require_keys_to_read(!options.columns.joins.joins.empty());
  require_two_files("--output", options.output, "--html", options.html);
  require_one_standard_output({options.output, options.html}, options.json ? "--json" : "");
  if (!(options.tolerance >= 0 && options.tolerance <= 1)) {
    throw InputError(fmt::format("--tolerance: expected a number from 0 to 1, found {}", options.tolerance));
  }
  if (!options.output.empty()) {
    refuse_to_replace_input(options.output, inputs);
    require_ending(options.output, {".txt", ".csv", kNoEnding}, "a list of columns is a text");
    check_output(options.output, options.overwrite);
  }
  if (!options.html.empty()) {
    refuse_to_replace_input(options.html, inputs);
    check_page(options.html, options.overwrite);
  }
  say_if_waiting_is_active();
  SelectOptions how = select_options(options);
  const FeatureSource source(options.file, options.features, options.targets, {options.model}, options.training.common.threads);
  const DataSet data = load_data_set(source, options.targets, options.columns);
  Selection selection;
  {
    ProgressBar bar("select " + data.matrix.features.space, "trainings");
    how.execution.progress = bar.progress();
    selection = select(data.matrix, data.population, splits_of(options, data.population), how);
  }
  const std::uint64_t count = chosen_count(options, selection, data.matrix.features.columns.size());
  if (options.json) {
    print_json(selection, data.matrix, count);
  } else if (!takes_standard_output(options.output) && !takes_standard_output(options.html)) {
    print_table(selection, count);
  }
  OutputSet outputs(options.overwrite);
  if (!options.html.empty()) outputs.write(options.html, html_of(options, source, data, selection, count), "a page of charts");
  outputs.write(options.output, list_of(selection, data.matrix, count), fmt::format("{} of {}", grouped(count), counted(data.matrix.features.columns.size(), "column")));
  outputs.finish();
}

}  // namespace

void add_select(CLI::App& app) {
  auto options = std::make_shared<SelectArguments>();
  CLI::App* command = app.add_subcommand("select", "Choose few columns that predict a target as well as all do")->group(kJudge);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->file, kRowsHelp)->type_name(kRowsType)->required();
  options->targets.add_to(*command);
  options->features.add_to(*command, true);
  options->columns.add_to(*command);
  begin_group(*command, kTraining);
  command->add_option("--by", options->by, "importance (gain in the model's trees) or redundancy (what the other columns do not tell) (default: importance)")
      ->type_name("importance|redundancy")
      ->check(one_of({"importance", "redundancy"}));
  command->add_option("--model", options->model, "the predictor whose tau is measured (default: rf); rf, xgb, xgb+, tree or gbm for --by importance")->type_name("PREDICTOR");
  options->parameters.add_to(*command);
  command->add_option("--train-size", options->train_size, "architectures to train on (default: 128)")->type_name("N")->check(whole_number(1));
  command->add_option("--seeds", options->seeds, "seeds A:B of the splits, B excluded (default: 42:52)")->type_name("A:B");
  command->add_option("--counts", options->counts, "numbers of columns to measure (default: 1,2,4,... and all that are of use)")
      ->type_name(kListType)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(whole_number(1));
  auto* count = command->add_option("--count", options->count, "how many columns to choose")->type_name("N")->check(whole_number(1));
  command->add_option("--tolerance", options->tolerance, "else: the fewest with at most this much less tau than the best (default: 0.005)")
      ->type_name("NUMBER")
      ->excludes(count);
  options->training.add_to(*command);
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the list of columns to write, for --columns @FILE")->type_name("FILE.txt");
  command->add_option("--html", options->html, "also write a chart of tau against the number of columns")->type_name("FILE.html");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  command->add_flag("--json", options->json, "print JSON, with the ranking");
  add_progress(*command);
  add_examples(*command,
               "  cartograf select nasbench201.h5 --targets accuracy.csv --target cifar10 --by importance -o columns.txt\n"
               "  cartograf evaluate nasbench201.h5 --targets accuracy.csv --target cifar10 --columns @columns.txt");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

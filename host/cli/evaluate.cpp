#include "host/evaluate/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/evaluation_text.hpp"
#include "host/cli/example_runs.hpp"
#include "host/cli/feature_source.hpp"
#include "host/cli/format.hpp"
#include "host/cli/output_set.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/summary_table.hpp"
#include "host/cli/target_options.hpp"
#include "host/table/data_set.hpp"
#include "host/predictor/kinds/recipes.hpp"
#include "host/report/evaluation_page.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

/// What the trainings have to say, each thing once, with the number of runs.
std::vector<std::string> notes_of(const std::vector<Evaluation>& evaluations) {
  std::map<std::string, std::size_t> runs;
  for (const Evaluation& evaluation : evaluations) {
    for (const std::string& note : evaluation.notes) ++runs[evaluation.model + ": " + note];
  }
  std::vector<std::string> notes;
  for (const auto& [note, n] : runs) notes.push_back(fmt::format("{} ({} of {} runs)", note, n, evaluations.size()));
  return notes;
}

struct EvaluateArguments {
  TargetArguments targets;
  ColumnArguments columns;
  ParameterArguments parameters;
  TrainingArguments training;
  FeatureArguments features;
  std::string file, seeds, splits, model_seeds, csv, html;
  std::vector<std::string> feature_sets;
  std::vector<std::string> models = {"rf", "xgb"};
  std::vector<std::uint64_t> train_sizes;
  bool json = false, overwrite = false;
};

bool in_interval(const std::string& seeds, std::uint64_t seed) {
  if (seeds.empty()) return true;
  const auto [begin, end] = parse_interval("--seeds", seeds);
  return begin <= seed && seed < end;
}

/// The splits of a file, those asked for by size and seed; none left out silently.
std::vector<Split> splits_of_file(const EvaluateArguments& options, const Population& population) {
  std::vector<Split> splits = read_splits(options.splits, population.targets.size(), population.groups, say_note);
  const auto chosen = [&](const Split& split, std::uint64_t size) {
    return split.train_size == size && in_interval(options.seeds, split.seed);
  };
  for (const std::uint64_t size : options.train_sizes) {
    if (std::none_of(splits.begin(), splits.end(), [&](const Split& split) { return chosen(split, size); })) {
      throw InputError(fmt::format("{}: no split with train size {}{}", options.splits, size,
                                   options.seeds.empty() ? "" : " and a seed in " + options.seeds));
    }
  }
  std::erase_if(splits, [&](const Split& split) {
    const bool wanted_size = options.train_sizes.empty() ||
                             std::find(options.train_sizes.begin(), options.train_sizes.end(), split.train_size) !=
                                 options.train_sizes.end();
    return !wanted_size || !in_interval(options.seeds, split.seed);
  });
  if (splits.empty()) throw InputError(fmt::format("{}: no split with a seed in {}", options.splits, options.seeds));
  return splits;
}

/// Those asked for, else those of the default that leave something to test on.
std::vector<std::uint64_t> drawn_sizes(const EvaluateArguments& options, std::size_t n) {
  std::vector<std::uint64_t> sizes = options.train_sizes;
  for (const std::uint64_t size : sizes) require_architectures_to_test(size, size, n);
  if (!sizes.empty()) return sizes;
  std::vector<std::uint64_t> left_out;
  for (const std::uint64_t size : {32, 128, 1024}) (leaves_architectures_to_test(size, n) ? sizes : left_out).push_back(size);
  if (sizes.empty()) {
    throw InputError(fmt::format("{} are too few to train on 32 and to test on the others; give --train-sizes{}", counted(n, "architecture"),
                                 n < 3 ? "" : fmt::format(", at most {}", n - 2)));
  }
  if (!left_out.empty()) say_note(fmt::format("there are {}, too few to train on {}", counted(n, "architecture"), fmt::join(left_out, " or ")));
  return sizes;
}

std::vector<Split> drawn_splits(const EvaluateArguments& options, const Population& population) {
  std::vector<Split> splits;
  for (const std::uint64_t size : drawn_sizes(options, n_architectures(population))) {
    for (const std::uint64_t seed : seeds_of("--seeds", options.seeds.empty() ? "42:52" : options.seeds)) {
      splits.push_back(draw_split(seed, size, population.targets.size(), population.groups));
    }
  }
  return splits;
}

struct FeatureSetArgument {
  std::string name;
  std::vector<std::string> selectors;
};

std::vector<FeatureSetArgument> parse_feature_sets(const std::vector<std::string>& texts) {
  std::vector<FeatureSetArgument> sets;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) throw InputError("--feature-set: expected NAME=COLUMNS, found " + in_quotes(text));
    FeatureSetArgument set{text.substr(0, equals), split_selectors("--feature-set", text.substr(equals + 1))};
    if (std::any_of(sets.begin(), sets.end(), [&](const auto& other) { return other.name == set.name; })) {
      throw InputError("--feature-set: the name '" + set.name + "' is given twice");
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

/// The choices of columns of a matrix, and the matrices that are not the whole one.
class FeatureChoices {
 public:
  FeatureChoices(const FeatureMatrix& all, const std::vector<FeatureSetArgument>& sets) {
    for (const FeatureSetArgument& set : sets) matrices_.push_back(with_columns(all, select_columns(all, set.selectors)));
    for (std::size_t i = 0; i < sets.size(); ++i) choices_.push_back({sets[i].name, &matrices_[i]});
    if (sets.empty()) choices_.push_back({"", &all});
  }
  const std::vector<FeatureChoice>& choices() const { return choices_; }

 private:
  std::vector<FeatureMatrix> matrices_;
  std::vector<FeatureChoice> choices_;
};

/// How often `auto` chose what; nothing where it was not asked for.
void print_choices(const std::vector<EvaluationSummary>& summaries) {
  bool first = true;
  for (const EvaluationSummary& s : summaries) {
    if (s.chosen.empty()) continue;
    if (std::exchange(first, false)) print("\nwhat auto chose, and in how many runs\n");
    print("{}train size {}: {}\n", s.features.empty() ? "" : s.features + ", ", s.train_size, text_of_choices(s));
  }
}

/// What is to be said of the features before `auto` chooses among them.
void say_left_out_recipes(const std::vector<std::string>& models, const std::vector<FeatureChoice>& choices) {
  if (std::find(models.begin(), models.end(), "auto") == models.end()) return;
  for (const FeatureChoice& choice : choices) {
    for (const std::string& note : recipes_for(choice.matrix->features.lacks_edges, choice.matrix->features.column_families).notes) {
      say_notes({(choice.name.empty() ? "" : "features " + choice.name + ": ") + note});
    }
  }
}

template <class T>
void keep_one_of_each(std::vector<T>& values) {
  std::vector<T> kept;
  for (const T& value : values) {
    if (std::find(kept.begin(), kept.end(), value) == kept.end()) kept.push_back(value);
  }
  values = std::move(kept);
}

void check_outputs(const EvaluateArguments& options) {
  std::vector<std::string> inputs = options.columns.files();
  inputs.insert(inputs.end(), {options.file, options.targets.table, options.targets.only, options.splits});
  for (const FeatureSetArgument& set : parse_feature_sets(options.feature_sets)) {
    const std::vector<std::string> named = files_of_selectors(set.selectors);
    inputs.insert(inputs.end(), named.begin(), named.end());
  }
  options.targets.require_keys_to_read(!options.columns.joins.joins.empty());
  require_two_files("--csv", options.csv, "--html", options.html);
  require_one_standard_output({options.csv, options.html}, options.json ? "--json" : "");
  if (!options.csv.empty()) {
    refuse_to_replace_input(options.csv, inputs);
    require_ending(options.csv, {".csv", kNoEnding});
    check_output(options.csv, options.overwrite);
  }
  if (!options.html.empty()) {
    refuse_to_replace_input(options.html, inputs);
    check_page(options.html, options.overwrite);
  }
}

/// Which rows were trained on, and how one gets their list.
std::string trained_rows(const EvaluateArguments& options, const FeatureSource& source, const std::vector<Split>& splits, std::size_t n) {
  std::set<std::uint64_t> sizes;
  for (const Split& split : splits) sizes.insert(split.train_size);
  std::string text = fmt::format("{} of {} architectures", fmt::join(sizes, ", "), grouped(n));
  if (!options.splits.empty()) return text + "; the lists are the train_row_indices of " + options.splits;
  return text + fmt::format("; of size k with seed s they are the last k of numpy.random.RandomState(s).permutation({}), counted in the order of {}", n,
                            options.targets.only.empty() ? source.order() : options.targets.only);
}

std::vector<PageFact> provenance(const EvaluateArguments& options, const FeatureSource& source, const DataSet& data, const std::vector<Split>& splits) {
  std::vector<PageFact> facts = facts_of(page_run());
  facts.push_back(source.fact());
  append(facts, facts_of(data.matrix.features));
  std::set<std::uint64_t> seeds;
  for (const Split& split : splits) seeds.insert(split.seed);
  append(facts, {fact_of_target(options.targets.column, options.targets.table),
                 {"rows trained on", trained_rows(options, source, splits, n_architectures(data.population))},
                 {"seeds of the splits", fmt::format("{}", fmt::join(seeds, ", "))},
                 {"seeds of the predictors", options.model_seeds.empty() ? std::to_string(options.training.model_seed) : options.model_seeds}});
  return facts;
}

std::string html_of(const EvaluateArguments& options, const DataSet& data, std::vector<PageFact> facts, const std::vector<EvaluationSummary>& summaries, const ExampleRuns& examples) {
  const std::size_t n = n_architectures(data.population);
  const std::string introduction =
      fmt::format("{} architectures{} of {}, described by {} columns. Each predictor is trained on some of them, and measured on the others.",
                  grouped(n), data.population.targets.size() == n ? "" : fmt::format(" ({} rows)", grouped(data.population.targets.size())), data.matrix.features.space, grouped(data.matrix.features.columns.size()));
  const std::vector<PredictedRun> runs = examples.runs(summaries);
  return to_html(evaluation_page({options.targets.column, introduction, summaries, runs}, std::move(facts)));
}

EvaluateOptions evaluate_options(const EvaluateArguments& options) {
  EvaluateOptions how;
  for (const PredictorSpec& spec : options.parameters.specs(options.models)) how.models.push_back({spec.name, spec});
  how.model_seeds = options.model_seeds.empty() ? std::vector{options.training.model_seed} : seeds_of("--model-seeds", options.model_seeds);
  how.execution.threads = options.training.common.threads;
  return how;
}

void run(EvaluateArguments& options) {
  keep_one_of_each(options.models);
  keep_one_of_each(options.train_sizes);
  EvaluateOptions how = evaluate_options(options);
  const std::vector<FeatureSetArgument> sets = parse_feature_sets(options.feature_sets);
  check_outputs(options);
  say_if_waiting_is_active();
  how.execution.device = options.training.device.resolve(why_cpu(options.models));
  const FeatureSource source(options.file, options.features, options.targets, options.models, options.training.common.threads);
  const DataSet data = load_data_set(source, options.targets, options.columns);
  const FeatureChoices features(data.matrix, sets);
  say_left_out_recipes(options.models, features.choices());
  const std::vector<Split> splits = options.splits.empty() ? drawn_splits(options, data.population) : splits_of_file(options, data.population);
  ExampleRuns examples(splits, how.model_seeds.front());
  if (!options.html.empty()) {
    how.predictions = [&examples](const Evaluation& e, std::span<const double> truth, std::span<const double> predicted) {
      examples.add(e, truth, predicted);
    };
  }
  const bool prints_table = !options.json && !takes_standard_output(options.csv) && !takes_standard_output(options.html);
  SummaryTable table(features.choices(), how, splits);
  if (prints_table) how.finished = [&table](std::size_t place, const Evaluation& evaluation) { table.add(place, evaluation); };
  std::vector<Evaluation> evaluations;
  {
    ProgressBar bar("evaluate " + data.matrix.features.space, "trainings");
    how.execution.progress = bar.progress();
    evaluations = evaluate(features.choices(), data.population, splits, how);
  }
  say_notes(notes_of(evaluations));
  const std::vector<EvaluationSummary> summaries = summarise(evaluations);
  OutputSet outputs(options.overwrite);
  outputs.write(options.csv, as_csv(evaluations), counted(evaluations.size(), "training"));
  if (!options.html.empty()) outputs.write(options.html, html_of(options, data, provenance(options, source, data, splits), summaries, examples), "a page of charts");
  outputs.finish();
  if (prints_table) print_choices(summaries);
  if (options.json) print("{}\n", as_json(evaluations, summaries));
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<EvaluateArguments>();
  CLI::App* command = app.add_subcommand("evaluate", "Train predictors on random splits and measure how well they rank the rest")->group(kJudge);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->file, kRowsHelp)->type_name(kRowsType)->required();
  options->targets.add_to(*command);
  options->features.add_to(*command, true);
  options->columns.add_to(*command);
  command->add_option("--feature-set", options->feature_sets, "compare choices of columns, selected as by --columns; may be repeated")
      ->type_name("NAME=COLUMNS")
      ->allow_extra_args(false);
  begin_group(*command, kTraining);
  command->add_option("--models", options->models, "predictors (see 'cartograf predictors'; default: rf,xgb)")->type_name(kListType)->delimiter(',')->allow_extra_args(false);
  options->parameters.add_to(*command);
  command->add_option("--train-sizes", options->train_sizes, "architectures to train on (default: those of 32,128,1024 that leave two to test on)")
      ->type_name(kListType)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(whole_number(1));
  command->add_option("--seeds", options->seeds, "seeds A:B of the splits, B excluded (default: 42:52)")->type_name("A:B");
  command->add_option("--splits", options->splits, "a table with data_seed, train_size, train_row_indices instead of drawn splits")->type_name("FILE.csv");
  options->training.add_to(*command);
  begin_group(*command, kTraining);
  command->add_option("--model-seeds", options->model_seeds, "seeds A:B of the predictors, B excluded: each split is trained on with each of them")
      ->type_name("A:B")
      ->excludes(command->get_option("--model-seed"));
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON, with one entry for each training");
  command->add_option("--csv", options->csv, "also write one row for each training to this file (- is standard output)")->type_name("FILE.csv");
  command->add_option("--html", options->html, "also write a page of interactive charts")->type_name("FILE.html");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  add_progress(*command);
  add_examples(*command,
               "  cartograf evaluate nasbench201.h5 --targets accuracy.csv --target cifar10 --models rf,xgb --train-sizes 32,128 "
               "--seeds 42:52\n"
               "  cartograf evaluate nasbench201.h5 --target params --models xgb --train-sizes 100 --json\n"
               "  cartograf evaluate nasbench201.h5 --targets accuracy.csv --target cifar10 --join zcp=proxies.csv --feature-set 'graf=!family:zcp' "
               "--feature-set 'proxies=family:zcp' --feature-set 'both=*' --param xgb.max_depth=4");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

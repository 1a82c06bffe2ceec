#include "host/evaluate/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/feature_source.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/output_set.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/signal_groups.hpp"
#include "host/cli/target_options.hpp"
#include "host/store/space_of_store.hpp"
#include "host/table/splits.hpp"
#include "host/report/explain_page.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

struct ExplainArguments {
  CommonOptions common;
  DeviceOption device;
  TargetArguments targets;
  JoinArguments joins;
  std::string file, model, sample = "1000", csv, html;
  std::vector<std::string> importance;
  double group_correlation = 0.95;
  std::uint64_t shuffles = 5, seed = 42, top = 20;
  bool json = false, overwrite = false;
};

/// The rows that are explained.
struct Rows {
  FeatureMatrix matrix;
  std::vector<double> targets;
  std::vector<std::string> keys;
  std::uint64_t population = 0;
  OpNames operations;
};

/// Positions in a population of n: all, or a random sample, ascending.
std::vector<std::uint64_t> sampled(const ExplainArguments& options, std::uint64_t n) {
  std::vector<std::uint64_t> positions(n);
  std::iota(positions.begin(), positions.end(), std::uint64_t{0});
  if (options.sample == "all") return positions;
  const std::uint64_t size = parse_number<std::uint64_t>(options.sample).value();  // which the option has checked
  if (size >= n) return positions;
  positions = numpy_permutation(static_cast<std::uint32_t>(options.seed), n);
  positions.resize(size);
  std::sort(positions.begin(), positions.end());
  return positions;
}

/// Places of some rows of a store among those that have all columns, and their targets. What is left out was said in notes.
Population present(const Population& population, const std::vector<std::size_t>& kept, const StoreReader& store) {
  Population result;
  for (std::size_t i = 0; i < population.targets.size(); ++i) {
    const auto found = std::lower_bound(kept.begin(), kept.end(), population.rows[i]);
    if (found == kept.end() || *found != population.rows[i]) continue;
    result.rows.push_back(static_cast<std::uint64_t>(found - kept.begin()));
    result.targets.push_back(population.targets[i]);
  }
  if (result.targets.empty()) throw InputError(store.name() + ": no architecture with a target has all columns of the model");
  return result;
}

Rows rows_of_source(const FeatureSource& source, const Model& model, const ExplainArguments& options) {
  const StoreReader& store = source.store();
  const SearchSpace& space = source.space();
  const KeyTables& tables = source.tables();
  const TargetOptions targets = options.targets.options();
  const Population population = join_targets(store, tables, targets);
  say_left_out(targets, population);
  const LoadedColumns columns = load_columns_of_model(store, tables, model.info().features, options.joins.tables());
  say_notes(columns.notes);
  const Population known = present(population, columns.kept, store);
  const std::vector<std::uint64_t> indices = indices_of_rows(store, space, 0, store.schema().n_rows);
  std::vector<std::uint64_t> places;
  Rows rows;
  for (const std::uint64_t position : sampled(options, known.targets.size())) {
    places.push_back(known.rows[position]);
    rows.targets.push_back(known.targets[position]);
    rows.keys.push_back(space.key(indices[columns.kept[places.back()]]));
  }
  rows.matrix = with_rows(columns.matrix, places);
  rows.population = known.targets.size();
  rows.operations = space.traits().ops;
  return rows;
}

ExplainOptions explain_options(const ExplainArguments& options, const Model& model) {
  ExplainOptions result;
  const auto has = [&](const char* name) { return std::find(options.importance.begin(), options.importance.end(), name) != options.importance.end(); };
  const bool all = options.importance.empty(), trees = model.regressor().importances() != nullptr;
  result.gain = has("gain") || (all && trees);
  result.shap = has("shap") || (all && trees);
  result.permutation = has("permutation") || all;
  result.group_correlation = options.group_correlation;
  result.repeats = static_cast<int>(options.shuffles);
  result.seed = options.seed;
  return result;
}

struct Figure {
  const char* name;
  double Importance::*value;
};

constexpr Figure kFigures[] = {{"shap", &Importance::shap},
                               {"tau_drop", &Importance::tau_drop},
                               {"tau_drop_std", &Importance::tau_drop_deviation},
                               {"mse_rise", &Importance::mse_rise},
                               {"mse_rise_std", &Importance::mse_rise_deviation},
                               {"total_gain", &Importance::total_gain},
                               {"gain", &Importance::gain}};

std::vector<std::string> member_names(const Explanation& explanation, const ExplainedPart& part) {
  std::vector<std::string> names;
  for (const std::uint64_t column : part.columns) names.push_back(explanation.features[column].name);
  return names;
}

nlohmann::ordered_json to_json(const Explanation& explanation, const std::vector<ExplainedPart>& parts, const Rows& rows, bool members) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ExplainedPart& part : parts) {
    nlohmann::ordered_json entry = {{"name", part.name}};
    if (&parts == &explanation.features) entry["family"] = rows.matrix.features.column_families[part.columns.front()];
    if (members) entry["members"] = member_names(explanation, part);
    for (const Figure& figure : kFigures) entry[figure.name] = part.importance.*figure.value;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string as_json(const Explanation& explanation, const Model& model, const Rows& rows, const ExplainArguments& options) {
  const Metrics& m = explanation.metrics;
  nlohmann::ordered_json json = {
      {"model", model.info().predictor}, {"target", model.info().target}, {"space", model.info().features.space}, {"architectures", rows.targets.size()}, {"population", rows.population}, {"repeats", options.shuffles}, {"seed", options.seed}, {"group_correlation", options.group_correlation}, {"metrics", {{"tau", m.tau}, {"spearman", m.spearman}, {"r2", m.r2}, {"mse", m.mse}, {"mae", m.mae}}}, {"families", to_json(explanation, explanation.families, rows, true)}, {"features", to_json(explanation, explanation.features, rows, false)}, {"groups", to_json(explanation, explanation.groups, rows, true)}};
  for (const SignalGroupTitle& group : signal_groups_of(rows.matrix.features)) json["signal_groups"][group.name] = group.title;
  return json_text(json) + "\n";
}

std::string as_csv(const Explanation& explanation, const Rows& rows) {
  std::string text = "kind,name,family,columns,members";
  for (const Figure& figure : kFigures) text += std::string(",") + figure.name;
  text += "\n";
  for (const auto& [kind, parts] : {std::pair{"family", &explanation.families}, std::pair{"feature", &explanation.features},
                                    std::pair{"group", &explanation.groups}}) {
    for (const ExplainedPart& part : *parts) {
      const bool feature = parts == &explanation.features;
      text += fmt::format("{},{},{},{},{}", kind, csv_quoted(part.name), feature ? csv_quoted(rows.matrix.features.column_families[part.columns.front()]) : "",
                          part.columns.size(), csv_quoted(fmt::format("{}", fmt::join(member_names(explanation, part), ";"))));
      for (const Figure& figure : kFigures) text += "," + shortest(part.importance.*figure.value);
      text += "\n";
    }
  }
  return text;
}

void print_parts(const std::string& what, const std::vector<ExplainedPart>& parts, const ExplainOptions& how, std::uint64_t top) {
  const std::vector<std::size_t> order = ranked(parts, main_measure(how));
  const std::size_t n = std::min<std::size_t>(top, order.size());
  const std::string title = n < order.size() ? fmt::format("{}, {} of {}", what, n, order.size()) : what;
  std::size_t width = title.size();
  for (std::size_t i = 0; i < n; ++i) width = std::max(width, parts[order[i]].name.size());
  std::string header = fmt::format("{:<{}}{:>9}", title, width, "columns");
  if (how.shap) header += fmt::format("{:>12}", "mean |SHAP|");
  if (how.permutation) header += fmt::format("{:>18}{:>12}", "drop of tau", "rise of MSE");
  if (how.gain) header += fmt::format("{:>12}{:>12}", "total gain", "gain");
  show_header(header);
  for (std::size_t i = 0; i < n; ++i) {
    const ExplainedPart& part = parts[order[i]];
    const Importance& x = part.importance;
    std::string line = fmt::format("{:<{}}{:>9}", part.name, width, part.columns.size());
    if (how.shap) line += fmt::format("{:>12.4g}", x.shap);
    const std::string drop = std::isnan(x.tau_drop) ? "undefined" : std::isnan(x.tau_drop_deviation) ? fmt::format("{:.4f}", x.tau_drop)
                                                                                                     : fmt::format("{:.4f} +- {:.4f}", x.tau_drop, x.tau_drop_deviation);
    if (how.permutation) line += fmt::format("{:>18}{:>12.4g}", drop, x.mse_rise);
    if (how.gain) line += fmt::format("{:>12.4g}{:>12.4g}", x.total_gain, x.gain);
    show("{}\n", line);
  }
}

void print_tables(const Explanation& explanation, const Model& model, const Rows& rows, const ExplainOptions& how, const ExplainArguments& options) {
  print("{} of {}, on {} of {} architectures, those of its training among them unless left out: Kendall tau {}, MSE {:.4g}\n\n", model.info().predictor, model.info().target,
        grouped(rows.targets.size()), grouped(rows.population), std::isnan(explanation.metrics.tau) ? "undefined" : fmt::format("{:.4f}", explanation.metrics.tau), explanation.metrics.mse);
  print_parts("family", explanation.families, how, explanation.families.size());
  print("\n");
  print_parts("feature", explanation.features, how, options.top);
  if (has_groups(explanation)) {
    print("\n");
    print_parts("group of correlated columns", explanation.groups, how, options.top);
  } else {
    print("\nno two columns are correlated by {} or more\n", shortest(options.group_correlation));
  }
  const std::vector<SignalGroupTitle> signal = signal_groups_of(rows.matrix.features);
  if (!signal.empty()) print("\ngroups of signal, by the beginnings of their columns:\n{}", signal_group_lines(signal));
}

std::vector<PageFact> provenance(const ExplainArguments& options, const FeatureSource& source, const StoredModel& file, const ModelInfo& model, const Rows& rows) {
  std::vector<PageFact> facts = facts_of(page_run());
  append(facts, {source.fact(), fact_of_file("model", options.model, file.digest())});
  append(facts, facts_of(model.features));
  append(facts, {fact_of_target(options.targets.column, options.targets.table),
                 {"rows trained on", fmt::format("{0} of the architectures that train was given; where --train-size drew them, the last {1} of numpy.random.RandomState({2}).permutation(n) of these n", grouped(model.train_size), model.train_size, model.data_seed)},
                 {"rows explained", fmt::format("{} of {}", grouped(rows.targets.size()), grouped(rows.population))},
                 {"seeds", fmt::format("{} of the training rows, {} of the predictor, {} of the explained rows and the shuffles", model.data_seed, model.model_seed, options.seed)}});
  return facts;
}

void check_outputs(const ExplainArguments& options) {
  options.targets.require_keys_to_read(!options.joins.joins.empty());
  std::vector<std::string> inputs = options.joins.files();
  inputs.insert(inputs.end(), {options.file, options.model, options.targets.table, options.targets.only});
  for (const std::string& output : {options.csv, options.html}) {
    if (!output.empty()) refuse_to_replace_input(output, inputs);
  }
  if (!options.csv.empty()) {
    require_ending(options.csv, {".csv", kNoEnding});
    check_output(options.csv, options.overwrite);
  }
  if (!options.html.empty()) check_page(options.html, options.overwrite);
  require_two_files("--csv", options.csv, "--html", options.html);
  require_one_standard_output({options.csv, options.html}, options.json ? "--json" : "");
}

void run(const ExplainArguments& options) {
  check_outputs(options);
  const StoredModel file(options.model);
  const Model model = file.load(options.device.resolve(why_cpu(file)), options.common.threads);
  const FeatureSource source(options.file, model.info(), options.targets, options.common.threads);
  const StoreReader& store = source.store();
  const Rows rows = rows_of_source(source, model, options);
  ExplainOptions how = explain_options(options, model);
  if (!options.html.empty() && how.shap) how.shap_rows = rows_of_effects(rows.matrix.n_rows, how);
  Explanation explanation;
  {
    ProgressBar bar("explain " + model.info().predictor, "steps");
    how.execution.progress = bar.progress();
    explanation = explain(model, rows.matrix, rows.targets, store.name(), how);
  }
  OutputSet outputs(options.overwrite);
  outputs.write(options.csv, as_csv(explanation, rows), "importances of features, families and groups");
  if (!options.html.empty()) {
    const Effects effects = effects_of(explanation, model, rows.matrix, how, options.top);
    const ExplainedRows explained{store.name(), rows.targets, rows.keys, rows.population, rows.operations};
    outputs.write(options.html, to_html(explain_page(explanation, effects, model.info(), explained, how, options.top, provenance(options, source, file, model.info(), rows))),
                  "a page of charts");
  }
  outputs.finish();
  if (options.json) {
    write_result(as_json(explanation, model, rows, options));
  } else if (!takes_standard_output(options.csv) && !takes_standard_output(options.html)) {
    print_tables(explanation, model, rows, how, options);
  }
}

CLI::Validator rows_or_all() {
  const auto number = whole_number(2);
  return {[number](std::string& text) { return text == "all" ? std::string() : number(text); }, ""};
}

}  // namespace

void add_explain(CLI::App& app) {
  auto options = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand("explain", "Say which features and families a trained predictor goes by")->group(kJudge);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->file, "a feature store, or a search space, whose features are then those of the model")->type_name(kRowsType)->required();
  command->add_option("--model", options->model, "a model that 'cartograf train' wrote")->type_name("FILE.ubj|FILE.h5")->required();
  options->targets.add_to(*command);
  command->add_option("--rows-sample", options->sample, "explain on so many random architectures, or on 'all' (default: 1000)")->type_name("N|all")->check(rows_or_all());
  options->joins.add_to(*command);
  begin_group(*command, kTraining);
  command->add_option("--importance", options->importance, "gain, shap (tree ensembles only) and permutation (default: what the predictor has)")
      ->type_name(kListType)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"gain", "shap", "permutation"}));
  command->add_option("--group-correlation", options->group_correlation, "columns of this |correlation| or more form a group (default: 0.95)")->type_name("NUMBER");
  command->add_option("--shuffles", options->shuffles, "shuffles of the permutation importance (default: 5)")->type_name("N")->check(whole_number(1, 1'000'000));
  command->add_option("--seed", options->seed, "seed of the sample and the shuffles (default: 42)")->type_name("N")->check(whole_number(0, (std::uint64_t{1} << 32) - 1));
  begin_group(*command, kOutput);
  command->add_option("--top", options->top, "features and groups to show (default: 20)")->type_name("N")->check(whole_number(1));
  command->add_flag("--json", options->json, "print JSON, with all features, families and groups");
  command->add_option("--csv", options->csv, "also write a table of all of them (- is standard output)")->type_name("FILE.csv");
  command->add_option("--html", options->html, "also write a page of charts")->type_name("FILE.html");
  command->add_flag("--overwrite", options->overwrite, "replace existing files");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf explain nasbench201.h5 --model cifar10.ubj --targets accuracy.csv --target cifar10 --html cifar10.html\n"
               "  cartograf explain nasbench201.h5 --model params.ubj --target params --importance shap --rows-sample all --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

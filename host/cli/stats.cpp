#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/json_text.hpp"
#include "host/family/family.hpp"
#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/feature_options.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/store/statistics.hpp"
#include "host/space/space_document.hpp"
#include "io/hdf5/matrix_file.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/gram.hpp"

namespace cartograf::cli {
namespace {

struct StatsArguments {
  CommonOptions common;
  DeviceOption device;
  ArchitectureOptions architectures;
  FeatureArguments features;
  std::string source, output;
  bool json = false, overwrite = false, all = false;
};

FeatureStatistics of_store(const StatsArguments& options, const StatisticsOptions& how) {
  if (const std::string given = options.architectures.given(); !given.empty()) {
    throw InputError(options.source + ": " + given + " chooses from a search space, and this is a feature store");
  }
  options.features.refuse_for_store(options.source);
  return statistics_of(open_rows(options.source, "; 'cartograf features SPACE --keys FILE' writes a store of a list of architectures"), how);
}

FeatureStatistics of_space(const StatsArguments& options, const StatisticsOptions& how) {
  const auto space = open_space(options.source);
  const FeatureSet features = options.features.of(*space);
  const auto n = static_cast<std::size_t>(std::count_if(features.columns().begin(), features.columns().end(), [](const FeatureColumn& column) { return !column.real(); }));
  if (n > GramAccumulator::kMaxColumns) {
    throw InputError(fmt::format("{}: statistics are of at most {} columns, found {}; choose fewer by --families, such as --families op_count", space->name(),
                                 GramAccumulator::kMaxColumns, n));
  }
  return statistics_of(*space, features, options.architectures.of(*space), how);
}

FeatureStatistics computed(const StatsArguments& options) {
  ProgressBar bar("stats " + options.source, "architectures", options.output);
  StatisticsOptions how;
  how.execution.device = options.device.resolve();
  how.execution.threads = options.common.threads;
  how.execution.progress = bar.progress();
  return names_space(options.source) ? of_space(options, how) : of_store(options, how);
}

std::vector<std::string> names_of(const FeatureStatistics& statistics, const std::vector<std::size_t>& positions) {
  std::vector<std::string> names;
  for (const std::size_t i : positions) names.push_back(statistics.columns[i].name);
  return names;
}

/// Columns of which only the numerators are looked at.
std::vector<std::string> row_divided(const FeatureStatistics& statistics) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : statistics.columns) {
    if (column.divisor == 0) names.push_back(column.name);
  }
  return names;
}

nlohmann::ordered_json to_json(const FeatureStatistics& statistics) {
  nlohmann::ordered_json json;
  json["space"] = statistics.space;
  json["convention"] = statistics.convention;
  json["rows"] = statistics.gram.n_rows();
  json["columns"] = statistics.columns.size();
  json["constant"] = statistics.constant.size();
  json["distinct"] = statistics.distinct;
  json["rank"] = statistics.rank;
  json["centred_rank"] = statistics.centred_rank;
  json["constant_columns"] = names_of(statistics, statistics.constant);
  json["duplicate_columns"] = nlohmann::ordered_json::array();
  for (const auto& group : statistics.duplicates) json["duplicate_columns"].push_back(names_of(statistics, group));
  json["dependent_columns"] = names_of(statistics, statistics.dependent);
  json["numerators_only"] = row_divided(statistics);
  json["left_out"] = statistics.left_out;
  json["moments"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < statistics.columns.size(); ++i) {
    json["moments"].push_back({{"name", statistics.columns[i].name}, {"mean", statistics.mean(i)}, {"variance", statistics.variance(i)}});
  }
  return json;
}

/// The first of them, and how many more there are.
std::string short_list(const std::string& title, const std::vector<std::string>& lines, bool all) {
  constexpr std::size_t few = 5;
  if (lines.empty()) return {};
  const std::size_t n = all || lines.size() <= few + 1 ? lines.size() : few;  // one more takes the line that would tell of it
  std::string text = title + ":\n";
  for (std::size_t i = 0; i < n; ++i) text += "  " + lines[i] + "\n";
  return n == lines.size() ? text : text + fmt::format("  and {} more (--all)\n", lines.size() - n);
}

std::string for_people(const FeatureStatistics& statistics, bool all) {
  std::string text = fmt::format("{}, {}\n", statistics.space, statistics.convention);
  text += fmt::format("  rows      {}\n  columns   {}\n", grouped(static_cast<std::uint64_t>(statistics.gram.n_rows())), statistics.columns.size());
  text += fmt::format("  constant  {}\n  distinct  {}\n", statistics.constant.size(), statistics.distinct);
  text += fmt::format("  rank      {} ({} of the columns less their means)\n", statistics.rank, statistics.centred_rank);
  text += short_list("left out, as they are 64-bit integers or real numbers", statistics.left_out, all);
  text += short_list("divided by a number of the row's own; their numerators are looked at", row_divided(statistics), all);
  std::vector<std::string> constant, duplicates;
  for (const std::size_t i : statistics.constant) constant.push_back(fmt::format("{} = {}", statistics.columns[i].name, statistics.mean(i)));
  for (const auto& group : statistics.duplicates) duplicates.push_back(fmt::format("{}", fmt::join(names_of(statistics, group), " = ")));
  text += short_list("constant columns", constant, all);
  text += short_list("duplicate columns", duplicates, all);
  return text + short_list("linear combinations of columns before them", names_of(statistics, statistics.dependent), all);
}

void run(const StatsArguments& options) {
  if (!options.output.empty()) {
    refuse_to_replace_input(options.output, {options.source});
    check_matrix_target(options.output, options.overwrite);
    require_one_standard_output({options.output}, options.json ? "--json" : "");
  }
  const FeatureStatistics statistics = computed(options);
  if (!options.output.empty()) write_correlation(statistics, options.output, options.overwrite);
  say_written(options.output, "correlations of " + counted(statistics.columns.size(), "column"));
  if (takes_standard_output(options.output)) return;
  write_result(options.json ? json_text(to_json(statistics)) + "\n" : printable(for_people(statistics, options.all)));
}

}  // namespace

void add_stats(CLI::App& app) {
  auto options = std::make_shared<StatsArguments>();
  CLI::App* command = app.add_subcommand("stats", "Say which feature columns are constant, equal or linearly dependent, and of which rank all are")->group(kLook);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->source, kRowsHelp)->type_name(kRowsType)->required();
  options->architectures.add_to(*command, {});
  options->features.add_to(*command, true, false);
  begin_group(*command, kOutput);
  command->add_flag("--all", options->all, "list all columns, not the first few of each sort");
  CLI::Option* output = command->add_option("-o,--output", options->output, "write the correlation matrix, or - for CSV on standard output")->type_name("FILE.csv|FILE.npy|FILE.h5");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file")->needs(output);
  command->add_flag("--json", options->json, "print JSON, with all columns");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf stats nasbench201\n"
               "  cartograf stats darts_cell --sample 1000000 --seed 1 --json\n"
               "  cartograf stats nasbench201.h5 -o correlation.csv");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

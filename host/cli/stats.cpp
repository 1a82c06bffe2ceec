#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/family/family.hpp"
#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/store/statistics.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "io/files/stream_name.hpp"
#include "io/hdf5/matrix_file.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/gram.hpp"

namespace cartograf::cli {
namespace {

struct StatsArguments {
  CommonOptions common;
  DeviceOption device;
  ArchitectureOptions architectures;
  std::string source, output, convention;
  std::vector<std::string> families;
  bool json = false, overwrite = false;
};

/// Whether SOURCE is a feature store; else it is a space, or a mistake that is better explained as one.
bool is_store(const std::string& source) {
  const std::vector<std::string> spaces = space_names();
  if (source.ends_with(".json") || std::find(spaces.begin(), spaces.end(), source) != spaces.end()) return false;
  if (input_descriptor(source)) return false;
  std::error_code ignored;
  return source.ends_with(".h5") || std::filesystem::exists(source, ignored);
}

FeatureStatistics of_store(const StatsArguments& options, const StatisticsOptions& how) {
  if (!options.architectures.given().empty() || !options.convention.empty() || !options.families.empty()) {
    throw InputError(options.source + ": --range, --sample, --convention and --families choose from a search space, and this is a feature store");
  }
  return statistics_of(StoreReader(options.source), how);
}

FeatureStatistics of_space(const StatsArguments& options, const StatisticsOptions& how) {
  const auto space = open_space(options.source);
  const FeatureSet features =
      select_features(*space, parse_convention(options.convention.empty() ? "graf_nas" : options.convention), options.families);
  const auto n = static_cast<std::size_t>(std::count_if(features.columns().begin(), features.columns().end(), [](const FeatureColumn& column) { return !column.real(); }));
  if (n > GramAccumulator::kMaxColumns) {
    throw InputError(fmt::format("{}: statistics are of at most {} columns, found {}; choose fewer by --families, such as --families op_count", space->name(),
                                 GramAccumulator::kMaxColumns, n));
  }
  return statistics_of(*space, features, options.architectures.of(*space), how);
}

FeatureStatistics computed(const StatsArguments& options) {
  ProgressBar bar("architectures");
  StatisticsOptions how;
  how.execution.device = options.device.resolve();
  how.execution.threads = options.common.threads;
  how.execution.progress = bar.progress();
  return is_store(options.source) ? of_store(options, how) : of_space(options, how);
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

void append_list(std::string& text, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  text += title + "\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
}

std::string for_people(const FeatureStatistics& statistics) {
  std::string text = fmt::format("{}, {}\n", statistics.space, statistics.convention);
  text += fmt::format("  rows      {}\n  columns   {}\n", grouped(static_cast<std::uint64_t>(statistics.gram.n_rows())), statistics.columns.size());
  text += fmt::format("  constant  {}\n  distinct  {}\n", statistics.constant.size(), statistics.distinct);
  text += fmt::format("  rank      {} ({} of the columns less their means)\n", statistics.rank, statistics.centred_rank);
  append_list(text, "left out, as they are 64-bit integers or real numbers:", statistics.left_out);
  append_list(text, "divided by a number of the row's own; their numerators are looked at:", row_divided(statistics));
  std::vector<std::string> constant, duplicates;
  for (const std::size_t i : statistics.constant) constant.push_back(fmt::format("{} = {}", statistics.columns[i].name, statistics.mean(i)));
  for (const auto& group : statistics.duplicates) duplicates.push_back(fmt::format("{}", fmt::join(names_of(statistics, group), " = ")));
  append_list(text, "constant columns:", constant);
  append_list(text, "duplicate columns:", duplicates);
  append_list(text, "linear combinations of columns before them:", names_of(statistics, statistics.dependent));
  return text;
}

void run(const StatsArguments& options) {
  if (!options.output.empty()) {
    refuse_to_replace_input(options.output, {options.source});
    check_matrix_target(options.output, options.overwrite);
    require_one_standard_output({options.output}, options.json ? "--json" : "");
  }
  const FeatureStatistics statistics = computed(options);
  if (!options.output.empty()) write_correlation(statistics, options.output, options.overwrite);
  if (takes_standard_output(options.output)) return;
  // fmt::print would throw where the output is full; main looks at the stream's state, whatever the length of the text.
  std::fputs((options.json ? to_json(statistics).dump(2) + "\n" : printable(for_people(statistics))).c_str(), stdout);
}

}  // namespace

void add_stats(CLI::App& app) {
  auto options = std::make_shared<StatsArguments>();
  CLI::App* command = app.add_subcommand("stats", "Say which feature columns are constant, equal or linearly dependent, and of which rank all are");
  command->add_option("SOURCE", options->source, "a search space, a space of your own (FILE.json), or a feature store (.h5)")->required();
  command->add_option("--convention", options->convention, "of a space: graf_nas, zc_combine or paper (default: graf_nas)");
  command->add_option("--families", options->families, "of a space: feature families, separated by commas (default: those of the papers)")
      ->delimiter(',')
      ->allow_extra_args(false);
  options->architectures.add_to(*command, {});
  CLI::Option* output = command->add_option("-o,--output", options->output, "write the correlation matrix: .csv, .npy or .h5, or - for CSV on standard output");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file")->needs(output);
  command->add_flag("--json", options->json, "print JSON");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf stats nasbench201\n"
               "  cartograf stats darts_cell --sample 1000000 --seed 1 --json\n"
               "  cartograf stats nasbench201.h5 -o correlation.csv");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/engine/statistics.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "io/matrix_file.hpp"

namespace cartograf::cli {
namespace {

struct Options {
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
  std::error_code ignored;
  return source.ends_with(".h5") || std::filesystem::exists(source, ignored);
}

FeatureStatistics of_store(const Options& options, const StatisticsOptions& how) {
  if (options.architectures.given() || !options.convention.empty() || !options.families.empty()) {
    throw InputError(options.source + ": --range, --sample, --convention and --families choose from a search space, and this is a feature store");
  }
  return statistics_of(StoreReader(options.source), how);
}

FeatureStatistics of_space(const Options& options, const StatisticsOptions& how) {
  const auto space = open_space(options.source);
  const FeatureSet features =
      select_features(*space, parse_convention(options.convention.empty() ? "graf_nas" : options.convention), options.families);
  return statistics_of(*space, features, options.architectures.of(*space), how);
}

FeatureStatistics computed(const Options& options) {
  ProgressBar bar("architectures");
  StatisticsOptions how;
  how.engine.device = options.device.resolve();
  how.engine.threads = options.common.threads;
  how.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.update(done, total); };
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

void print_list(const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  fmt::print("{}\n", title);
  for (const std::string& line : lines) fmt::print("  {}\n", line);
}

void print_statistics(const FeatureStatistics& statistics) {
  fmt::print("{}, {}\n", statistics.space, statistics.convention);
  fmt::print("  rows      {}\n  columns   {}\n", grouped(static_cast<std::uint64_t>(statistics.gram.n_rows())), statistics.columns.size());
  fmt::print("  constant  {}\n  distinct  {}\n", statistics.constant.size(), statistics.distinct);
  fmt::print("  rank      {} ({} of the columns less their means)\n", statistics.rank, statistics.centred_rank);
  print_list("left out, as they are 64-bit integers:", statistics.left_out);
  print_list("divided by a number of the row's own; their numerators are looked at:", row_divided(statistics));
  std::vector<std::string> constant, duplicates;
  for (const std::size_t i : statistics.constant) constant.push_back(fmt::format("{} = {}", statistics.columns[i].name, statistics.mean(i)));
  for (const auto& group : statistics.duplicates) duplicates.push_back(fmt::format("{}", fmt::join(names_of(statistics, group), " = ")));
  print_list("constant columns:", constant);
  print_list("duplicate columns:", duplicates);
  print_list("linear combinations of columns before them:", names_of(statistics, statistics.dependent));
}

void run(const Options& options) {
  if (!options.output.empty()) {
    refuse_to_replace_input(options.output, {options.source});
    check_matrix_target(options.output, options.overwrite);
  }
  const FeatureStatistics statistics = computed(options);
  if (!options.output.empty()) write_correlation(statistics, options.output, options.overwrite);
  if (options.json) {
    fmt::print("{}\n", to_json(statistics).dump(2));
  } else {
    print_statistics(statistics);
  }
}

}  // namespace

void add_stats(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("stats", "Say which feature columns are constant, equal or linearly dependent, and of which rank all are");
  command->add_option("SOURCE", options->source, "a search space, a space of your own (FILE.json), or a feature store (.h5)")->required();
  command->add_option("--convention", options->convention, "of a space: graf_nas, zc_combine or paper (default: graf_nas)");
  command->add_option("--families", options->families, "of a space: feature families, separated by commas (default: those of the papers)")
      ->delimiter(',');
  options->architectures.add_to(*command);
  CLI::Option* output = command->add_option("-o,--output", options->output, "write the correlation matrix: .csv, .npy or .h5");
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

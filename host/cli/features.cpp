#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "host/family/family.hpp"
#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/store/featurise.hpp"
#include "host/space/space_document.hpp"
#include "io/files/partial_file.hpp"

namespace cartograf::cli {
namespace {

struct FeaturesArguments {
  CommonOptions common;
  DeviceOption device;
  ArchitectureOptions architectures;
  std::string space, output, convention = "graf_nas", dtype, compression = "none", equivalence = "contracted";
  std::vector<std::string> families;
  bool reachable_only = false, unique = false, no_keys = false, adjacency = false, overwrite = false, dry_run = false;
};

Architectures chosen_architectures(const SearchSpace& space, const FeaturesArguments& options) {
  Architectures architectures = all_passing(space, options.architectures.of(space), options.common.threads);
  if (architectures.n == 0) throw InputError(space.name() + ": no architecture meets the conditions of --where");
  if (options.reachable_only) architectures = only_reachable(space, architectures);
  if (options.unique) architectures = only_unique(space, architectures, parse_equivalence(options.equivalence), options.common.threads);
  return architectures;
}

FeaturiseOptions featurise_options(const FeaturesArguments& options, const FeatureSet& features, ProgressBar& bar) {
  FeaturiseOptions result;
  result.dtype = options.dtype.empty() ? natural_dtype(features) : parse_dtype(options.dtype);
  result.compression = parse_compression(options.compression);
  result.execution.more_gpus = options.device.resolve_list();
  result.execution.device = result.execution.more_gpus.front();
  result.execution.more_gpus.erase(result.execution.more_gpus.begin());
  result.execution.threads = options.common.threads;
  result.keys = !options.no_keys;
  result.adjacency = options.adjacency;
  result.overwrite = options.overwrite;
  result.execution.progress = bar.progress();
  return result;
}

std::string device_text(const Execution& engine) {
  std::vector<Device> devices = engine.more_gpus;
  devices.insert(devices.begin(), engine.device);
  return to_string(devices);
}

std::string description(const StoreSchema& schema) {
  std::string text = fmt::format("{} architectures of {} x {} features ({}, {})", grouped(schema.n_rows), schema.features.space,
                                 schema.features.columns.size(), to_string(schema.features.dtype), schema.features.convention);
  if (schema.sides.size() > 4) return text + fmt::format(", {} wide columns", schema.sides.size());
  for (const SideColumn& side : schema.sides) text += fmt::format(", /{}", side.path);
  return text;
}

void run(const FeaturesArguments& options) {
  options.architectures.require_keys_to_read();
  std::vector<std::string> inputs = options.architectures.files();
  inputs.push_back(options.space);
  refuse_to_replace_input(options.output, inputs);
  const auto space = open_space(options.space);
  const FeatureSet features = select_features(*space, parse_convention(options.convention), options.families);
  const Architectures architectures = chosen_architectures(*space, options);
  ProgressBar bar("architectures");
  const FeaturiseOptions how = featurise_options(options, features, bar);
  const StoreSchema schema = store_schema(*space, features, architectures, how);
  if (options.dry_run) {
    check_writable(options.output, options.overwrite);
    fmt::print("{}: would hold {}\n", options.output, description(schema));
    fmt::print("families: {}\nsize before compression: {}\ndevice: {}\n", joined(schema.features.families),
               bytes_text(uncompressed_size(schema)), device_text(how.execution));
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  featurise(*space, features, architectures, options.output, how);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  say("{}: {}, {} in {:.3f} s\n", options.output, description(schema),
      bytes_text(static_cast<double>(std::filesystem::file_size(options.output))), seconds);
}

}  // namespace

void add_features(CLI::App& app) {
  auto options = std::make_shared<FeaturesArguments>();
  CLI::App* command = app.add_subcommand("features", "Compute the features of a search space into an HDF5 feature store");
  command->add_option("SPACE", options->space, kSpaceHelp)->required();
  command->add_option("-o,--output", options->output, "the feature store to write (.h5)")->required();
  command->add_option("--convention", options->convention, "graf_nas, zc_combine or paper (default: graf_nas)");
  command->add_option("--families", options->families, "feature families, or groups of one (signal:lin), separated by commas (default: those of the papers)")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--dtype", options->dtype, "float32, int8 (numerators; see /divisor) or float64 (default: float32, for real columns float64)");
  options->architectures.add_to(*command, {.lists = true, .where = true});
  command->add_flag("--reachable-only", options->reachable_only, "leave out architectures with operations that no signal passes");
  CLI::Option* unique = command->add_flag("--unique", options->unique, "keep one of each class of equivalent architectures; /class tells whom it stands for");
  command->add_option("--equivalence", options->equivalence,
                      "labelled, contracted, expression, expression_skip or expression_live (default: contracted)")
      ->needs(unique);
  command->add_flag("--no-keys", options->no_keys, "leave /key out");
  command->add_flag("--adjacency", options->adjacency, "also write the packed adjacency tensor");
  command->add_option("--compression", options->compression, "none, gzip or gzip:L with L = 1..9 (default: none)");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  command->add_flag("--dry-run", options->dry_run, "only say what would be written");
  options->device.add_list_to(*command);
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf features nasbench201 -o nasbench201.h5\n"
               "  cartograf features nasbench201 -o sample.h5 --sample 1000 --seed 1 --dtype int8 --compression gzip");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

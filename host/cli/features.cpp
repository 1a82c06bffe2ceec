#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "host/family/family.hpp"
#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/feature_options.hpp"
#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/terminal.hpp"
#include "host/store/featurise.hpp"
#include "host/space/space_document.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/shared_store_writer.hpp"
#include "io/ranks/ranks.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf::cli {
namespace {

struct FeaturesArguments {
  CommonOptions common;
  DeviceOption device;
  ArchitectureOptions architectures;
  FeatureArguments features;
  UniqueOptions unique;
  std::string space, output, compression = "none", shard;
  bool reachable_only = false, no_keys = false, adjacency = false, overwrite = false, resume = false, no_content_digest = false, dry_run = false;
};

Architectures chosen_architectures(const SearchSpace& space, const FeaturesArguments& options) {
  Architectures architectures = options.architectures.passing(space, options.common.threads);
  if (options.reachable_only) architectures = only_reachable(space, architectures);
  if (const std::optional<Equivalence> same = options.unique.of(space)) architectures = only_unique(space, architectures, *same, options.common.threads);
  return architectures;
}

FeaturiseOptions featurise_options(const FeaturesArguments& options, const FeatureSet& features, const Ranks& ranks) {
  FeaturiseOptions result;
  result.dtype = options.features.dtype_of(features);
  result.compression = parse_compression(options.compression);
  if (ranks.n() > 1) {
    result.ranks = &ranks;
    result.execution.device = options.device.resolve_one_of_list(ranks.rank_on_machine());
  } else {
    options.device.resolve_list(result.execution);
  }
  result.execution.threads = options.common.threads;
  result.keys = !options.no_keys;
  result.adjacency = options.adjacency;
  result.content_digest = !options.no_content_digest;
  result.overwrite = options.overwrite;
  if (options.resume) result.unfinishable = Unfinishable::continued;
  if (!options.shard.empty()) result.shard = parse_shard(options.shard);
  return result;
}

std::string device_text(const Execution& engine) {
  std::vector<Device> devices = engine.more_gpus;
  devices.insert(devices.begin(), engine.device);
  return to_string(devices);
}

std::string description(const StoreSchema& schema) {
  std::string text = fmt::format("{} of {} x {} ({}, {})", counted(schema.n_rows, "architecture"), schema.features.space,
                                 counted(schema.features.columns.size(), "feature"), to_string(schema.features.dtype), schema.features.convention);
  if (schema.part) text = fmt::format("{} (rows {} to {} of {}), ", to_string(*schema.part), grouped(schema.part->first_row), grouped(schema.part->first_row + schema.n_rows - 1), grouped(schema.part->n_rows)) + text;
  if (schema.sides.size() > 4) return text + fmt::format(", {} wide columns", schema.sides.size());
  for (const SideColumn& side : schema.sides) text += fmt::format(", /{}", side.path);
  return text;
}

/// What is to be done, before anything is written.
struct FeaturesWork {
  std::unique_ptr<SearchSpace> space;
  FeatureSet features;
  Architectures architectures;
  FeaturiseOptions how;
  StoreSchema schema;
};

void refuse_several_ranks(const FeaturesArguments& options, const Ranks& ranks) {
  if (ranks.n() == 1) return;
  for (const auto& [given, name] : {std::pair(options.resume, "--resume"), std::pair(!options.shard.empty(), "--shard")}) {
    if (given) throw InputError(std::string(name) + ": expected one process, found " + std::to_string(ranks.n()) + ", which write one store together");
  }
}

FeaturesWork prepared(const FeaturesArguments& options, const Ranks& ranks) {
  refuse_several_ranks(options, ranks);
  options.architectures.require_keys_to_read();
  std::vector<std::string> inputs = options.architectures.files();
  inputs.push_back(options.space);
  refuse_to_replace_input(options.output, inputs);
  require_ending(options.output, {".h5", ".hdf5", kNoEnding}, "a feature store is an HDF5 file",
                 "'cartograf export' writes a store as CSV, as a NumPy array or as a Zarr group");
  std::unique_ptr<SearchSpace> space = open_space(options.space);
  FeatureSet features = options.features.of(*space);
  Architectures architectures = chosen_architectures(*space, options);
  FeaturiseOptions how = featurise_options(options, features, ranks);
  StoreSchema schema = store_schema(*space, features, architectures, how);
  return {std::move(space), std::move(features), std::move(architectures), std::move(how), std::move(schema)};
}

void say_what_would_be(const FeaturesArguments& options, const FeaturesWork& work) {
  check_writable(options.output, options.overwrite, work.how.unfinishable);
  print("{}: would hold {}\n", printable_line(options.output), description(work.schema));
  print("families: {}\nsize before compression: {}\ndevice: {}\n", joined(work.schema.features.families),
        bytes_text(uncompressed_size(work.schema)), device_text(work.how.execution));
}

/// What several ranks would all say, the first says. Where one ends mpirun soon kills the others.
void behave_as_one_of(const Ranks& ranks) {
  if (ranks.n() > 1) end_at_first_signal();
  if (ranks.first()) return;
  verbosity().quiet = true;
  verbosity().progress = ProgressMode::none;
}

void run(const FeaturesArguments& options) {
  const Ranks& ranks = ranks_of_store_job();
  behave_as_one_of(ranks);
  std::optional<ContinuedLater> later;  // also while architectures are chosen, which may take long
  if (options.resume) later.emplace();
  std::optional<FeaturesWork> prepared_work;
  ranks.agree([&] { prepared_work.emplace(prepared(options, ranks)); });
  FeaturesWork& work = *prepared_work;
  if (options.dry_run) {
    return ranks.agree([&] {
      if (ranks.first()) say_what_would_be(options, work);
    });
  }
  const Stopwatch watch;
  const std::string what = "features " + work.space->name();
  {
    ProgressBar bar(ranks.n() == 1 ? what : what + ", " + ranks.name(), "architectures");
    std::optional<ProgressBar> reading;
    work.how.execution.progress = bar.progress();
    work.how.on_written = [said = false, tell = bar.on_written(), n_rows = work.schema.n_rows, resumed = options.resume](const Written& now) mutable {
      if (!std::exchange(said, true) && resumed && now.rows > 0) say_note(fmt::format("an earlier run left {} of {}, which are kept", grouped(now.rows), counted(n_rows, "row")));
      tell(now);
    };
    work.how.on_read = [&, n_rows = work.schema.n_rows](std::uint64_t done) {
      if (!reading) reading.emplace("checksums of " + options.output, "rows");
      reading->update(done, n_rows);
    };
    featurise(*work.space, work.features, work.architectures, options.output, work.how);
  }
  if (!ranks.first()) return;
  say_done("{}: {}, {} in {:.3f} s\n", printable_line(options.output), description(work.schema),
           bytes_text(static_cast<double>(std::filesystem::file_size(options.output))), watch.seconds());
}

}  // namespace

void add_features(CLI::App& app) {
  auto options = std::make_shared<FeaturesArguments>();
  CLI::App* command = app.add_subcommand("features", "Compute the features of a search space into an HDF5 feature store")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("SPACE", options->space, kSpaceHelp)->type_name("SPACE")->required();
  options->architectures.add_to(*command, {.lists = true, .where = true});
  command->add_flag("--reachable-only", options->reachable_only, "leave out architectures with operations that no signal passes");
  options->unique.add_to(*command, "keep one of each class of equivalent architectures; /class tells whom it stands for");
  options->features.add_to(*command, false);
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the feature store to write")->type_name("FILE.h5")->required();
  command->add_flag("--no-keys", options->no_keys, "leave /key out");
  command->add_flag("--adjacency", options->adjacency, "also write the packed adjacency tensor");
  command->add_flag("--no-content-digest", options->no_content_digest, "leave out the SHA-256 of what the store says, which large stores without compression wait for");
  add_compression(*command, options->compression);
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  command->add_flag("--resume", options->resume, "go on with what an earlier run with --resume left, and leave what this one has when it is stopped");
  command->add_option("--shard", options->shard, "write only part I, from 0, of N; 'cartograf merge' makes one store of all parts")->type_name("I/N");
  command->add_flag("--dry-run", options->dry_run, "only say what would be written");
  options->device.add_list_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf features nasbench201 -o nasbench201.h5\n"
               "  cartograf features nasbench201 -o sample.h5 --sample 1000 --seed 1 --dtype int8 --compression gzip");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

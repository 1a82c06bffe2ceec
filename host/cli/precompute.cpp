#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/collection/collection.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf::cli {
namespace {

struct PrecomputeArguments {
  CommonOptions common;
  DeviceOption device;
  std::vector<std::string> spaces;
  std::string output, dtype, compression = "gzip";
  std::uint64_t most = CollectionOptions{}.most_architectures;
  bool all = false, overwrite = false, resume = false;
};

CollectionOptions collection_options(const PrecomputeArguments& options) {
  CollectionOptions result;
  result.spaces = options.spaces;
  result.most_architectures = options.most;
  if (!options.dtype.empty()) result.dtype = parse_dtype(options.dtype);
  result.compression = parse_compression(options.compression);
  result.overwrite = options.overwrite;
  result.resume = options.resume;
  return result;
}

void say_left_out(const Manifest& manifest, std::uint64_t most) {
  std::vector<std::string> names;
  for (const LeftOutSpace& one : manifest.left_out) names.push_back(one.space);
  if (!names.empty()) say_note(fmt::format("left out, with more than {} (--up-to): {}", counted(most, "architecture"), joined(names)));
}

void run(const PrecomputeArguments& options) {
  std::optional<ContinuedLater> later;
  if (options.resume) later.emplace();
  if (options.all != options.spaces.empty()) {
    throw InputError(options.all ? "precompute: expected search spaces or --all, found both" : "precompute: expected search spaces or --all, found neither");
  }
  const std::string date = page_run().time.substr(0, 10);
  CollectionWriter collection(options.output, collection_options(options));
  say_left_out(collection.manifest(), options.most);
  Execution execution;
  options.device.resolve_list(execution);
  execution.threads = options.common.threads;
  for (std::size_t i = 0; i < collection.n_stores(); ++i) {
    const std::string name = collection.path(i).filename().string();
    const Stopwatch watch;
    bool computed = false;
    {
      ProgressBar bar(fmt::format("{}/{} {}", i + 1, collection.n_stores(), name), "architectures");
      execution.progress = bar.progress();
      computed = collection.write(i, execution, bar.on_written());
    }
    const ManifestStore& store = collection.manifest().stores.back();
    say_done("{}: {} x {}, {}, {} in {:.3f} s\n", printable_line(collection.path(i).string()), counted(store.rows, "architecture"), counted(store.columns, "feature"),
             bytes_text(static_cast<double>(store.bytes)), computed ? "computed" : "was there, its checksums are right,", watch.seconds());
  }
  collection.finish(date);
  say_done("{}: {}, and what they are in manifest.json, datasheet.md and croissant.json\n", printable_line(options.output), counted(collection.n_stores(), "store"));
}

}  // namespace

void add_precompute(CLI::App& app) {
  auto options = std::make_shared<PrecomputeArguments>();
  CLI::App* command = app.add_subcommand("precompute", "Compute whole search spaces, in every convention, into a folder that can be published")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("SPACE", options->spaces, "search spaces (see 'cartograf spaces'), or spaces of your own: FILE.json")->type_name("SPACE...");
  command->add_flag("--all", options->all, "all built-in spaces that --up-to lets in");
  command->add_option("--up-to", options->most, "architectures that a space may have (default: 1000000)")->type_name("N")->check(whole_number(1));
  command->add_option("--dtype", options->dtype, "float32, int8 (numerators; see /divisor) or float64 (default: float32, for real columns float64)")->type_name("float32|int8|float64");
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the folder; it is made where there is none")->type_name("FOLDER")->required();
  add_compression(*command, options->compression);
  command->add_flag("--overwrite", options->overwrite, "replace files that are there");
  command->add_flag("--resume", options->resume, "keep stores that are there and right, go on with what an earlier run with --resume left");
  options->device.add_list_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf precompute --all -o features --resume\n"
               "  cartograf precompute nasbench201 nasbench101 -o features\n"
               "  cartograf verify features");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/store/merge.hpp"
#include "io/files/file_ending.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf::cli {
namespace {

struct MergeArguments {
  CommonOptions common;
  std::vector<std::string> parts;
  std::string output;
  bool overwrite = false, virtually = false;
};

void run(const MergeArguments& options) {
  refuse_to_replace_input(options.output, options.parts);
  require_ending(options.output, {".h5", ".hdf5", kNoEnding}, "a feature store is an HDF5 file");
  const Stopwatch watch;
  {
    ProgressBar bar("merge", "architectures");
    merge({options.parts.begin(), options.parts.end()}, options.output, {options.overwrite, options.virtually, options.common.threads, bar.progress()});
  }
  say_done("{}: {}, {} in {:.3f} s\n", printable_line(options.output), counted(options.parts.size(), "part"),
           bytes_text(static_cast<double>(std::filesystem::file_size(options.output))), watch.seconds());
}

}  // namespace

void add_merge(CLI::App& app) {
  auto options = std::make_shared<MergeArguments>();
  CLI::App* command = app.add_subcommand("merge", "Make one feature store of the parts that 'features --shard' wrote")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("PART.h5", options->parts, "all parts of a store, in any order")->type_name("PART.h5...")->required();
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the feature store to write")->type_name("FILE.h5")->required();
  command->add_flag("--virtual", options->virtually, "only name the parts, which must stay where they are: one matrix for h5py and xarray, not for cartograf");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf features nasbench201 --shard 0/2 -o part0.h5\n"
               "  cartograf features nasbench201 --shard 1/2 -o part1.h5\n"
               "  cartograf merge part0.h5 part1.h5 -o nasbench201.h5");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

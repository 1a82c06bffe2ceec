#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/store/verify.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

struct VerifyArguments {
  CommonOptions common;
  DeviceOption device;
  std::string file;
  std::uint64_t rows = VerifyOptions{}.n_rows, seed = 0;
  bool all = false, json = false;
};

void print_verification(const StoreReader& store, const Verification& found) {
  show("{}\n  checksums   right\n", store.name());
  if (!found.without_checksum.empty()) show("  without one {}\n", joined(found.without_checksum));
  show("  recomputed  {} of {}: the same\n", grouped(found.n_recomputed), counted(store.schema().n_rows, "row"));
  if (!found.content_digest.empty()) show("  content     {}{}\n", found.content_digest, found.says_content_digest ? ", as the store says" : ", which the store does not say");
}

nlohmann::ordered_json to_json(const StoreReader& store, const Verification& found) {
  nlohmann::ordered_json json;
  json["file"] = store.name();
  json["rows"] = store.schema().n_rows;
  json["checksums"] = "right";
  json["without_checksum"] = found.without_checksum;
  json["recomputed"] = found.n_recomputed;
  json["content_digest"] = found.content_digest.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(found.content_digest);
  json["says_content_digest"] = found.says_content_digest;
  return json;
}

void run(const VerifyArguments& options) {
  const StoreReader store = open_rows(options.file, "; verify takes a feature store");
  VerifyOptions how;
  how.n_rows = options.all ? store.schema().n_rows : options.rows;
  how.seed = options.seed;
  how.execution.device = options.device.resolve();
  how.execution.threads = options.common.threads;
  ProgressBar bar("verify " + options.file, "rows");
  how.execution.progress = bar.progress();
  const Verification found = verify(store, how);
  if (options.json) {
    print("{}\n", to_json(store, found).dump(2));
  } else {
    print_verification(store, found);
  }
}

}  // namespace

void add_verify(CLI::App& app) {
  auto options = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand("verify", "Compare a feature store with its checksums, and its rows with what is computed anew")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("FILE.h5", options->file, "a feature store, or a part of one")->type_name("FILE.h5")->required();
  CLI::Option* rows = command->add_option("--rows", options->rows, "how many rows are computed anew, chosen at random (default: 1000)")->type_name("N")->check(whole_number());
  command->add_flag("--all", options->all, "compute all rows anew")->excludes(rows);
  command->add_option("--seed", options->seed, "of the choice (default: 0)")->type_name("SEED")->check(whole_number());
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command, "  cartograf verify nasbench201.h5\n  cartograf verify nasbench201.h5 --all");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

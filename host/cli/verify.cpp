#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/collection/collection.hpp"
#include "host/store/verify.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

struct VerifyArguments {
  CommonOptions common;
  DeviceOption device;
  std::string file;  ///< or a folder
  std::uint64_t rows = VerifyOptions{}.n_rows, seed = 0;
  bool all = false, json = false;
};

struct VerifiedStore {
  std::string name;
  std::uint64_t n_rows = 0;
  Verification found;
};

void print_verification(const VerifiedStore& store) {
  const Verification& found = store.found;
  show("{}\n  checksums   right\n", printable_line(store.name));
  if (!found.without_checksum.empty()) show("  without one {}\n", printable_line(joined(found.without_checksum)));
  show("  recomputed  {} of {}: the same\n", grouped(found.n_recomputed), counted(store.n_rows, "row"));
  if (!found.content_digest.empty()) show("  content     {}{}\n", found.content_digest, found.says_content_digest ? ", as the store says" : ", which the store does not say");
}

nlohmann::ordered_json to_json(const VerifiedStore& store) {
  const Verification& found = store.found;
  nlohmann::ordered_json json;
  json["file"] = store.name;
  json["rows"] = store.n_rows;
  json["checksums"] = "right";
  json["without_checksum"] = found.without_checksum;
  json["recomputed"] = found.n_recomputed;
  json["content_digest"] = found.content_digest.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(found.content_digest);
  json["says_content_digest"] = found.says_content_digest;
  return json;
}

VerifyOptions verify_options(const VerifyArguments& options) {
  VerifyOptions how;
  how.n_rows = options.all ? std::numeric_limits<std::uint64_t>::max() : options.rows;
  how.seed = options.seed;
  how.execution.device = options.device.resolve();
  how.execution.threads = options.common.threads;
  return how;
}

/// All stores of a folder that 'precompute' wrote.
void run_folder(const VerifyArguments& options) {
  const std::filesystem::path folder = options.file;
  const Manifest manifest = read_manifest(folder);
  for (const std::string& name : unlisted_stores(folder, manifest)) say_note(printable_line((folder / name).string()) + " is not in " + kManifestFile);
  VerifyOptions how = verify_options(options);
  std::vector<VerifiedStore> stores;
  for (const ManifestStore& one : manifest.stores) {
    ProgressBar bar(fmt::format("verify {}/{} {}", stores.size() + 1, manifest.stores.size(), one.file), "rows");
    how.execution.progress = bar.progress();
    stores.push_back({(folder / one.file).string(), one.rows, verify_store(folder, one, how)});
  }
  if (options.json) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const VerifiedStore& one : stores) json.push_back(to_json(one));
    return print("{}\n", json_text(json));
  }
  for (const VerifiedStore& one : stores) print_verification(one);
  show("{}: {}, all as {} says\n", printable_line(folder.string()), counted(manifest.stores.size(), "store"), kManifestFile);
}

void run(const VerifyArguments& options) {
  if (std::error_code error; std::filesystem::is_directory(options.file, error)) return run_folder(options);
  const StoreReader store = open_rows(options.file, "; verify takes a feature store");
  VerifyOptions how = verify_options(options);
  ProgressBar bar("verify " + options.file, "rows");
  how.execution.progress = bar.progress();
  const VerifiedStore verified{store.name(), store.schema().n_rows, verify(store, how)};
  if (options.json) {
    print("{}\n", json_text(to_json(verified)));
  } else {
    print_verification(verified);
  }
}

}  // namespace

void add_verify(CLI::App& app) {
  auto options = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand("verify", "Compare feature stores with their checksums, and their rows with what is computed anew")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("FILE.h5|FOLDER", options->file, "a feature store, a part of one, or a folder that 'precompute' wrote")->type_name("FILE.h5|FOLDER")->required();
  CLI::Option* rows = command->add_option("--rows", options->rows, "how many rows are computed anew, chosen at random (default: 1000)")->type_name("N")->check(whole_number());
  command->add_flag("--all", options->all, "compute all rows anew")->excludes(rows);
  command->add_option("--seed", options->seed, "of the choice (default: 0)")->type_name("SEED")->check(whole_number());
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command, "  cartograf verify nasbench201.h5\n  cartograf verify nasbench201.h5 --all\n  cartograf verify features");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

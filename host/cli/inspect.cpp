#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/signal_groups.hpp"
#include "host/cli/space_text.hpp"
#include "host/space/space_document.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf::cli {
namespace {

struct InspectArguments {
  std::string file;
  bool json = false;
};

std::vector<std::string> side_paths(const StoreSchema& schema) {
  std::vector<std::string> paths;
  for (const SideColumn& side : schema.sides) paths.push_back(side.path);
  return paths;
}

nlohmann::ordered_json to_json(const StoreReader& store) {
  const StoreSchema& schema = store.schema();
  nlohmann::ordered_json json;
  json["space"] = schema.features.space;
  json["convention"] = schema.features.convention;
  json["families"] = schema.features.families;
  for (const SignalGroupTitle& group : signal_groups_of(schema.features)) json["signal_groups"][group.name] = group.title;
  json["rows"] = schema.n_rows;
  json["columns"] = schema.features.columns.size();
  json["feature_names"] = nlohmann::ordered_json::array();
  for (const FeatureColumn& column : schema.features.columns) json["feature_names"].push_back(column.name);
  json["dtype"] = to_string(schema.features.dtype);
  json["complete"] = true;  // an incomplete store does not open
  json["digest"] = store.digest();
  json["keys"] = schema.key_width > 0;
  json["adjacency"] = schema.adjacency.has_value();
  json["side_columns"] = side_paths(schema);
  if (schema.seed) json["seed"] = *schema.seed;
  json["cartograf_version"] = store.cartograf_version();
  return json;
}

void print_store(const StoreReader& store) {
  const StoreSchema& schema = store.schema();
  show("{}\n", store.name());
  show("  space       {}\n  convention  {}\n  families    {}\n", schema.features.space, schema.features.convention, joined(schema.features.families));
  show("{}", signal_group_lines(signal_groups_of(schema.features)));
  show("  rows        {}\n  columns     {} ({})\n", grouped(schema.n_rows), schema.features.columns.size(), to_string(schema.features.dtype));
  if (!schema.sides.empty()) show("  beside them {}\n", joined(side_paths(schema)));
  show("  keys        {}\n  adjacency   {}\n", schema.key_width > 0 ? "yes" : "no", schema.adjacency ? "yes" : "no");
  if (schema.seed) show("  sample seed {}\n", *schema.seed);
  show("  complete    yes\n  digest      {}\n", store.digest().empty() ? "none" : store.digest());
  show("  written by  cartograf {}, {}\n", store.cartograf_version(),
       bytes_text(static_cast<double>(std::filesystem::file_size(store.name()))));
}

void run(const InspectArguments& options) {
  if (names_space(options.file)) return show_space(*open_space(options.file), options.json);
  const StoreReader store(options.file);
  if (options.json) {
    print("{}\n", to_json(store).dump(2));
  } else {
    print_store(store);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand("inspect", "Say what a feature store holds, or what a search space is")->group(kLook);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->file, "a feature store, or a search space")->type_name(kRowsType)->required();
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  add_examples(*command, "  cartograf inspect nasbench201.h5\n  cartograf inspect nasbench201.h5 --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

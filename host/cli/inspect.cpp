#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/signal_groups.hpp"
#include "host/cli/space_text.hpp"
#include "host/predictor/model.hpp"
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
  if (!store.content_digest().empty()) json["content_digest"] = store.content_digest();
  json["keys"] = schema.key_width > 0;
  json["adjacency"] = schema.adjacency.has_value();
  json["side_columns"] = side_paths(schema);
  if (schema.seed) json["seed"] = *schema.seed;
  if (schema.part) json["part"] = {{"number", schema.part->number}, {"parts", schema.part->n_parts}, {"first_row", schema.part->first_row}, {"rows_of_all", schema.part->n_rows}};
  json["cartograf_version"] = store.cartograf_version();
  return json;
}

void print_store(const StoreReader& store) {
  const StoreSchema& schema = store.schema();
  show("{}\n", store.name());
  show("  space       {}\n  convention  {}\n  families    {}\n", schema.features.space, schema.features.convention, joined(schema.features.families));
  show("{}", signal_group_lines(signal_groups_of(schema.features)));
  show("  rows        {}\n  columns     {} ({})\n", grouped(schema.n_rows), schema.features.columns.size(), to_string(schema.features.dtype));
  if (schema.part) show("  part        {} of {}: from row {} on, of {}\n", schema.part->number, schema.part->n_parts, grouped(schema.part->first_row), grouped(schema.part->n_rows));
  if (!schema.sides.empty()) show("  beside them {}\n", joined(side_paths(schema)));
  show("  keys        {}\n  adjacency   {}\n", schema.key_width > 0 ? "yes" : "no", schema.adjacency ? "yes" : "no");
  if (schema.seed) show("  sample seed {}\n", *schema.seed);
  show("  complete    yes\n  digest      {}\n", store.digest().empty() ? "none" : store.digest());
  if (!store.content_digest().empty()) show("  content     {}\n", store.content_digest());
  show("  written by  cartograf {}, {}\n", store.cartograf_version(),
       bytes_text(static_cast<double>(std::filesystem::file_size(store.name()))));
}

std::string parameters_text(const ParameterValues& parameters) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : parameters) texts.push_back(name + "=" + value);
  return joined(texts);
}

nlohmann::ordered_json to_json(const StoredModel& file, const Model& model) {
  const ModelInfo& info = model.info();
  nlohmann::ordered_json json;
  json["predictor"] = info.predictor;
  json["parameters"] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : info.parameters) json["parameters"][name] = value;
  json["target"] = info.target;
  json["train_size"] = info.train_size;
  json["data_seed"] = info.data_seed;
  json["model_seed"] = info.model_seed;
  json["blas"] = info.blas.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(info.blas);
  json["says_how_sure"] = model.regressor().uncertainty() != nullptr;
  json["space"] = info.features.space;
  json["convention"] = info.features.convention;
  json["families"] = info.features.families;
  json["columns"] = info.features.columns.size();
  json["feature_names"] = nlohmann::ordered_json::array();
  for (const FeatureColumn& column : info.features.columns) json["feature_names"].push_back(column.name);
  json["dtype"] = to_string(info.features.dtype);
  json["joined"] = info.features.preparation.joined;
  json["logarithms"] = info.features.preparation.logarithms;
  json["choice"] = info.choice;
  json["digest"] = file.digest();
  return json;
}

void print_model(const std::string& name, const StoredModel& file, const Model& model) {
  const ModelInfo& info = model.info();
  const ColumnPreparation& preparation = info.features.preparation;
  show("{}\n", name);
  show("  predictor   {}{}\n", info.predictor, info.parameters.empty() ? "" : " with " + parameters_text(info.parameters));
  for (const std::string& note : info.choice) show("              {}\n", note);
  show("  target      {}\n", info.target);
  show("  trained on  {}; seeds: {} of the draw, {} of the predictor\n", counted(info.train_size, "row"), info.data_seed, info.model_seed);
  if (!info.blas.empty()) show("  computed by {}\n", info.blas);
  show("  how sure    {}\n", model.regressor().uncertainty() != nullptr ? "it says so (search --acquire, predict --variance)" : "it does not say");
  show("  space       {}\n  convention  {}\n", info.features.space, info.features.convention);
  if (!info.features.families.empty()) show("  families    {}\n", joined(info.features.families));
  show("  columns     {} ({})\n", info.features.columns.size(), to_string(info.features.dtype));
  if (!preparation.joined.empty()) show("  joined      {}\n", joined(preparation.joined));
  if (!preparation.logarithms.empty()) show("  logarithms  {}\n", joined(preparation.logarithms));
  show("  digest      {}, {}\n", file.digest(), bytes_text(static_cast<double>(std::filesystem::file_size(name))));
}

void inspect_model(const InspectArguments& options) {
  const StoredModel file(options.file);
  const Model model = file.load({}, 1);
  if (options.json) {
    print("{}\n", json_text(to_json(file, model)));
  } else {
    print_model(options.file, file, model);
  }
}

void run(const InspectArguments& options) {
  if (names_space(options.file)) return show_space(*open_space(options.file), options.json);
  if (is_model_file(options.file)) return inspect_model(options);
  const StoreReader store = open_rows(options.file, "; inspect takes a feature store, a model that 'cartograf train' wrote, and a search space, built in or FILE.json");
  if (options.json) {
    print("{}\n", json_text(to_json(store)));
  } else {
    print_store(store);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand("inspect", "Say what a feature store or a model holds, or what a search space is")->group(kLook);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->file, "a feature store, a model that 'cartograf train' wrote, or a search space")->type_name("SPACE|FILE.h5|FILE.ubj")->required();
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  add_examples(*command, "  cartograf inspect nasbench201.h5\n  cartograf inspect cifar10.ubj\n  cartograf inspect nasbench201.h5 --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

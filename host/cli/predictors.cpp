#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/predictor/registry.hpp"

namespace cartograf::cli {
namespace {

struct PredictorsArguments {
  std::string name;
  bool json = false;
};

nlohmann::ordered_json to_json(const PredictorKind& kind) {
  nlohmann::ordered_json json = {{"name", kind.name}, {"summary", kind.summary}, {"on_gpu", kind.on_gpu}, {"published_table", nullptr}, {"parameters", nlohmann::ordered_json::array()}};
  if (!kind.published_table.empty()) json["published_table"] = kind.published_table;
  for (const ParameterInfo& parameter : kind.parameters) {
    json["parameters"].push_back({{"name", parameter.name}, {"default", parameter.default_value}, {"meaning", parameter.help}});
  }
  return json;
}

std::string summary(const PredictorKind& kind) {
  return kind.summary + (kind.on_gpu ? "" : "; on the CPU only") + (kind.published_table.empty() ? "" : "; for the published table of " + kind.published_table);
}

void print_kind(const PredictorKind& kind) {
  print("{}\n  {}\n", kind.name, summary(kind));
  std::size_t name_width = 0, value_width = 0;
  for (const ParameterInfo& parameter : kind.parameters) {
    name_width = std::max(name_width, parameter.name.size());
    value_width = std::max(value_width, parameter.default_value.size());
  }
  for (const ParameterInfo& parameter : kind.parameters) {
    print("  {:<{}}  {:<{}}  {}\n", parameter.name, name_width, parameter.default_value, value_width, parameter.help);
  }
}

void run(const PredictorsArguments& options) {
  if (options.json) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const PredictorKind& kind : predictor_kinds()) json.push_back(to_json(kind));
    print("{}\n", json_text(options.name.empty() ? json : to_json(predictor_kind(options.name))));
    return;
  }
  if (!options.name.empty()) return print_kind(predictor_kind(options.name));
  for (const PredictorKind& kind : predictor_kinds()) print("{:<10}{}\n", kind.name, summary(kind));
}

}  // namespace

void add_predictors(CLI::App& app) {
  auto options = std::make_shared<PredictorsArguments>();
  CLI::App* command = app.add_subcommand("predictors", "List the predictors, or describe one with its parameters and their defaults")->group(kLook);
  begin_group(*command, kInput);
  command->add_option("NAME", options->name, "a predictor")->type_name("PREDICTOR");
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  add_examples(*command,
               "  cartograf predictors\n"
               "  cartograf predictors xgb+\n"
               "  cartograf predictors --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli

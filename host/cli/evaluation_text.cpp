#include "host/cli/evaluation_text.hpp"
#include "host/cli/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "io/files/csv_table.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

/// What results call the features when there is one choice of them.
constexpr const char* kAllColumns = "all";

constexpr std::pair<const char*, double Metrics::*> kMetrics[] = {{"tau", &Metrics::tau}, {"spearman", &Metrics::spearman}, {"r2", &Metrics::r2}, {"mse", &Metrics::mse}, {"mae", &Metrics::mae}};

std::string features_name(const std::string& name) { return name.empty() ? kAllColumns : name; }

nlohmann::ordered_json json_of(const Evaluation& evaluation) {
  nlohmann::ordered_json json = {{"features", features_name(evaluation.features)}, {"model", evaluation.model}, {"train_size", evaluation.train_size}, {"seed", evaluation.seed}, {"model_seed", evaluation.model_seed}};
  for (const auto& [name, metric] : kMetrics) json[name] = evaluation.metrics.*metric;
  if (!evaluation.chosen.empty()) json["chosen"] = evaluation.chosen;
  return json;
}

nlohmann::ordered_json json_of(const EvaluationSummary& summary) {
  nlohmann::ordered_json json = {{"features", features_name(summary.features)}, {"model", summary.model}, {"train_size", summary.train_size}, {"seeds", summary.n_seeds}};
  for (const auto& [name, metric] : kMetrics) {
    json[std::string(name) + "_mean"] = summary.mean.*metric;
    json[std::string(name) + "_std"] = summary.standard_deviation.*metric;
  }
  for (const auto& [recipe, runs] : summary.chosen) json["chosen"][recipe] = runs;
  return json;
}

}  // namespace

std::string as_json(const std::vector<Evaluation>& evaluations, const std::vector<EvaluationSummary>& summaries) {
  nlohmann::ordered_json json = {{"results", nlohmann::ordered_json::array()}, {"summary", nlohmann::ordered_json::array()}};
  for (const Evaluation& evaluation : evaluations) json["results"].push_back(json_of(evaluation));
  for (const EvaluationSummary& summary : summaries) json["summary"].push_back(json_of(summary));
  return json_text(json);
}

std::string as_csv(const std::vector<Evaluation>& evaluations) {
  std::string text = "features,model,train_size,seed,model_seed";
  for (const auto& [name, metric] : kMetrics) text += fmt::format(",{}", name);
  const bool chosen = std::any_of(evaluations.begin(), evaluations.end(), [](const Evaluation& e) { return !e.chosen.empty(); });
  text += chosen ? ",chosen\n" : "\n";
  for (const Evaluation& e : evaluations) {
    text += fmt::format("{},{},{},{},{}", csv_quoted(features_name(e.features)), csv_quoted(e.model), e.train_size, e.seed, e.model_seed);
    for (const auto& [name, metric] : kMetrics) text += "," + shortest(e.metrics.*metric);
    if (chosen) text += "," + csv_quoted(e.chosen);
    text += '\n';
  }
  return text;
}

}  // namespace cartograf::cli

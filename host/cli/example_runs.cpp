#include "host/cli/example_runs.hpp"

#include <fmt/format.h>

#include "host/cli/format.hpp"

namespace cartograf::cli {

ExampleRuns::ExampleRuns(const std::vector<Split>& splits, std::uint64_t model_seed) : model_seed_(model_seed) {
  for (const Split& split : splits) {
    if (split.train_size <= train_size_) continue;
    train_size_ = split.train_size;
    seed_ = split.seed;
  }
}

void ExampleRuns::add(const Evaluation& e, std::span<const double> truth, std::span<const double> predicted) {
  if (e.train_size != train_size_ || e.seed != seed_ || e.model_seed != model_seed_) return;
  const std::string name = (e.features.empty() ? "" : e.features + ", ") + e.model;
  runs_[{e.features, e.model}] = {fmt::format("{}, trained on {}", name, grouped(e.train_size)), {truth.begin(), truth.end()}, {predicted.begin(), predicted.end()}};
}

std::vector<PredictedRun> ExampleRuns::runs(const std::vector<EvaluationSummary>& summaries) const {
  std::vector<PredictedRun> result;
  for (const EvaluationSummary& summary : summaries) {
    const auto found = runs_.find({summary.features, summary.model});
    if (summary.train_size == train_size_ && found != runs_.end()) result.push_back(found->second);
  }
  return result;
}

}  // namespace cartograf::cli

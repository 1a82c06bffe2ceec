#include "host/model/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "host/model/predictor.hpp"
#include "host/model/task_threads.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

constexpr double Metrics::*kMetrics[] = {&Metrics::tau, &Metrics::spearman, &Metrics::r2, &Metrics::mse, &Metrics::mae};

Metrics run(const FeatureMatrix& matrix, const Population& population, const std::string& model_name, const Split& split,
            const EvaluateOptions& options, int threads) {
  std::vector<bool> in_training(population.store_rows.size());
  std::vector<std::uint64_t> rows;
  std::vector<double> targets;
  for (const std::uint64_t position : split.train_rows) {
    in_training[position] = true;
    rows.push_back(population.store_rows[position]);
    targets.push_back(population.targets[position]);
  }
  ModelInfo info;
  info.predictor = model_name;
  info.model_seed = options.model_seed;
  const Model model = Model::train(std::move(info), matrix, rows, targets, options.device, threads);
  const std::vector<float> predictions = model.predict(matrix, "features");
  std::vector<double> truth, predicted;
  for (std::size_t position = 0; position < in_training.size(); ++position) {
    if (in_training[position]) continue;
    truth.push_back(population.targets[position]);
    predicted.push_back(predictions[population.store_rows[position]]);
  }
  return compute_metrics(truth, predicted);
}

void check_splits(const std::vector<Split>& splits, std::size_t n) {
  for (const Split& split : splits) {
    if (split.train_rows.size() + 2 <= n) continue;
    throw InputError("train size " + std::to_string(split.train_rows.size()) + ": of " + std::to_string(n) +
                     " architectures at least two must be left to test on");
  }
}

}  // namespace

std::vector<Evaluation> evaluate(const FeatureMatrix& matrix, const Population& population, const std::vector<Split>& splits,
                                 const EvaluateOptions& options) {
  for (const std::string& model : options.models) predictor_parameters(model);
  check_splits(splits, population.store_rows.size());
  std::vector<Evaluation> evaluations;
  for (const std::string& model : options.models) {
    for (const Split& split : splits) evaluations.push_back({model, split.train_rows.size(), split.seed, {}});
  }
  // Many small trainings: one thread each beats all threads for one after the other. A GPU takes one at a time.
  const int all_threads = resolve_threads(options.threads);
  const bool one_by_one = options.device.backend == Backend::cuda;
  const int workers = one_by_one ? 1 : std::min(all_threads, static_cast<int>(evaluations.size()));
  std::mutex progress_lock;
  std::uint64_t done = 0;
  run_tasks(static_cast<std::int64_t>(evaluations.size()), std::max(1, workers), [&](std::int64_t task) {
    Evaluation& evaluation = evaluations[static_cast<std::size_t>(task)];
    const Split& split = splits[static_cast<std::size_t>(task) % splits.size()];
    evaluation.metrics = run(matrix, population, evaluation.model, split, options, std::max(1, all_threads / std::max(1, workers)));
    const std::lock_guard guard(progress_lock);
    options.progress(++done, evaluations.size());
  });
  return evaluations;
}

std::vector<EvaluationSummary> summarise(const std::vector<Evaluation>& evaluations) {
  std::vector<EvaluationSummary> summaries;
  const auto same = [](const auto& a, const auto& b) { return a.model == b.model && a.train_size == b.train_size; };
  for (const Evaluation& first : evaluations) {
    if (std::any_of(summaries.begin(), summaries.end(), [&](const auto& summary) { return same(summary, first); })) continue;
    EvaluationSummary summary{first.model, first.train_size, 0, {}, {}};
    std::vector<const Metrics*> group;
    for (const Evaluation& evaluation : evaluations) {
      if (same(evaluation, first)) group.push_back(&evaluation.metrics);
    }
    summary.n_seeds = group.size();
    const auto n = static_cast<double>(group.size());
    for (const auto metric : kMetrics) {
      double sum = 0, squares = 0;
      for (const Metrics* metrics : group) sum += metrics->*metric;
      summary.mean.*metric = sum / n;
      for (const Metrics* metrics : group) squares += std::pow(metrics->*metric - sum / n, 2);
      summary.standard_deviation.*metric = std::sqrt(squares / (n - 1));
    }
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace cartograf

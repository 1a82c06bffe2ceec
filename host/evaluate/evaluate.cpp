#include "host/evaluate/evaluate.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <unordered_set>

#include "host/predictor/registry.hpp"
#include "host/metrics/spread.hpp"
#include "kernels/base/task_threads.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

constexpr double Metrics::*kMetrics[] = {&Metrics::tau, &Metrics::spearman, &Metrics::r2, &Metrics::mse, &Metrics::mae};

struct Run {
  const FeatureChoice& features;
  const NamedSpec& model;
  const Split& split;
};

Evaluation train_and_measure(const Run& run, const Population& population, const EvaluateOptions& options, Evaluation evaluation, int threads,
                             std::mutex& lock) {
  std::vector<bool> in_training(population.rows.size());
  std::vector<std::uint64_t> rows;
  std::vector<double> targets;
  for (const std::uint64_t position : run.split.train_rows) {
    in_training[position] = true;
    rows.push_back(population.rows[position]);
    targets.push_back(population.targets[position]);
  }
  const MatrixView matrix = run.features.matrix->view();
  const FeatureDescription& described = run.features.matrix->features;
  const TrainedPredictor trained = train_predictor(run.model.spec, {rows_of(matrix, rows), targets, described.column_families, described.lacks_edges},
                                                   {options.execution.device, threads, evaluation.model_seed});
  evaluation.notes = trained.regressor->notes();
  if (trained.choice) evaluation.chosen = trained.choice->name;  // why differs from run to run
  const std::vector<double> predictions = trained.predict(matrix);
  require_finite(predictions, run.model.spec.name);
  std::vector<double> truth, predicted;
  for (std::size_t position = 0; position < in_training.size(); ++position) {
    if (in_training[position]) continue;
    truth.push_back(population.targets[position]);
    predicted.push_back(predictions[population.rows[position]]);
  }
  evaluation.metrics = compute_metrics(truth, predicted);
  if (options.predictions) {
    const std::lock_guard guard(lock);
    options.predictions(evaluation, truth, predicted);
  }
  return evaluation;
}

/// "features graf, model knn, train size 32, seed 42: "
std::string place_of(const Evaluation& e) {
  return (e.features.empty() ? "" : "features " + e.features + ", ") + "model " + e.model + ", train size " + std::to_string(e.train_size) +
         ", seed " + std::to_string(e.seed) + ": ";
}

/// How long a run takes beside others: trees times rows. Predictors without trees are short.
double relative_cost(const Run& run, std::size_t n_population) {
  const Parameters parameters = parameters_of(run.model.spec);
  double trees = 1;
  for (const auto& [name, value] : parameters.values()) {
    if (name != "rounds" && name != "trees" && name != "num_parallel_tree") continue;
    trees *= std::max(1.0, parse_number<double>(value).value_or(1));
  }
  return trees * static_cast<double>(run.split.train_rows.size() + n_population);
}

/// Places of the runs, the long ones first, so that at the end no thread works alone on a run that it began late.
std::vector<std::size_t> longest_first(const std::vector<Run>& runs, std::size_t n_population) {
  std::vector<double> costs;
  for (const Run& run : runs) costs.push_back(relative_cost(run, n_population));
  std::vector<std::size_t> order(runs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  return order;
}

void check_splits(const std::vector<Split>& splits, const Population& population) {
  const std::size_t n = n_architectures(population);
  for (const Split& split : splits) {
    std::unordered_set<std::uint64_t> trained;  // with repeats several rows are one architecture
    for (const std::uint64_t row : split.train_rows) trained.insert(population.groups.empty() ? row : population.groups[row]);
    require_architectures_to_test(split.train_size, trained.size(), n);
  }
}

}  // namespace

bool leaves_architectures_to_test(std::uint64_t n_trained, std::uint64_t n) { return n_trained + 2 <= n; }

void require_architectures_to_test(std::uint64_t train_size, std::uint64_t n_trained, std::uint64_t n) {
  if (leaves_architectures_to_test(n_trained, n)) return;
  throw InputError("train size " + std::to_string(train_size) + ": of " + std::to_string(n) + " architectures at least two must be left to test on" +
                   (n < 3 ? std::string() : "; give at most " + std::to_string(n - 2)));
}

std::vector<Evaluation> evaluate(std::span<const FeatureChoice> features, const Population& population, const std::vector<Split>& splits,
                                 const EvaluateOptions& options) {
  for (const NamedSpec& model : options.models) parameters_of(model.spec);
  check_splits(splits, population);
  std::vector<Run> runs;
  std::vector<Evaluation> evaluations;
  for (const FeatureChoice& choice : features) {
    for (const NamedSpec& model : options.models) {
      for (const Split& split : splits) {
        for (const std::uint64_t model_seed : options.model_seeds) {
          runs.push_back({choice, model, split});
          evaluations.push_back({choice.name, model.label, split.train_size, split.seed, model_seed, {}});
        }
      }
    }
  }
  // Many small trainings: one thread each beats all threads for one after the other. A GPU takes one at a time.
  const int all_threads = resolve_threads(options.execution.threads);
  const bool one_by_one = options.execution.device.backend == Backend::cuda;
  const int workers = std::max(1, one_by_one ? 1 : std::min(all_threads, static_cast<int>(runs.size())));
  const std::vector<std::size_t> order = longest_first(runs, population.rows.size());
  std::mutex lock;
  std::uint64_t done = 0;
  // Of several runs that fail the first in their order is reported, whichever thread comes to it when.
  std::atomic<std::size_t> first_failed{runs.size()};
  std::string reason;
  run_tasks(static_cast<std::int64_t>(runs.size()), workers, [&](std::int64_t task) {
    const std::size_t place = order[static_cast<std::size_t>(task)];
    if (place > first_failed) return;
    Evaluation& evaluation = evaluations[place];
    try {
      evaluation = train_and_measure(runs[place], population, options, evaluation, std::max(1, all_threads / workers), lock);
    } catch (const InputError& error) {
      const std::lock_guard guard(lock);
      if (place >= first_failed) return;
      first_failed = place;
      reason = place_of(evaluation) + error.what();
      return;
    }
    const std::lock_guard guard(lock);
    if (options.finished) options.finished(place, evaluation);
    options.execution.progress(++done, runs.size());
  });
  if (first_failed < runs.size()) throw InputError(reason);
  return evaluations;
}

namespace {

/// Of those that chose, the most frequent first; equally frequent ones in the order of their names.
std::vector<std::pair<std::string, std::uint64_t>> counted_choices(const std::vector<const Evaluation*>& runs) {
  std::map<std::string, std::uint64_t> counts;
  for (const Evaluation* run : runs) {
    if (!run->chosen.empty()) ++counts[run->chosen];
  }
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace

std::string text_of_choices(const EvaluationSummary& summary) {
  std::string text;
  for (const auto& [recipe, runs] : summary.chosen) text += (text.empty() ? "" : "; ") + recipe + " (" + std::to_string(runs) + " of " + counted(summary.n_seeds, "run") + ")";
  return text;
}

std::vector<EvaluationSummary> summarise(const std::vector<Evaluation>& evaluations) {
  std::vector<EvaluationSummary> summaries;
  const auto same = [](const auto& a, const auto& b) { return a.features == b.features && a.model == b.model && a.train_size == b.train_size; };
  for (const Evaluation& first : evaluations) {
    if (std::any_of(summaries.begin(), summaries.end(), [&](const auto& summary) { return same(summary, first); })) continue;
    EvaluationSummary summary{first.features, first.model, first.train_size, 0, {}, {}};
    std::vector<const Evaluation*> group;
    for (const Evaluation& evaluation : evaluations) {
      if (same(evaluation, first)) group.push_back(&evaluation);
    }
    summary.n_seeds = group.size();
    for (const auto metric : kMetrics) {
      std::vector<double> values;
      for (const Evaluation* evaluation : group) values.push_back(evaluation->metrics.*metric);
      const Spread spread = spread_of(values);
      summary.mean.*metric = spread.mean;
      summary.standard_deviation.*metric = spread.deviation;
    }
    summary.chosen = counted_choices(group);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace cartograf

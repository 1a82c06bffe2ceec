#include "host/reproduce/task_preferences.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
#include <numeric>
#include <set>

#include "host/evaluate/evaluate.hpp"
#include "host/table/splits.hpp"
#include "kernels/base/task_threads.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Of one task and seed.
struct Run {
  double tau = 0;
  std::vector<double> family_shares, family_drops, feature_shares;
};

std::vector<double> shares_of(const std::vector<ExplainedPart>& parts) {
  std::vector<double> shares;
  for (const ExplainedPart& part : parts) shares.push_back(part.importance.shap);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

std::vector<ExplainedPart*> pointers(std::vector<ExplainedPart>& parts) {
  std::vector<ExplainedPart*> result;
  for (ExplainedPart& part : parts) result.push_back(&part);
  return result;
}

Run explain_once(const FeatureMatrix& matrix, const TaskTargets& task, std::uint64_t seed, const TaskPreferenceOptions& options, int threads) {
  const Split split = draw_split(seed, options.train_size, matrix.n_rows);
  const std::set<std::uint64_t> in_training(split.train_rows.begin(), split.train_rows.end());
  std::vector<std::uint64_t> test_rows;
  std::vector<double> targets, truth;
  for (const std::uint64_t row : split.train_rows) targets.push_back(task.targets[row]);
  for (std::uint64_t row = 0; row < matrix.n_rows; ++row) {
    if (in_training.contains(row)) continue;
    test_rows.push_back(row);
    truth.push_back(task.targets[row]);
  }
  ModelInfo info;
  info.predictor = options.predictor;
  info.model_seed = options.model_seed;
  const Model model = Model::train(std::move(info), matrix, split.train_rows, targets, {}, threads);
  const FeatureMatrix rows = with_rows(matrix, test_rows);
  std::vector<ExplainedPart> families = family_parts(rows), features = feature_parts(rows);
  std::vector<ExplainedPart*> all = pointers(families);
  for (ExplainedPart& feature : features) all.push_back(&feature);
  ExplainOptions shap, permutation;
  shap.gain = shap.permutation = permutation.gain = permutation.shap = false;
  permutation.repeats = options.repeats;
  Run run;
  run.tau = explain_parts(model, rows, truth, task.task, shap, all).metrics.tau;
  explain_parts(model, rows, truth, task.task, permutation, pointers(families));
  run.family_shares = shares_of(families);
  run.feature_shares = shares_of(features);
  for (const ExplainedPart& family : families) run.family_drops.push_back(family.importance.tau_drop);
  return run;
}

Spread spread(std::span<const Run> runs, const std::function<double(const Run&)>& value) {
  std::vector<double> values;
  for (const Run& run : runs) values.push_back(value(run));
  return spread_of(values);
}

std::vector<Spread> spreads(std::span<const Run> runs, std::vector<double> Run::*values) {
  std::vector<Spread> result;
  for (std::size_t i = 0; i < (runs.front().*values).size(); ++i) {
    result.push_back(spread(runs, [&](const Run& run) { return (run.*values)[i]; }));
  }
  return result;
}

void check(const FeatureMatrix& matrix, std::span<const TaskTargets> tasks, const TaskPreferenceOptions& options) {
  if (options.seeds.empty()) throw InputError("seeds: expected at least one, found none");
  if (!leaves_architectures_to_test(options.train_size, matrix.n_rows)) {
    throw InputError("train size " + std::to_string(options.train_size) + ": of " + std::to_string(matrix.n_rows) +
                     " architectures at least two must be left to explain on");
  }
  for (const TaskTargets& task : tasks) {
    if (task.targets.size() == matrix.n_rows) continue;
    throw InputError("task " + task.task + ": expected " + std::to_string(matrix.n_rows) + " targets, found " + std::to_string(task.targets.size()));
  }
}

}  // namespace

TaskPreferences task_preferences(const FeatureMatrix& matrix, std::span<const TaskTargets> tasks, const TaskPreferenceOptions& options) {
  check(matrix, tasks, options);
  const std::size_t n_seeds = options.seeds.size();
  std::vector<Run> runs(tasks.size() * n_seeds);
  const int all_threads = resolve_threads(options.execution.threads);
  const int workers = std::max(1, std::min(all_threads, static_cast<int>(runs.size())));
  std::mutex lock;
  std::uint64_t done = 0;
  run_tasks(static_cast<std::int64_t>(runs.size()), workers, [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    runs[at] = explain_once(matrix, tasks[at / n_seeds], options.seeds[at % n_seeds], options, std::max(1, all_threads / workers));
    const std::lock_guard guard(lock);
    options.execution.progress(++done, runs.size());
  });
  TaskPreferences result;
  for (const ExplainedPart& family : family_parts(matrix)) result.families.push_back(family.name);
  for (const FeatureColumn& column : matrix.features.columns) result.features.push_back(column.name);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto own = std::span<const Run>(runs).subspan(i * n_seeds, n_seeds);
    result.tasks.push_back({tasks[i].task, spread(own, [](const Run& run) { return run.tau; }), spreads(own, &Run::family_shares),
                            spreads(own, &Run::family_drops), spreads(own, &Run::feature_shares)});
  }
  return result;
}

std::string property_of_column(const std::string& name, int n_operations) {
  if (name.starts_with("op_count_")) {
    const std::string op = name.substr(9);
    return std::string("count of ") + (op == "0" ? "zero" : op == "1" ? "skip"
                                                                      : "convolution");
  }
  const bool banned = name.starts_with("min_path_len_banned_(");
  const bool path = banned || name.starts_with("max_op_on_path_allowed_(");
  if (!path && !name.starts_with("node_degree_allowed_(")) throw InputError("column '" + name + "': expected a column of GRAF, convention zc_combine");
  std::set<int> ops;
  for (std::size_t at = name.find('('); name[at] != ')'; ++at) {
    if (name[at] >= '0' && name[at] <= '9') ops.insert(name[at] - '0');
  }
  bool skip = false, convolution = false;
  for (int op = 1; op < n_operations; ++op) {
    if (ops.contains(op) == banned) continue;
    (op == 1 ? skip : convolution) = true;
  }
  return std::string(path ? "path" : "degree") + (skip && convolution ? " of both" : skip      ? " of skip"
                                                                                 : convolution ? " of convolution"
                                                                                               : " of zero");
}

}  // namespace cartograf

#include "host/predictor/kinds/cart_predictors.hpp"

#include <algorithm>
#include <numeric>

#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/predictor/kinds/resampling.hpp"
#include "host/predictor/kinds/tree_ensemble.hpp"
#include "host/predictor/kinds/tree_parameters.hpp"
#include "kernels/base/task_threads.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

std::vector<double> minus(std::span<const double> targets, double value) {
  std::vector<double> differences(targets.begin(), targets.end());
  for (double& difference : differences) difference -= value;
  return differences;
}

float mean_target(std::span<const double> targets) {
  return static_cast<float>(std::accumulate(targets.begin(), targets.end(), 0.0) / static_cast<double>(targets.size()));
}

std::unique_ptr<Regressor> train_forest(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const CartOptions options = cart_options(parameters);
  const std::uint64_t n_trees = tree_number(parameters, "trees");
  const SortedRows rows(training.rows);
  TreeEnsemble forest{rows.n_columns(), mean_target(training.targets), std::vector<Tree>(n_trees), true};
  const std::vector<double> differences = minus(training.targets, static_cast<double>(forest.base));
  const auto n = static_cast<std::int64_t>(n_trees);
  run_tasks(n, static_cast<int>(std::min<std::int64_t>(resolve_threads(context.threads), n)), [&](std::int64_t i) {
    // Numbers of its own for each tree, so that the order in which threads take them does not matter.
    const std::uint64_t seed = context.seed * n_trees + static_cast<std::uint64_t>(i);
    const std::vector<float> weights = Resampling(seed).bootstrap(rows.n_rows());
    forest.trees[static_cast<std::size_t>(i)] =
        grow_tree(rows, differences, weights, 1 / static_cast<double>(n_trees), options, seed);
  });
  return ensemble_regressor(std::move(forest), context, parameters.predictor());
}

std::unique_ptr<Regressor> train_tree(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const CartOptions options = cart_options(parameters);
  const SortedRows rows(training.rows);
  const std::vector<float> weights(rows.n_rows(), 1);
  return ensemble_regressor({rows.n_columns(), 0, {grow_tree(rows, training.targets, weights, 1, options, context.seed)}, false}, context,
                            parameters.predictor());
}

/// Which rows a round looks at: all, or a share of them drawn without replacement.
std::vector<float> round_weights(std::uint64_t n, double share, Resampling& resampling) {
  if (share == 1) return std::vector<float>(n, 1);
  return resampling.subset(n, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share * static_cast<double>(n))));
}

std::unique_ptr<Regressor> train_gradient_boosting(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const CartOptions options = cart_options(parameters);
  const std::uint64_t rounds = tree_number(parameters, "rounds");
  const double learning_rate = parameters.positive("learning_rate"), subsample = share_of(parameters, "subsample");
  const SortedRows rows(training.rows);
  TreeEnsemble ensemble{rows.n_columns(), mean_target(training.targets), {}, false};
  std::vector<double> residuals = minus(training.targets, static_cast<double>(ensemble.base));
  Resampling resampling(context.seed);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::vector<float> weights = round_weights(rows.n_rows(), subsample, resampling);
    ensemble.trees.push_back(grow_tree(rows, residuals, weights, learning_rate, options, context.seed * rounds + round));
    for (std::uint64_t i = 0; i < residuals.size(); ++i) residuals[i] -= static_cast<double>(value_of(ensemble.trees.back(), rows.row(i)));
  }
  return ensemble_regressor(std::move(ensemble), context, parameters.predictor());
}

}  // namespace

PredictorKind forest_kind() {
  return {"rf", "random forest of 100 trees",
          tree_parameters({{"trees", "100"}, {"max_depth", "0"}, {"min_samples_leaf", "1"}, {"max_features", "1"}}), true, train_forest, BoostedTrees::load,
          ModelFile::xgboost};
}

PredictorKind tree_kind() {
  return {"tree", "one regression tree without limit", tree_parameters({{"max_depth", "0"}, {"min_samples_leaf", "1"}, {"max_features", "1"}}),
          true, train_tree, BoostedTrees::load, ModelFile::xgboost, false, "NAAP-440"};
}

PredictorKind gradient_boosting_kind() {
  return {"gbm", "gradient boosting of 100 trees of depth 3",
          tree_parameters({{"rounds", "100"}, {"learning_rate", "0.1"}, {"subsample", "1"}, {"max_depth", "3"}, {"min_samples_leaf", "1"}, {"max_features", "1"}}),
          true, train_gradient_boosting, BoostedTrees::load, ModelFile::xgboost, false, "NAAP-440"};
}

}  // namespace cartograf

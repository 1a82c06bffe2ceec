#include "host/predictor/kinds/adaboost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/predictor/kinds/resampling.hpp"
#include "host/predictor/kinds/tree_ensemble.hpp"
#include "host/predictor/kinds/tree_parameters.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Error of each row as a share of the largest one; all zero when the tree makes no error.
std::vector<double> losses_of(std::span<const double> targets, const SortedRows& rows, const Tree& tree) {
  std::vector<double> losses(targets.size());
  for (std::size_t i = 0; i < losses.size(); ++i) losses[i] = std::abs(static_cast<double>(value_of(tree, rows.row(i))) - targets[i]);
  const double largest = *std::max_element(losses.begin(), losses.end());
  if (largest > 0) {
    for (double& loss : losses) loss /= largest;
  }
  return losses;
}

void normalise(std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
}

std::unique_ptr<Regressor> train_adaboost(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const CartOptions options = cart_options(parameters);
  const std::uint64_t n_estimators = tree_number(parameters, "estimators");
  const double learning_rate = parameters.positive("learning_rate");
  const SortedRows rows(training.rows);
  Resampling resampling(context.seed);
  std::vector<double> row_weights(rows.n_rows(), 1.0 / static_cast<double>(rows.n_rows()));
  std::vector<Tree> trees;
  std::vector<double> weights;
  for (std::uint64_t i = 0; i < n_estimators; ++i) {
    Tree tree = grow_tree(rows, training.targets, resampling.bootstrap(row_weights), 1, options, context.seed * n_estimators + i);
    const std::vector<double> losses = losses_of(training.targets, rows, tree);
    const double error = std::inner_product(losses.begin(), losses.end(), row_weights.begin(), 0.0);
    // As scikit-learn has it: a tree without error ends the training, with weight 1; one that is no better than chance ends
    // it too, and has no part unless it is the first.
    if (error >= 0.5 && i > 0) break;
    const bool last = error <= 0 || error >= 0.5;
    const double beta = error / (1 - error);
    trees.push_back(std::move(tree));
    weights.push_back(last ? 1 : learning_rate * std::log(1 / beta));
    if (last) break;
    for (std::size_t row = 0; row < losses.size(); ++row) row_weights[row] *= std::pow(beta, (1 - losses[row]) * learning_rate);
    normalise(row_weights);
  }
  return std::make_unique<AdaBoost>(rows.n_columns(), std::move(trees), std::move(weights), context.threads);
}

/// The smallest prediction up to which the estimators have half of the weight. `order` is overwritten.
double weighted_median(std::span<const float> predictions, std::span<const double> weights, std::vector<std::size_t>& order) {
  order.resize(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return predictions[a] < predictions[b]; });
  const double half = std::accumulate(weights.begin(), weights.end(), 0.0) / 2;
  double sum = 0;
  for (const std::size_t i : order) {
    sum += weights[i];
    if (sum >= half) return static_cast<double>(predictions[i]);
  }
  return static_cast<double>(predictions[order.back()]);  // the sums were rounded differently
}

}  // namespace

PredictorKind adaboost_kind() {
  std::vector<ParameterInfo> parameters =
      tree_parameters({{"estimators", "50"}, {"learning_rate", "1"}, {"max_depth", "3"}, {"min_samples_leaf", "1"}, {"max_features", "1"}});
  parameters[1].help = "factor on the weight of a tree, and exponent on what it does to the weights of rows";
  return {"adaboost", "AdaBoost.R2 of 50 trees of depth 3", std::move(parameters), false, train_adaboost, AdaBoost::load, ModelFile::arrays, false, "NAAP-440"};
}

std::vector<double> AdaBoost::predict(const MatrixView& rows) const {
  std::vector<double> medians(rows.n_rows);
  for_row_blocks(rows, threads_, [&](std::uint64_t first, const std::vector<float>& values) {
    std::vector<float> predictions(trees_.size());
    std::vector<std::size_t> order;
    for (std::uint64_t i = 0; i * n_features_ < values.size(); ++i) {
      for (std::size_t t = 0; t < trees_.size(); ++t) predictions[t] = value_of(trees_[t], &values[i * n_features_]);
      medians[first + i] = weighted_median(predictions, weights_, order);
    }
  });
  return medians;
}

std::vector<NamedArray> AdaBoost::save() const {
  std::vector<std::int64_t> sizes, columns, left;
  std::vector<double> thresholds, values;
  for (const Tree& tree : trees_) {
    sizes.push_back(static_cast<std::int64_t>(tree.nodes.size()));
    for (const TreeNode& node : tree.nodes) {
      columns.push_back(node.column);
      left.push_back(node.left);
      thresholds.push_back(static_cast<double>(node.threshold));
      values.push_back(static_cast<double>(node.value));
    }
  }
  return {{"n_features", {1}, std::vector<std::int64_t>{static_cast<std::int64_t>(n_features_)}},
          {"weights", {weights_.size()}, weights_},
          {"tree_sizes", {sizes.size()}, sizes},
          {"node_columns", {columns.size()}, columns},
          {"node_left", {left.size()}, left},
          {"node_thresholds", {thresholds.size()}, thresholds},
          {"node_values", {values.size()}, values}};
}

std::unique_ptr<Regressor> AdaBoost::load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  const auto damaged = [&](const char* what) { throw InputError(where + ": the trees of adaboost are damaged: " + what); };
  const auto& n_features = integers_of(arrays, "n_features", where);
  const auto& weights = doubles_of(arrays, "weights", where);
  const auto& sizes = integers_of(arrays, "tree_sizes", where);
  const auto& columns = integers_of(arrays, "node_columns", where);
  const auto& left = integers_of(arrays, "node_left", where);
  const auto& thresholds = doubles_of(arrays, "node_thresholds", where);
  const auto& values = doubles_of(arrays, "node_values", where);
  constexpr std::int64_t most_features = 10'000'000;
  if (n_features.size() != 1 || n_features[0] < 1 || n_features[0] > most_features) damaged("number of features");
  if (weights.empty() || weights.size() != sizes.size()) damaged("numbers of trees and weights");
  if (!std::all_of(weights.begin(), weights.end(), [](double weight) { return weight > 0 && std::isfinite(weight); })) damaged("a weight is not above 0");
  if (left.size() != columns.size() || thresholds.size() != columns.size() || values.size() != columns.size()) damaged("numbers of nodes");
  const auto is_float = [](double value) { return std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max()); };
  if (!std::all_of(thresholds.begin(), thresholds.end(), is_float) || !std::all_of(values.begin(), values.end(), is_float)) damaged("a threshold or a value is no float");
  std::vector<Tree> trees;
  std::size_t first = 0;
  for (const std::int64_t size : sizes) {
    if (size < 1 || static_cast<std::uint64_t>(size) > columns.size() - first) damaged("size of a tree");
    Tree tree;
    for (std::int64_t i = 0; i < size; ++i, ++first) {
      // Children stand after their parents, so no walk goes round in circles.
      const bool leaf = columns[first] < 0;
      if (columns[first] >= n_features[0] || (!leaf && (left[first] <= i || left[first] >= size - 1))) damaged("a node");
      tree.nodes.push_back({leaf ? -1 : static_cast<std::int32_t>(columns[first]), static_cast<float>(thresholds[first]),
                            leaf ? 0 : static_cast<std::uint32_t>(left[first]), static_cast<float>(values[first])});
    }
    trees.push_back(std::move(tree));
  }
  if (first != columns.size()) damaged("numbers of nodes");
  return std::make_unique<AdaBoost>(static_cast<std::uint64_t>(n_features[0]), std::move(trees), weights, context.threads);
}

}  // namespace cartograf

#include "host/predictor/kinds/tree_ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "host/table/dense_rows.hpp"
#include "host/predictor/kinds/boosted_trees.hpp"
#include "kernels/base/task_threads.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// XGBoost's reader wants a point or an exponent in what is no integer.
std::string number(float value) {
  const std::string text = shortest(value);
  return text.find_first_of(".e") == std::string::npos ? text + "E0" : text;
}
std::string number(std::int64_t value) { return std::to_string(value); }

/// "name":[a,b,c], of `of(node)` for all nodes.
template <class Of>
void append_array(std::string& json, const char* name, std::size_t n, Of&& of) {
  json += '"';
  json += name;
  json += "\":[";
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) json += ',';
    json += number(of(i));
  }
  json += "],";
}

/// A tree as XGBoost's model format has it (xgboost.readthedocs.io, "Introduction to Model IO").
void append_tree(std::string& json, const Tree& tree, std::size_t id, std::uint64_t n_features) {
  const std::vector<TreeNode>& nodes = tree.nodes;
  const std::size_t n = nodes.size();
  constexpr std::int64_t none = -1, no_parent = 2147483647;
  std::vector<std::int64_t> parents(n, no_parent);
  for (std::size_t i = 0; i < n; ++i) {
    if (nodes[i].column >= 0) parents[nodes[i].left] = parents[nodes[i].left + 1] = static_cast<std::int64_t>(i);
  }
  const auto leaf = [&](std::size_t i) { return nodes[i].column < 0; };
  const auto zero = [](std::size_t) { return std::int64_t{0}; };
  json += '{';
  append_array(json, "base_weights", n, [&](std::size_t i) { return nodes[i].value; });
  json += R"("categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],)";
  append_array(json, "default_left", n, zero);
  append_array(json, "left_children", n, [&](std::size_t i) { return leaf(i) ? none : std::int64_t{nodes[i].left}; });
  append_array(json, "right_children", n, [&](std::size_t i) { return leaf(i) ? none : std::int64_t{nodes[i].left} + 1; });
  append_array(json, "parents", n, [&](std::size_t i) { return parents[i]; });
  append_array(json, "loss_changes", n, [&](std::size_t i) { return tree.gains[i]; });
  append_array(json, "sum_hessian", n, [&](std::size_t i) { return tree.weights[i]; });
  append_array(json, "split_conditions", n, [&](std::size_t i) { return leaf(i) ? nodes[i].value : nodes[i].threshold; });
  append_array(json, "split_indices", n, [&](std::size_t i) { return leaf(i) ? std::int64_t{0} : std::int64_t{nodes[i].column}; });
  append_array(json, "split_type", n, zero);
  json += R"("id":)" + std::to_string(id) + R"(,"tree_param":{"num_deleted":"0","num_feature":")" + std::to_string(n_features) +
          R"(","num_nodes":")" + std::to_string(n) + R"(","size_leaf_vector":"1"}})";
}

std::string xgboost_json(const TreeEnsemble& ensemble) {
  const std::size_t n = ensemble.trees.size();
  std::string rounds = "0", info;
  for (std::size_t i = 0; i < n; ++i) {
    info += i == 0 ? "0" : ",0";
    if (!ensemble.parallel || i + 1 == n) rounds += "," + std::to_string(i + 1);
  }
  std::string json = R"({"learner":{"attributes":{},"feature_names":[],"feature_types":[],"gradient_booster":{"model":{)"
                     R"("gbtree_model_param":{"num_parallel_tree":")" +
                     std::to_string(ensemble.parallel ? n : 1) + R"(","num_trees":")" + std::to_string(n) + R"("},"iteration_indptr":[)" +
                     rounds + R"(],"tree_info":[)" + info + R"(],"trees":[)";
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) json += ',';
    append_tree(json, ensemble.trees[i], i, ensemble.n_features);
  }
  json += R"(]},"name":"gbtree"},"learner_model_param":{"base_score":")" + shortest(ensemble.base) +
          R"(","boost_from_average":"0","num_class":"0","num_feature":")" + std::to_string(ensemble.n_features) +
          R"(","num_target":"1"},"objective":{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[3,0,0]})";
  return json;
}

class EnsembleRegressor final : public XgboostTrees {
 public:
  EnsembleRegressor(TreeEnsemble ensemble, const PredictorContext& context) : ensemble_(std::move(ensemble)), context_(context) {}

  std::uint64_t n_features() const override { return ensemble_.n_features; }
  std::vector<double> predict(const MatrixView& rows) const override {
    const std::vector<float> predictions = ensemble_.predict(rows, context_.threads);
    return {predictions.begin(), predictions.end()};
  }
  // Made when it is asked for: most predictors of an evaluation are never saved.
  const Booster& booster() const override {
    if (booster_ == nullptr) booster_ = std::make_unique<Booster>(to_booster(ensemble_, context_));
    return *booster_;
  }

 private:
  Booster& own_booster() override {
    booster();
    return *booster_;
  }

  TreeEnsemble ensemble_;
  PredictorContext context_;
  mutable std::unique_ptr<Booster> booster_;
};

}  // namespace

void for_row_blocks(const MatrixView& rows, int threads,
                    const std::function<void(std::uint64_t first, const std::vector<float>& values)>& use) {
  constexpr std::uint64_t at_once = 256;  // a tree stays in the cache for all of them
  const auto n_blocks = static_cast<std::int64_t>((rows.n_rows + at_once - 1) / at_once);
  run_tasks(n_blocks, static_cast<int>(std::min<std::int64_t>(resolve_threads(threads), n_blocks)), [&](std::int64_t block) {
    const std::uint64_t first = static_cast<std::uint64_t>(block) * at_once;
    const DenseRows dense = dense_rows({static_cast<const std::byte*>(rows.data) + first * rows.row_size(), rows.dtype,
                                        std::min(at_once, rows.n_rows - first), rows.n_columns, rows.device});
    use(first, {dense.values.begin(), dense.values.end()});
  });
}

std::vector<float> TreeEnsemble::predict(const MatrixView& rows, int threads) const {
  std::vector<float> sums(rows.n_rows, base);
  for_row_blocks(rows, threads, [&](std::uint64_t first, const std::vector<float>& values) {
    for (const Tree& tree : trees) {
      for (std::uint64_t i = 0; i * rows.n_columns < values.size(); ++i) sums[first + i] += value_of(tree, &values[i * rows.n_columns]);
    }
  });
  return sums;
}

Booster to_booster(const TreeEnsemble& ensemble, const PredictorContext& context) {
  return Booster::of_json(xgboost_json(ensemble), context);
}

std::unique_ptr<Regressor> ensemble_regressor(TreeEnsemble ensemble, const PredictorContext& context, const std::string& predictor) {
  for (const Tree& tree : ensemble.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (std::isfinite(node.value)) continue;
      throw InputError("predictor " + predictor + ": the trees leave the range of float32; its parameters (such as learning_rate) let the training diverge");
    }
  }
  if (context.device.backend == Backend::cuda) return std::make_unique<BoostedTrees>(to_booster(ensemble, context));
  return std::make_unique<EnsembleRegressor>(std::move(ensemble), context);
}

}  // namespace cartograf

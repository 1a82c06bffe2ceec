#include "host/model/predictors/boosted_trees.hpp"

#include <algorithm>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Parameters of XGBoost that may be set, with the defaults of the library and what they mean. `rounds` is ours.
const std::vector<ParameterInfo>& xgboost_parameters() {
  static const std::vector<ParameterInfo> all = {
      {"rounds", "100", "boosting rounds"},
      {"learning_rate", "0.3", "factor on each tree"},
      {"max_depth", "6", "of a tree; 0 = no limit"},
      {"min_child_weight", "1", "training rows in a leaf at least"},
      {"subsample", "1", "share of the rows for a tree"},
      {"colsample_bytree", "1", "share of the columns for a tree"},
      {"colsample_bylevel", "1", "share of those for a depth"},
      {"colsample_bynode", "1", "share of those for a split"},
      {"num_parallel_tree", "1", "trees of a round"},
      {"lambda", "1", "L2 penalty on leaves"},
      {"alpha", "0", "L1 penalty on leaves"},
      {"gamma", "0", "loss reduction that a split needs"},
      {"max_leaves", "0", "of a tree; 0 = no limit"},
      {"max_bin", "256", "histogram bins of a column"},
      {"tree_method", "hist", "hist, approx or exact"},
      {"grow_policy", "depthwise", "depthwise or lossguide"},
  };
  return all;
}

struct Variant {
  const char* name;
  const char* summary;
  ParameterValues defaults;  ///< that are not XGBoost's
};

const std::vector<Variant>& variants() {
  static const std::vector<Variant> all = {
      // 100 unpruned trees, each on 63.2 % of the rows (as many as a bootstrap has distinct ones), averaged. A leaf needs
      // 3 rows: without that the trees, which never see a row twice, fit noise more than those of a bootstrap do.
      {"rf",
       "random forest of 100 trees",
       {{"rounds", "1"}, {"num_parallel_tree", "100"}, {"learning_rate", "1"}, {"subsample", "0.632"}, {"min_child_weight", "3"},
        {"max_depth", "0"}, {"lambda", "0"}}},
      {"xgb", "gradient boosting with XGBoost's defaults", {}},
      {"xgb+", "gradient boosting in 10,000 small steps", {{"rounds", "10000"}, {"subsample", "0.9"}, {"learning_rate", "0.01"}}},
  };
  return all;
}

BoosterParameters booster_parameters(const Parameters& parameters) {
  BoosterParameters result;
  result.rounds = static_cast<int>(parameters.whole("rounds", 1));
  result.values = {{"booster", "gbtree"}, {"objective", "reg:squarederror"}};
  for (const auto& [name, value] : parameters.values()) {
    if (name != "rounds") result.values.emplace_back(name, value);
  }
  return result;
}

std::unique_ptr<Regressor> train(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const std::vector<float> labels(training.targets.begin(), training.targets.end());
  return std::make_unique<BoostedTrees>(Booster::train(training.rows, labels, booster_parameters(parameters), context));
}

}  // namespace

std::vector<PredictorKind> boosted_tree_kinds() {
  std::vector<PredictorKind> kinds;
  for (const Variant& variant : variants()) {
    PredictorKind kind{variant.name, variant.summary, xgboost_parameters(), true, train, nullptr};
    for (const auto& [name, value] : variant.defaults) {
      std::find_if(kind.parameters.begin(), kind.parameters.end(), [&](const auto& p) { return p.name == name; })->default_value = value;
    }
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

BoosterParameters predictor_parameters(const std::string& name) { return booster_parameters(parameters_of({name, {}})); }

std::vector<double> BoostedTrees::predict(const MatrixView& rows) const {
  const std::vector<float> predictions = booster_.predict(rows);
  return {predictions.begin(), predictions.end()};
}

std::vector<NamedArray> BoostedTrees::save() const {
  const std::string bytes = booster_.save();
  return {{"booster", {bytes.size()}, std::vector<std::uint8_t>(bytes.begin(), bytes.end())}};
}

}  // namespace cartograf

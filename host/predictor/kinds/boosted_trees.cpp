#include "host/predictor/kinds/boosted_trees.hpp"

#include <algorithm>

#include "host/predictor/kinds/tree_parameters.hpp"

namespace cartograf {
namespace {

/// The array of the trees in a file of arrays.
constexpr const char* kBooster = "booster";

/// XGBoost's parameters that may be set, with its defaults but for `changed`.
ParameterDefaults with_changes(const ParameterDefaults& changed) {
  ParameterDefaults defaults = {{"rounds", "100"}, {"learning_rate", "0.3"}, {"max_depth", "6"}, {"min_child_weight", "1"}, {"subsample", "1"}, {"colsample_bytree", "1"}, {"colsample_bylevel", "1"}, {"colsample_bynode", "1"}, {"num_parallel_tree", "1"}, {"lambda", "1"}, {"alpha", "0"}, {"gamma", "0"}, {"max_leaves", "0"}, {"max_bin", "256"}, {"tree_method", "hist"}, {"grow_policy", "depthwise"}};
  for (const auto& change : changed) {
    std::find_if(defaults.begin(), defaults.end(), [&](const auto& p) { return p.first == change.first; })->second = change.second;
  }
  return defaults;
}

std::unique_ptr<Regressor> train_boosted_trees(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const std::vector<float> labels(training.targets.begin(), training.targets.end());
  return std::make_unique<BoostedTrees>(
      Booster::train(training.rows, labels, booster_parameters(parameters, context.device), context));
}

}  // namespace

BoosterParameters booster_parameters(const Parameters& parameters, Device device) {
  BoosterParameters result = xgboost_parameters(parameters, device);
  result.rounds = static_cast<int>(tree_number(parameters, "rounds"));
  result.values.emplace_back("objective", "reg:squarederror");
  return result;
}

std::vector<PredictorKind> boosted_tree_kinds() {
  return {{"xgb", "gradient boosting with XGBoost's defaults", tree_parameters(with_changes({})), true, train_boosted_trees, BoostedTrees::load, ModelFile::xgboost},
          {"xgb+", "gradient boosting in 10,000 small steps",
           tree_parameters(with_changes({{"rounds", "10000"}, {"subsample", "0.9"}, {"learning_rate", "0.01"}})), true, train_boosted_trees, BoostedTrees::load, ModelFile::xgboost}};
}

BoosterParameters predictor_parameters(const std::string& name) { return booster_parameters(parameters_of({name, {}}), {}); }

std::vector<double> BoostedTrees::predict(const MatrixView& rows) const {
  const std::vector<float> predictions = booster_.predict(rows);
  return {predictions.begin(), predictions.end()};
}

std::unique_ptr<Regressor> BoostedTrees::load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  const std::vector<std::uint8_t>& bytes = bytes_of(arrays, kBooster, where);
  return std::make_unique<BoostedTrees>(Booster::load({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, where, context));
}

std::vector<NamedArray> XgboostTrees::save() const {
  const std::string bytes = file();
  return {{kBooster, {bytes.size()}, std::vector<std::uint8_t>(bytes.begin(), bytes.end())}};
}

void XgboostTrees::describe(const std::vector<std::string>& feature_names, const std::string& attribute, const std::string& text) {
  own_booster().set_feature_names(feature_names);
  own_booster().set_attribute(attribute, text);
}

}  // namespace cartograf

#include "host/predictor/kinds/best.hpp"

#include <algorithm>
#include <iterator>

#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/predictor/kinds/gaussian_process.hpp"
#include "host/predictor/kinds/tree_parameters.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Beside 1 for the trees.
constexpr double kWeightOfProcess = 2;

/// The trees' parameters, with those of the published ensemble as defaults.
std::vector<ParameterInfo> parameters_of_trees() {
  return tree_parameters({{"rounds", "600"}, {"learning_rate", "0.03"}, {"max_depth", "4"}, {"min_child_weight", "2"}, {"subsample", "0.7"}, {"colsample_bytree", "0.2"}, {"tree_method", "hist"}});
}

/// Those of all parameters that are `known`.
Parameters some_of(const Parameters& all, const std::vector<ParameterInfo>& known) {
  ParameterValues values;
  std::copy_if(all.values().begin(), all.values().end(), std::back_inserter(values), [&](const auto& value) {
    return std::any_of(known.begin(), known.end(), [&](const ParameterInfo& info) { return info.name == value.first; });
  });
  return {all.predictor(), known, values};
}

class ProcessAndTrees final : public Regressor {
 public:
  ProcessAndTrees(std::unique_ptr<GaussianProcess> process, Booster trees) : process_(std::move(process)), trees_(std::move(trees)) {}

  std::uint64_t n_features() const override { return process_->n_features(); }

  std::vector<double> predict(const MatrixView& rows) const override {
    std::vector<double> predictions = process_->scores_of(rows);
    const std::vector<float> of_trees = trees_.predict(rows);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      const double score = (kWeightOfProcess * predictions[i] + static_cast<double>(of_trees[i])) / (kWeightOfProcess + 1);
      predictions[i] = process_->transform().back(score);
    }
    return predictions;
  }

  std::vector<NamedArray> save() const override {
    std::vector<NamedArray> all = process_->save();
    const std::string bytes = trees_.save();
    all.push_back({"booster", {bytes.size()}, std::vector<std::uint8_t>(bytes.begin(), bytes.end())});
    return all;
  }

  std::vector<std::string> notes() const override { return process_->notes(); }

 private:
  std::unique_ptr<GaussianProcess> process_;
  Booster trees_;
};

std::unique_ptr<Regressor> train_best(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  auto process = GaussianProcess::train(some_of(parameters, gaussian_process_kind().parameters), training, context);
  const std::vector<float> labels(process->parts().targets.begin(), process->parts().targets.end());
  const BoosterParameters of_trees = booster_parameters(some_of(parameters, parameters_of_trees()), context.device);
  return std::make_unique<ProcessAndTrees>(std::move(process), Booster::train(training.rows, labels, of_trees, context));
}

/// The trees take most of the time, and change tau by less than what tells predictors apart.
PredictorSpec without_trees(const ParameterValues& values) {
  const std::vector<ParameterInfo> known = gaussian_process_kind().parameters;
  ParameterValues of_process;
  std::copy_if(values.begin(), values.end(), std::back_inserter(of_process), [&](const auto& value) {
    return std::any_of(known.begin(), known.end(), [&](const ParameterInfo& info) { return info.name == value.first; });
  });
  return {"gp", of_process};
}

std::unique_ptr<Regressor> load_best(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  auto process = GaussianProcess::load(arrays, where, context);
  const std::vector<std::uint8_t>& bytes = bytes_of(arrays, "booster", where);
  Booster trees = Booster::load({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, where, context);
  if (trees.n_features() != process->n_features()) {
    throw InputError(where + ": the model is damaged: its process has " + std::to_string(process->n_features()) + " columns, its trees " +
                     std::to_string(trees.n_features()));
  }
  return std::make_unique<ProcessAndTrees>(std::move(process), std::move(trees));
}

}  // namespace

PredictorKind best_kind() {
  std::vector<ParameterInfo> parameters = gaussian_process_kind().parameters;
  std::ranges::move(parameters_of_trees(), std::back_inserter(parameters));
  PredictorKind kind{"best", "the Gaussian process gp and boosted trees together", std::move(parameters), false, train_best, load_best};
  kind.stand_in = without_trees;
  kind.by_blas = true;
  return kind;
}

}  // namespace cartograf

#include "host/predictor/registry.hpp"

#include <algorithm>
#include <cmath>

#include "host/predictor/kinds/adaboost.hpp"
#include "host/predictor/kinds/automatic.hpp"
#include "host/predictor/kinds/best.hpp"
#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/predictor/kinds/cart_predictors.hpp"
#include "host/predictor/kinds/gaussian_process.hpp"
#include "host/predictor/kinds/linear.hpp"
#include "host/predictor/kinds/nearest.hpp"
#include "host/predictor/kinds/svr.hpp"
#include "host/table/some_columns.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

std::vector<PredictorKind> all_kinds() {
  std::vector<PredictorKind> kinds = {forest_kind()};
  for (PredictorKind& kind : boosted_tree_kinds()) kinds.push_back(std::move(kind));
  kinds.push_back(tree_kind());
  kinds.push_back(gradient_boosting_kind());
  kinds.push_back(adaboost_kind());
  for (PredictorKind& kind : linear_kinds()) kinds.push_back(std::move(kind));
  kinds.push_back(nearest_neighbours_kind());
  kinds.push_back(svr_kind());
  kinds.push_back(gaussian_process_kind());
  kinds.push_back(best_kind());
  kinds.push_back(automatic_kind());
  return kinds;
}

void check_targets(const std::string& name, std::span<const double> targets) {
  if (targets.size() < 2) {
    throw InputError("predictor " + name + ": expected at least 2 training rows, found " + std::to_string(targets.size()));
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!std::isfinite(targets[i])) throw InputError("predictor " + name + ": the target of training row " + std::to_string(i) + " is not a number");
  }
  const auto [smallest, largest] = std::minmax_element(targets.begin(), targets.end());
  if (*smallest == *largest) {
    throw InputError("predictor " + name + ": all " + std::to_string(targets.size()) + " training rows have the same target");
  }
}

TrainedPredictor train_choice(const std::string& chooser, RecipeChoice choice, const TrainingSet& training, const PredictorContext& context) {
  const SomeColumns columns = some_columns(training.rows, choice.columns);
  const RowSource rows{columns.n_rows, [view = columns.view()](std::uint64_t first, std::uint64_t n) {
                         return MatrixView{view.row(first), view.dtype, n, view.n_columns, {}};
                       }};
  try {
    TrainedPredictor trained = train_predictor(choice.predictor, {rows, training.targets}, context);
    trained.choice = std::move(choice);
    return trained;
  } catch (const InputError& error) {
    throw InputError("predictor " + chooser + ", which chose " + choice.name + ": " + error.what());
  }
}

}  // namespace

std::vector<double> TrainedPredictor::predict(const MatrixView& rows) const {
  return choice ? regressor->predict(some_columns(rows, choice->columns).view()) : regressor->predict(rows);
}

const std::vector<PredictorKind>& predictor_kinds() {
  static const std::vector<PredictorKind> kinds = all_kinds();
  return kinds;
}

std::vector<std::string> predictor_names() {
  std::vector<std::string> names;
  for (const PredictorKind& kind : predictor_kinds()) names.push_back(kind.name);
  return names;
}

const PredictorKind& predictor_kind(std::string_view name) {
  for (const PredictorKind& kind : predictor_kinds()) {
    if (kind.name == name) return kind;
  }
  throw InputError("unknown predictor " + in_quotes(name) + did_you_mean(name, predictor_names()));
}

Parameters parameters_of(const PredictorSpec& spec) {
  return {spec.name, predictor_kind(spec.name).parameters, spec.parameters};
}

PredictorSpec measured_in_place_of(const PredictorSpec& spec) {
  const PredictorKind& kind = predictor_kind(spec.name);
  return kind.stand_in == nullptr ? spec : kind.stand_in(spec.parameters);
}

TrainedPredictor train_predictor(const PredictorSpec& spec, const TrainingSet& training, const PredictorContext& context) {
  const PredictorKind& kind = predictor_kind(spec.name);
  const Parameters parameters = parameters_of(spec);
  CARTOGRAF_EXPECTS(training.rows.n_rows == training.targets.size());
  check_targets(spec.name, training.targets);
  if (context.device.backend == Backend::cuda && !kind.on_gpu) {
    throw DeviceError("predictor " + spec.name + " runs on the CPU only; give --device cpu");
  }
  if (kind.choose != nullptr) return train_choice(kind.name, kind.choose(training, context), training, context);
  return {kind.train(parameters, training, context)};
}

void require_finite(const std::vector<double>& predictions, const std::string& predictor) {
  for (std::size_t row = 0; row < predictions.size(); ++row) {
    if (std::isfinite(predictions[row])) continue;
    throw InputError("predictor " + predictor + ": the prediction of row " + std::to_string(row) +
                     " is not a finite number; its parameters (such as learning_rate) let the training diverge");
  }
}

}  // namespace cartograf

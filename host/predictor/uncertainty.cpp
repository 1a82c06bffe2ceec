#include "host/predictor/uncertainty.hpp"

#include "host/predictor/registry.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

const Uncertainty& uncertainty_of(const Regressor& regressor, std::string_view predictor) {
  if (const Uncertainty* uncertainty = regressor.uncertainty()) {
    if (regressor.device().backend == Backend::cpu) return *uncertainty;
    throw DeviceError("predictor " + std::string(predictor) + ": how sure it is is computed on the CPU only; give --device cpu");
  }
  std::vector<std::string> able;
  for (const PredictorKind& kind : predictor_kinds()) {
    if (kind.uncertain) able.push_back(kind.name);
  }
  throw InputError("predictor " + std::string(predictor) + " does not say how sure it is; expected a model of " + enumerated(able, " or ") + "; train it with --model " + able.front());
}

UncertainPredictions uncertain_predictions(const Uncertainty& uncertainty, const MatrixView& rows) {
  Posterior posterior = uncertainty.posterior(rows);
  UncertainPredictions result;
  for (std::size_t i = 0; i < posterior.mean.size(); ++i) {
    result.prediction.push_back(uncertainty.in_unit_of_target(posterior.mean[i]));
    result.lower.push_back(uncertainty.in_unit_of_target(posterior.mean[i] - posterior.deviation[i]));
    result.upper.push_back(uncertainty.in_unit_of_target(posterior.mean[i] + posterior.deviation[i]));
  }
  result.deviation = std::move(posterior.deviation);
  return result;
}

std::vector<std::string> uncertain_names(const std::string& target) {
  return {target, target + ".deviation", target + ".lower", target + ".upper"};
}

std::vector<PredictedColumn> as_columns(const std::string& target, UncertainPredictions predictions) {
  const std::vector<std::string> names = uncertain_names(target);
  return {{names[0], std::move(predictions.prediction)},
          {names[1], std::move(predictions.deviation)},
          {names[2], std::move(predictions.lower)},
          {names[3], std::move(predictions.upper)}};
}

}  // namespace cartograf

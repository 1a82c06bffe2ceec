#include "host/predictor/uncertainty.hpp"

#include "host/predictor/kinds/gaussian_process.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

const GaussianProcess& process_of(const Regressor& regressor, const std::string& predictor) {
  if (const GaussianProcess* process = regressor.gaussian_process()) {
    if (process->device().backend == Backend::cpu) return *process;
    throw DeviceError("predictor " + predictor + ": how sure it is is computed on the CPU only; give --device cpu");
  }
  throw InputError("predictor " + predictor + " does not say how sure it is; expected a model of gp");
}

UncertainPredictions uncertain_predictions(const GaussianProcess& process, const MatrixView& rows) {
  Posterior posterior = process.posterior(rows);
  const TargetTransform& transform = process.transform();
  UncertainPredictions result;
  for (std::size_t i = 0; i < posterior.mean.size(); ++i) {
    result.prediction.push_back(transform.back(posterior.mean[i]));
    result.lower.push_back(transform.back(posterior.mean[i] - posterior.deviation[i]));
    result.upper.push_back(transform.back(posterior.mean[i] + posterior.deviation[i]));
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

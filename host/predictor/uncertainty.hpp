#pragma once

#include <string>
#include <vector>

#include "host/table/prediction_file.hpp"
#include "host/predictor/regressor.hpp"

namespace cartograf {

/// Predictions of rows and how sure they are. The score that a prediction is mapped back from has a normal distribution; as
/// the map ascends, its quantiles are those of the score, mapped back. Noise of the targets is not in it.
struct UncertainPredictions {
  std::vector<double> prediction;  ///< the median, unit of the target: what Regressor::predict() says
  std::vector<double> deviation;   ///< standard deviation of the score, whose unit is that of the standardised transformed target
  std::vector<double> lower;       ///< the score one standard deviation below, in the unit of the target: 15.9 % are below it
  std::vector<double> upper;       ///< the same above: 84.1 % are below it
};

/// Throws InputError, naming the predictor, unless it is a Gaussian process; DeviceError when it is on a GPU.
const GaussianProcess& process_of(const Regressor& regressor, const std::string& predictor);

UncertainPredictions uncertain_predictions(const GaussianProcess& process, const MatrixView& rows);

/// TARGET, TARGET.deviation, TARGET.lower and TARGET.upper.
std::vector<std::string> uncertain_names(const std::string& target);
/// Those columns in a file of predictions.
std::vector<PredictedColumn> as_columns(const std::string& target, UncertainPredictions predictions);

}  // namespace cartograf

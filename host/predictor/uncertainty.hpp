#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/predictor/regressor.hpp"
#include "host/table/prediction_file.hpp"

namespace cartograf {

/// Mean and standard deviation of the score of each row, without the noise of the targets.
struct Posterior {
  std::vector<double> mean;
  std::vector<double> deviation;
};

/// The posterior covariances of the scores of some rows.
class PosteriorCovariances {
 public:
  virtual ~PosteriorCovariances() = default;

  /// Those of row `i` with all of the rows, [rows].
  virtual std::vector<double> of(std::size_t i) const = 0;
};

/// Functions drawn from the posterior, each of which can be asked anywhere, in any order.
class DrawnFunctions {
 public:
  virtual ~DrawnFunctions() = default;

  /// The scores of rows by each function: [functions] of [rows]. A row's scores depend on that row alone.
  virtual std::vector<std::vector<double>> scores(const MatrixView& rows) const = 0;
};

/// What a predictor knows of how sure it is. The prediction of a row is mapped, by a function that ascends, from a score;
/// training leaves a joint normal distribution of the scores of all rows, the posterior. All is computed on the CPU; rows
/// are in host memory. What is said of a row depends neither on threads nor on the rows beside it.
class Uncertainty {
 public:
  virtual ~Uncertainty() = default;

  virtual Posterior posterior(const MatrixView& rows) const = 0;
  /// A score in the unit of the target.
  virtual double in_unit_of_target(double score) const = 0;
  /// The posterior means at the training rows.
  virtual std::vector<double> scores_of_training() const = 0;
  /// Variance of the noise of a target, in the unit of the score.
  virtual double noise() const = 0;

  /// What the predictor sees of rows, [n_rows x n_seen()]: rows in which that is equal have the same score.
  virtual std::vector<double> prepared(const MatrixView& rows) const = 0;
  virtual std::size_t n_seen() const = 0;
  /// The same of the training rows.
  virtual std::span<const double> prepared_training_rows() const = 0;

  virtual std::unique_ptr<PosteriorCovariances> covariances(const MatrixView& rows) const = 0;
  /// Function i of a seed is the same however many there are. This object must outlive them.
  virtual std::unique_ptr<DrawnFunctions> draw(std::size_t n_functions, std::uint64_t seed) const = 0;
};

/// Predictions of rows and how sure they are. The score that a prediction is mapped back from has a normal distribution; as
/// the map ascends, its quantiles are those of the score, mapped back. Noise of the targets is not in it.
struct UncertainPredictions {
  std::vector<double> prediction;  ///< the median, unit of the target: what Regressor::predict() says
  std::vector<double> deviation;   ///< standard deviation of the score, whose unit is that of the standardised transformed target
  std::vector<double> lower;       ///< the score one standard deviation below, in the unit of the target: 15.9 % are below it
  std::vector<double> upper;       ///< the same above: 84.1 % are below it
};

/// Throws InputError, naming the predictor, unless it knows how sure it is; DeviceError when it is on a GPU.
const Uncertainty& uncertainty_of(const Regressor& regressor, std::string_view predictor);

UncertainPredictions uncertain_predictions(const Uncertainty& uncertainty, const MatrixView& rows);

/// TARGET, TARGET.deviation, TARGET.lower and TARGET.upper.
std::vector<std::string> uncertain_names(const std::string& target);
/// Those columns in a file of predictions.
std::vector<PredictedColumn> as_columns(const std::string& target, UncertainPredictions predictions);

}  // namespace cartograf

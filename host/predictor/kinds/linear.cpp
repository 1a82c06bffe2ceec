#include "host/predictor/kinds/linear.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/predictor/kinds/standardised_regressor.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/memory.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/linalg/cholesky.hpp"
#include "kernels/linalg/least_squares.hpp"
#include "kernels/linalg/products.hpp"

namespace cartograf {
namespace {

constexpr const char* kLevels = "levels";

/// y -> y^(1/D) and back. The paper subtracts 1 and adds it again, which the intercept makes good.
class PowerTransform {
 public:
  explicit PowerTransform(double power) : power_(power) {}

  double power() const { return power_; }

  double forward(double y, std::size_t row) const {
    if (power_ == 1) return y;
    const double z = std::pow(y, 1 / power_);
    if (y >= 0 && std::isfinite(z)) return z;
    throw InputError("predictor linear: the target of training row " + std::to_string(row + 1) + ": expected one that has a power 1/" +
                     shortest(power_) + " (parameter D), found " + shortest(y));
  }

  double back(double z, std::size_t row) const {
    if (power_ == 1) return z;
    const double y = std::pow(z, power_);
    if (std::isfinite(y)) return y;
    throw InputError("predictor linear: the prediction of row " + std::to_string(row + 1) + " is the power " + shortest(power_) +
                     " (parameter D) of " + shortest(z) + ", which is no number; D = 1 has none of that");
  }

 private:
  double power_;
};

/// The nearest of `levels`, which ascend; of two that are equally near the smaller.
double nearest_level(const std::vector<double>& levels, double value) {
  const auto above = std::lower_bound(levels.begin(), levels.end(), value);
  if (above == levels.begin()) return levels.front();
  if (above == levels.end()) return levels.back();
  const double below = *(above - 1);
  return value - below <= *above - value ? below : *above;
}

class LinearRegressor final : public StandardisedRegressor {
 public:
  LinearRegressor(Standardiser standardiser, int threads, std::vector<double> coefficients, double intercept, double power,
                  std::vector<double> levels = {})
      : StandardisedRegressor(std::move(standardiser), threads), coefficients_(std::move(coefficients)), intercept_(intercept),
        transform_(power), levels_(std::move(levels)) {}

 private:
  std::vector<double> predict_standardised(std::span<const double> rows, std::size_t n_rows, std::size_t first_row) const override {
    std::vector<double> predictions = times(rows, n_rows, coefficients_);
    for (std::size_t i = 0; i < n_rows; ++i) predictions[i] = transform_.back(predictions[i] + intercept_, first_row + i);
    if (!levels_.empty()) {
      for (double& prediction : predictions) prediction = nearest_level(levels_, prediction);
    }
    return predictions;
  }

  std::vector<NamedArray> arrays() const override {
    std::vector<NamedArray> all = {array_of("coefficients", coefficients_), number_array("intercept", intercept_),
                                   number_array("power", transform_.power())};
    if (!levels_.empty()) all.push_back(array_of(kLevels, levels_));
    return all;
  }

  std::vector<double> coefficients_;  ///< of the standardised columns
  double intercept_;
  PowerTransform transform_;
  std::vector<double> levels_;  ///< ascending: the values that predictions are rounded to; empty = they are not
};

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> centred(std::span<const double> values, double mean) {
  std::vector<double> result(values.begin(), values.end());
  for (double& value : result) value -= mean;
  return result;
}

std::unique_ptr<Regressor> train_ridge(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const double alpha = parameters.positive("alpha");
  std::vector<double> levels;
  if (parameters.choice("rounding", {"none", "targets"}) == "targets") {
    levels.assign(training.targets.begin(), training.targets.end());
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  }
  StandardisedTraining set = standardised_training(training);
  const double mean = mean_of(training.targets);
  std::vector<double> w = ridge_coefficients(set.rows, set.n_rows, set.n_columns(), centred(training.targets, mean), alpha);
  return std::make_unique<LinearRegressor>(std::move(set.standardiser), context.threads, std::move(w), mean, 1.0, std::move(levels));
}

std::unique_ptr<Regressor> train_linear(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const PowerTransform transform(parameters.positive("D"));
  std::vector<double> z(training.targets.size());
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = transform.forward(training.targets[i], i);
  StandardisedTraining set = standardised_training(training);
  const double mean = mean_of(z);
  LeastSquares solution = least_squares(set.rows, set.n_rows, set.n_columns(), centred(z, mean));
  return std::make_unique<LinearRegressor>(std::move(set.standardiser), context.threads, std::move(solution.coefficients), mean,
                                           transform.power());
}

std::unique_ptr<Regressor> load_linear(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  Standardiser standardiser = load_standardiser(arrays, where);
  const std::vector<double>& coefficients = numbers_of(arrays, "coefficients", standardiser.n_kept(), where);
  std::vector<double> levels;
  if (std::any_of(arrays.begin(), arrays.end(), [](const NamedArray& array) { return array.name == kLevels; })) {
    levels = numbers_of(arrays, kLevels, doubles_of(arrays, kLevels, where).size(), where);
    if (!std::is_sorted(levels.begin(), levels.end())) throw InputError(where + ": the model is damaged: /levels does not ascend");
  }
  return std::make_unique<LinearRegressor>(std::move(standardiser), context.threads, coefficients, number_of(arrays, "intercept", where),
                                           number_of(arrays, "power", where), std::move(levels));
}

}  // namespace

std::vector<double> ridge_coefficients(std::span<const double> x, std::size_t n_rows, std::size_t n_columns, std::span<const double> z,
                                       double alpha) {
  // The smaller of (X^T X + alpha I) w = X^T z and w = X^T (X X^T + alpha I)^-1 z, which have the same solution.
  const bool by_columns = n_columns <= n_rows;
  require_memory(size_of_square(std::min(n_rows, n_columns)), "predictor ridge: " + counted(n_rows, "training row") + " of " + counted(n_columns, "column"));
  const Cholesky factor(by_columns ? column_products(x, n_rows, n_columns) : row_products(x, n_rows, n_columns),
                        by_columns ? n_columns : n_rows, alpha);
  if (!factor.positive_definite()) {
    throw InputError("predictor ridge: parameter alpha: expected a larger one, as some features depend on others; found " +
                     shortest(alpha) + "; the predictor linear needs none");
  }
  if (by_columns) {
    std::vector<double> w = transposed_times(x, n_columns, z);
    factor.solve(w);
    return w;
  }
  std::vector<double> weights(z.begin(), z.end());
  factor.solve(weights);
  return transposed_times(x, n_columns, weights);
}

std::vector<PredictorKind> linear_kinds() {
  std::vector<PredictorKind> kinds = {
      {"ridge",
       "ridge regression",
       {{"alpha", "1", "penalty on the squared coefficients, above 0"},
        {"rounding", "none", "targets = each prediction becomes the nearest of the training targets"}},
       false,
       train_ridge,
       load_linear},
      {"linear", "least squares", {{"D", "1", "fit y^(1/D) - 1, predict (z + 1)^D"}}, false, train_linear, load_linear, ModelFile::arrays, false, "NAAP-440"},
  };
  for (PredictorKind& kind : kinds) kind.by_blas = true;
  return kinds;
}

}  // namespace cartograf

#include "host/predictor/kinds/standardised_regressor.hpp"

#include <algorithm>
#include <cmath>

#include "host/table/dense_rows.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Rows that a thread turns into doubles at a time.
constexpr std::uint64_t kBlockRows = 1024;

void require_finite(std::span<const double> predictions, std::uint64_t first_row) {
  const auto found = std::find_if(predictions.begin(), predictions.end(), [](double x) { return !std::isfinite(x); });
  if (found == predictions.end()) return;
  throw InputError("the prediction of row " + std::to_string(first_row + static_cast<std::uint64_t>(found - predictions.begin()) + 1) +
                   " is beyond 64-bit floats: its features are too far from those of the training rows");
}

}  // namespace

StandardisedTraining standardised_training(const TrainingSet& training) {
  const DenseRows dense = dense_rows(training.rows);
  StandardisedTraining result;
  result.n_rows = dense.n_rows;
  result.standardiser = Standardiser::fit(dense.values, dense.n_rows, dense.n_columns);
  result.rows = result.standardiser.apply(dense.values, dense.n_rows);
  return result;
}

std::vector<double> StandardisedRegressor::predict(const MatrixView& rows) const {
  CARTOGRAF_EXPECTS(rows.n_columns == n_features());
  std::vector<double> predictions(rows.n_rows);
  const std::uint64_t n_blocks = (rows.n_rows + kBlockRows - 1) / kBlockRows;
  parallel_for(static_cast<std::int64_t>(n_blocks), threads_, [&](std::int64_t index) {
    const std::uint64_t first = static_cast<std::uint64_t>(index) * kBlockRows, n = std::min(kBlockRows, rows.n_rows - first);
    const DenseRows dense = dense_rows(MatrixView{rows.row(first), rows.dtype, n, rows.n_columns, rows.device});
    const std::vector<double> of_block = predict_standardised(standardiser_.apply(dense.values, n, first), n, first);
    require_finite(of_block, first);
    std::copy(of_block.begin(), of_block.end(), predictions.begin() + static_cast<std::ptrdiff_t>(first));
  });
  return predictions;
}

std::vector<NamedArray> StandardisedRegressor::save() const {
  std::vector<NamedArray> all = arrays();
  append_arrays(standardiser_, all);
  return all;
}

void append_arrays(const Standardiser& standardiser, std::vector<NamedArray>& arrays) {
  std::vector<double> positions, medians, means, deviations;
  for (const Standardiser::Column& column : standardiser.columns()) {
    positions.push_back(static_cast<double>(column.position));
    medians.push_back(column.median);
    means.push_back(column.mean);
    deviations.push_back(column.deviation);
  }
  arrays.push_back(number_array("feature_count", static_cast<double>(standardiser.n_columns())));
  arrays.push_back(array_of("feature_position", std::move(positions)));
  arrays.push_back(array_of("feature_median", std::move(medians)));
  arrays.push_back(array_of("feature_mean", std::move(means)));
  arrays.push_back(array_of("feature_deviation", std::move(deviations)));
}

Standardiser load_standardiser(const std::vector<NamedArray>& arrays, const std::string& where) {
  constexpr std::uint64_t most_columns = 10'000'000;
  const std::uint64_t n_columns = whole_of(arrays, "feature_count", 0, most_columns, where);
  const std::vector<double>& positions = doubles_of(arrays, "feature_position", where);
  const std::vector<double>& medians = numbers_of(arrays, "feature_median", positions.size(), where);
  const std::vector<double>& means = numbers_of(arrays, "feature_mean", positions.size(), where);
  const std::vector<double>& deviations = numbers_of(arrays, "feature_deviation", positions.size(), where);
  std::vector<Standardiser::Column> columns;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const bool is_place = positions[i] >= 0 && positions[i] < static_cast<double>(n_columns) && positions[i] == std::floor(positions[i]);
    if (!is_place || !(deviations[i] > 0)) {
      throw InputError(where + ": the model is damaged: what it says of feature " + std::to_string(i) + " cannot be");
    }
    columns.push_back({static_cast<std::size_t>(positions[i]), medians[i], means[i], deviations[i]});
  }
  return {n_columns, std::move(columns)};
}

NamedArray array_of(std::string name, std::vector<double> values) { return {std::move(name), {values.size()}, std::move(values)}; }

NamedArray number_array(std::string name, double value) { return array_of(std::move(name), {value}); }

const std::vector<double>& numbers_of(const std::vector<NamedArray>& arrays, std::string_view name, std::size_t n, const std::string& where) {
  const std::vector<double>& values = doubles_of(arrays, name, where);
  if (values.size() != n) {
    throw InputError(where + ": the model is damaged: expected " + std::to_string(n) + " numbers in /" + std::string(name) + ", found " +
                     std::to_string(values.size()));
  }
  if (!std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); })) {
    throw InputError(where + ": the model is damaged: expected finite numbers in /" + std::string(name));
  }
  return values;
}

double number_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where) {
  return numbers_of(arrays, name, 1, where)[0];
}

std::uint64_t whole_of(const std::vector<NamedArray>& arrays, std::string_view name, std::uint64_t smallest, std::uint64_t largest, const std::string& where) {
  const double value = number_of(arrays, name, where);
  if (value >= static_cast<double>(smallest) && value <= static_cast<double>(largest) && value == std::floor(value)) return static_cast<std::uint64_t>(value);
  throw InputError(where + ": the model is damaged: expected a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest) + " in /" +
                   std::string(name) + ", found " + shortest(value));
}

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/predictor/model.hpp"
#include "host/table/feature_matrix.hpp"

namespace cartograf {

// In which direction columns move the predictions of a model. Values of features are k/n, whatever the representation.

/// SHAP values of one column, in the unit of the target, beside the values of the feature.
struct ShapColumn {
  std::uint64_t column = 0;
  std::vector<double> values;   ///< [rows] of the feature; NaN where missing
  std::vector<double> effects;  ///< [rows] SHAP values
};

struct ShapSample {
  std::vector<std::uint64_t> rows;  ///< positions in the matrix, ascending
  std::vector<ShapColumn> columns;  ///< in the order asked for
};

/// At most `most` of `n` rows, ascending: the first of numpy_permutation(seed, n).
std::vector<std::uint64_t> sampled_rows(std::uint64_t n, std::uint64_t most, std::uint64_t seed);

/// SHAP values of some columns of some rows of a matrix. `contributions`: of these rows in all columns
/// (Explanation::shap_values).
ShapSample shap_sample(const FeatureMatrix& matrix, std::span<const std::uint64_t> columns, std::vector<std::uint64_t> rows,
                       std::span<const float> contributions);

/// Partial dependence (Friedman, Annals of Statistics 29, 2001): the mean prediction when a column has the same value in
/// all rows.
struct Dependence {
  std::uint64_t column = 0;
  std::vector<double> values;       ///< [points] ascending
  std::vector<double> predictions;  ///< [points] means over the rows, unit of the target
};

/// Of some columns, over at most `max_rows` rows (sampled_rows). The points are the values that occur, at most `max_points` >= 2
/// of them at equal shares of the rows; a column without any value has no points. The matrix is that of the training, else InputError.
std::vector<Dependence> partial_dependence(const Model& model, const FeatureMatrix& matrix, std::span<const std::uint64_t> columns,
                                           std::uint64_t max_rows, std::uint64_t max_points, std::uint64_t seed);

}  // namespace cartograf

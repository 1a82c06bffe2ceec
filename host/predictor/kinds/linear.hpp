#pragma once

#include <span>
#include <vector>

#include "host/predictor/registry.hpp"

namespace cartograf {

/// The predictors that are linear in the standardised features (Standardiser), with an intercept:
/// * `ridge` minimises |X w + c - y|^2 + alpha |w|^2 (Hoerl and Kennard, Technometrics 12, 1970); the intercept c is not
///   penalised; rounding=targets makes each prediction the nearest of the training targets, of two the smaller;
/// * `linear` is least squares, and among several solutions the one of least |w|. With D other than 1 it is fitted to
///   y^(1/D) - 1 and maps its predictions z back as (z + 1)^D (Hakim, arXiv 2209.06626).
std::vector<PredictorKind> linear_kinds();

/// The w of ridge regression of z, whose mean is c, on x, [n_rows x n_columns] with columns of mean 0. alpha > 0. Throws
/// InputError when alpha is so small beside the features that the equations have no solution in doubles.
std::vector<double> ridge_coefficients(std::span<const double> x, std::size_t n_rows, std::size_t n_columns, std::span<const double> z,
                                       double alpha);

}  // namespace cartograf

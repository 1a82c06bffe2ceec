#pragma once

#include <span>

namespace cartograf {

/// How well predictions order and match true values. Rank metrics are NaN when either side is constant.
struct Metrics {
  double tau = 0;       ///< Kendall's tau-b
  double spearman = 0;  ///< rank correlation, tied ranks averaged
  double r2 = 0;        ///< coefficient of determination; NaN when the true values are constant
  double mse = 0;       ///< mean squared error, unit of the target squared
  double mae = 0;       ///< mean absolute error, unit of the target
};

/// Both [n], n >= 2, in the same order, without NaN.
Metrics compute_metrics(std::span<const double> truth, std::span<const double> predicted);

/// Kendall's tau-b (Kendall, Biometrika 33, 1945) in O(n log n) by Knight's method (JASA 61, 1966), exact in integers.
double kendall_tau(std::span<const double> a, std::span<const double> b);

double spearman_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace cartograf

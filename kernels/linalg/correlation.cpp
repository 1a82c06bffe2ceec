#include "kernels/linalg/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/macros.hpp"
#include "kernels/linalg/products.hpp"

namespace cartograf {
namespace {

/// Columns of x with mean 0 and length 1; those that are constant are NaN.
std::vector<double> standardised(std::span<const double> x, std::size_t n_rows, std::size_t n_columns) {
  std::vector<double> result(x.begin(), x.end());
  for (std::size_t column = 0; column < n_columns; ++column) {
    double sum = 0, squares = 0;
    std::size_t known = 0;
    bool constant = true;
    double first = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t at = column; at < x.size(); at += n_columns) {
      if (std::isnan(x[at])) continue;
      if (known == 0) first = x[at];
      constant = constant && x[at] == first;
      sum += x[at];
      ++known;
    }
    const double mean = sum / static_cast<double>(known);
    for (std::size_t at = column; at < x.size(); at += n_columns) {
      result[at] = std::isnan(x[at]) ? 0 : x[at] - mean;
      squares += result[at] * result[at];
    }
    const double scale = constant ? std::numeric_limits<double>::quiet_NaN() : 1 / std::sqrt(squares);
    for (std::size_t row = 0; row < n_rows; ++row) result[row * n_columns + column] *= scale;
  }
  return result;
}

}  // namespace

std::vector<double> column_correlations(std::span<const double> x, std::size_t n_rows, std::size_t n_columns) {
  CARTOGRAF_EXPECTS(x.size() == n_rows * n_columns);
  const std::vector<double> z = standardised(x, n_rows, n_columns);
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (n_rows == 0) return std::vector<double>(n_columns * n_columns, unknown);
  std::vector<double> result = column_products(z, n_rows, n_columns);
  for (std::size_t i = 0; i < n_columns; ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) {
      double& one = result[i * n_columns + j];
      const bool constant = std::isnan(z[i]) || std::isnan(z[j]);
      one = constant ? unknown : i == j ? 1
                                        : std::clamp(one, -1.0, 1.0);
    }
  }
  return result;
}

}  // namespace cartograf

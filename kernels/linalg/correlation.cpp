#include "kernels/linalg/correlation.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/macros.hpp"

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
  std::vector<double> result(n_columns * n_columns);
  if (n_rows == 0 || n_columns == 0) return std::vector<double>(result.size(), std::numeric_limits<double>::quiet_NaN());
  const auto n = static_cast<blasint>(n_columns);
  openblas_set_num_threads(1);  // threads of its own would spin beside ours
  cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, n, static_cast<blasint>(n_rows), 1.0, z.data(), n, 0.0, result.data(), n);
  for (std::size_t i = 0; i < n_columns; ++i) {
    double& own = result[i * n_columns + i];
    const bool constant = std::isnan(own);
    if (!constant) own = 1;
    for (std::size_t j = i + 1; j < n_columns; ++j) {
      double& one = result[i * n_columns + j];
      if (constant || std::isnan(z[j])) one = std::numeric_limits<double>::quiet_NaN();
      if (!std::isnan(one)) one = std::clamp(one, -1.0, 1.0);
      result[j * n_columns + i] = one;
    }
  }
  return result;
}

}  // namespace cartograf

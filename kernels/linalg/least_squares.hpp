#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// The w of least |X w - y|, and among several the one of least |w|.
struct LeastSquares {
  std::vector<double> coefficients;     ///< w, [n_columns]
  std::size_t rank = 0;                 ///< of X, as its singular values say
  std::vector<double> singular_values;  ///< [min(n_rows, n_columns)], descending
};

/// Minimum-norm least squares by the singular value decomposition (LAPACK's dgelsd), so that X may have any rank: singular
/// values of at most max(n_rows, n_columns) 2^-52 times the largest count as 0.
/// x: [n_rows x n_columns], row-major; y: [n_rows]. Throws InputError when a number is not finite, or a side of X is beyond
/// the 32-bit integers of LAPACK.
LeastSquares least_squares(std::span<const double> x, std::size_t n_rows, std::size_t n_columns, std::span<const double> y);

}  // namespace cartograf

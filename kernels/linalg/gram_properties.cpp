#include "kernels/linalg/gram_properties.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/int128.hpp"

namespace cartograf {
namespace {

/// n^2 times the covariance: n G_ij - s_i s_j. With |x| <= 2^7 and n < 2^49 (GramAccumulator::kMaxRows) below 2^113.
Int128 scaled_covariance(const GramMatrix& gram, std::size_t i, std::size_t j) {
  return static_cast<Int128>(gram.n_rows()) * gram.product(i, j) - static_cast<Int128>(gram.sum(i)) * gram.sum(j);
}

}  // namespace

bool is_constant(const GramMatrix& gram, std::size_t i) { return scaled_covariance(gram, i, i) == 0; }

bool are_equal(const GramMatrix& gram, std::size_t i, std::int32_t divisor_i, std::size_t j, std::int32_t divisor_j) {
  if ((divisor_i == 0) != (divisor_j == 0)) return gram.product(i, i) == 0 && gram.product(j, j) == 0;
  const Int128 a = divisor_j == 0 ? 1 : divisor_j;
  const Int128 b = divisor_i == 0 ? 1 : divisor_i;
  return a * a * gram.product(i, i) + b * b * gram.product(j, j) - 2 * a * b * gram.product(i, j) == 0;
}

double mean(const GramMatrix& gram, std::size_t i) {
  return static_cast<double>(gram.sum(i)) / static_cast<double>(gram.n_rows());
}

double variance(const GramMatrix& gram, std::size_t i) {
  const auto n = static_cast<double>(gram.n_rows());
  return static_cast<double>(scaled_covariance(gram, i, i)) / (n * n);
}

double correlation(const GramMatrix& gram, std::size_t i, std::size_t j) {
  if (is_constant(gram, i) || is_constant(gram, j)) return std::numeric_limits<double>::quiet_NaN();
  // The square root of a rounded square is the number again: 1 comes out of a column with itself.
  const double scale = std::sqrt(static_cast<double>(scaled_covariance(gram, i, i)) * static_cast<double>(scaled_covariance(gram, j, j)));
  return std::clamp(static_cast<double>(scaled_covariance(gram, i, j)) / scale, -1.0, 1.0);
}

}  // namespace cartograf

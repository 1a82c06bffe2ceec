#include "kernels/linalg/correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace cartograf {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// By the definition, in another order of sums.
double naive(const std::vector<double>& x, std::size_t n_columns, std::size_t a, std::size_t b) {
  const std::size_t n = x.size() / n_columns;
  long double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = n; i-- > 0;) {
    mean_a += x[i * n_columns + a];
    mean_b += x[i * n_columns + b];
  }
  mean_a /= static_cast<long double>(n);
  mean_b /= static_cast<long double>(n);
  for (std::size_t i = n; i-- > 0;) {
    const long double da = x[i * n_columns + a] - mean_a, db = x[i * n_columns + b] - mean_b;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return static_cast<double>(ab / std::sqrt(aa * bb));
}

TEST(ColumnCorrelations, EqualTheDefinition) {
  constexpr std::size_t n_rows = 500, n_columns = 13;
  std::vector<double> x;
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < n_rows * n_columns; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double value = static_cast<double>(state >> 40) / 1e4;
    x.push_back(i % n_columns == 7 ? 1e6 + x[i - 3] * 2 + value * 0.2 : value);
  }
  const std::vector<double> found = column_correlations(x, n_rows, n_columns);
  for (std::size_t a = 0; a < n_columns; ++a) {
    for (std::size_t b = 0; b < n_columns; ++b) EXPECT_NEAR(found[a * n_columns + b], naive(x, n_columns, a, b), 1e-12) << a << " " << b;
  }
  EXPECT_EQ(found[3 * n_columns + 3], 1);
  EXPECT_GT(found[4 * n_columns + 7], 0.9);
}

TEST(ColumnCorrelations, OfConstantsAreUnknown) {
  const std::vector<double> x = {0.1, 1, 2, 0.1, 2, 1, 0.1, 3, 0};  // the first column is 0.1
  const std::vector<double> found = column_correlations(x, 3, 3);
  for (const std::size_t at : {0, 1, 2, 3, 6}) EXPECT_TRUE(std::isnan(found[at])) << at;
  EXPECT_EQ(found[4], 1);
  EXPECT_NEAR(found[5], -1, 1e-15);
  EXPECT_NEAR(found[7], -1, 1e-15);
}

TEST(ColumnCorrelations, MissingValuesAreTheMean) {
  const std::vector<double> missing = {1, 1, 2, kNaN, 3, 5}, filled = {1, 1, 2, 3, 3, 5};
  EXPECT_NEAR(column_correlations(missing, 3, 2)[1], column_correlations(filled, 3, 2)[1], 1e-15);
  const std::vector<double> none = {1, kNaN, 2, kNaN};
  EXPECT_TRUE(std::isnan(column_correlations(none, 2, 2)[1]));
}

}  // namespace
}  // namespace cartograf

#include "kernels/linalg/cholesky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/linalg/naive_matrix.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::naive_products;
using testing_linalg::naive_solve;
using testing_linalg::random_matrix;

/// X^T X of more rows than columns.
Matrix positive_matrix(std::size_t n, unsigned seed) {
  const Matrix x = random_matrix(2 * n + 1, n, seed);
  return naive_products(x, n, x, n);
}

TEST(Cholesky, SolvesForEachRightHandSide) {
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{150}}) {
    const Matrix a = positive_matrix(n, 3);
    Matrix b = random_matrix(3, n, 4);
    Matrix expected;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto first = b.begin() + static_cast<std::ptrdiff_t>(k * n);
      for (const double x : naive_solve(a, {first, first + static_cast<std::ptrdiff_t>(n)})) expected.push_back(x);
    }
    const Cholesky factor(a, n);
    ASSERT_TRUE(factor.positive_definite());
    factor.solve(b, 3);
    for (std::size_t i = 0; i < b.size(); ++i) EXPECT_NEAR(b[i], expected[i], 1e-9) << n << ", " << i;
  }
}

TEST(Cholesky, ReadsTheLowerTriangleAlone) {
  Matrix a = {4, 999, 2, 5};  // L = (2, 0; 1, 2)
  const Cholesky factor(a, 2);
  std::vector<double> b = {8, 9}, c = {8, 9};
  factor.solve(b);
  EXPECT_NEAR(b[0], 22.0 / 16, 1e-15);
  EXPECT_NEAR(b[1], 20.0 / 16, 1e-15);
  factor.solve_lower(c);
  EXPECT_EQ(c, (std::vector<double>{4, 2.5}));
  EXPECT_NEAR(factor.log_determinant(), std::log(16.0), 1e-15);
}

TEST(Cholesky, SolvesWithTheLowerFactorForEachRightHandSide) {
  const std::vector<double> a = {4, 2, 2, 5};
  std::vector<double> b = {8, 9, 2, 1};
  Cholesky(a, 2).solve_lower(b, 2);
  EXPECT_EQ(b, (std::vector<double>{4, 2.5, 1, 0}));
}

TEST(Cholesky, AddsTheJitterToTheDiagonal) {
  const Cholesky singular({1, 1, 1, 1}, 2);
  EXPECT_FALSE(singular.positive_definite());
  EXPECT_EQ(singular.bad_minor(), 2U);
  const Cholesky factor({1, 1, 1, 1}, 2, 1.0);  // (2, 1; 1, 2), determinant 3
  ASSERT_TRUE(factor.positive_definite());
  EXPECT_NEAR(factor.log_determinant(), std::log(3.0), 1e-15);
}

TEST(Cholesky, SaysWhichMinorIsNotPositive) {
  EXPECT_EQ(Cholesky({1, 0, 0, 0, 2, 0, 0, 0, -1}, 3).bad_minor(), 3U);
  EXPECT_EQ(Cholesky({-1, 0, 0, 1}, 2).bad_minor(), 1U);
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(Cholesky({1, 0, nan, 1}, 2).positive_definite());
  EXPECT_FALSE(Cholesky({1, 0, 0, nan}, 2).positive_definite());
  EXPECT_FALSE(Cholesky({infinity, 0, 0, 1}, 2).positive_definite());
}

TEST(Cholesky, OfNothingIsThere) {
  const Cholesky factor({}, 0);
  EXPECT_TRUE(factor.positive_definite());
  EXPECT_EQ(factor.log_determinant(), 0.0);
}

}  // namespace
}  // namespace cartograf

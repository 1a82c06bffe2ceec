#include "kernels/linalg/least_squares.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/linalg/naive_matrix.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::naive_products;
using testing_linalg::naive_solve;
using testing_linalg::random_matrix;

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << i;
}

TEST(LeastSquares, SolveTheNormalEquations) {
  for (const auto& [n_rows, n_columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {5, 2}, {40, 40}, {300, 33}}) {
    const Matrix x = random_matrix(n_rows, n_columns, 5), y = random_matrix(n_rows, 1, 6);
    const LeastSquares found = least_squares(x, n_rows, n_columns, y);
    EXPECT_EQ(found.rank, n_columns);
    expect_near(found.coefficients, naive_solve(naive_products(x, n_columns, x, n_columns), naive_products(x, n_columns, y, 1)), 1e-9);
  }
}

TEST(LeastSquares, OfFewRowsAreTheShortestSolution) {
  // w = X^T z with X X^T z = y.
  constexpr std::size_t n_rows = 4, n_columns = 9;
  const Matrix x = random_matrix(n_rows, n_columns, 1), y = random_matrix(n_rows, 1, 2);
  Matrix transposed(x.size());
  for (std::size_t i = 0; i < n_rows; ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) transposed[j * n_rows + i] = x[i * n_columns + j];
  }
  const std::vector<double> z = naive_solve(naive_products(transposed, n_rows, transposed, n_rows), y);
  const LeastSquares found = least_squares(x, n_rows, n_columns, y);
  EXPECT_EQ(found.rank, n_rows);
  expect_near(found.coefficients, naive_products(x, n_columns, z, 1), 1e-12);
}

TEST(LeastSquares, ShareAmongEqualColumns) {
  // Columns a, a, 2a and a constant 0 with y = 12 a: the shortest w is 12 (1, 1, 2, 0) / 6.
  const Matrix x = {1, 1, 2, 0, -3, -3, -6, 0, 0.5, 0.5, 1, 0};
  const LeastSquares found = least_squares(x, 3, 4, std::vector<double>{12, -36, 6});
  EXPECT_EQ(found.rank, 1U);
  expect_near(found.coefficients, {2, 2, 4, 0}, 1e-14);
  ASSERT_EQ(found.singular_values.size(), 3U);
  EXPECT_NEAR(found.singular_values[0], std::sqrt(6 * (1 + 9 + 0.25)), 1e-13);
}

TEST(LeastSquares, OfNothingAreZero) {
  EXPECT_EQ(least_squares({}, 0, 2, {}).coefficients, (std::vector<double>{0, 0}));
  EXPECT_EQ(least_squares({}, 3, 0, std::vector<double>{1, 2, 3}).coefficients, std::vector<double>{});
}

TEST(LeastSquares, RefuseWhatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  const Matrix good = {1, 2, 3, 4}, bad = {1, 2, nan, 4};
  using testing_support::contains;
  using testing_support::message_of;
  EXPECT_TRUE(contains(message_of<InputError>([&] { least_squares(bad, 2, 2, std::vector<double>{1, 2}); }), "features"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { least_squares(good, 2, 2, std::vector<double>{1, infinity}); }), "found inf at position 1"));
}

}  // namespace
}  // namespace cartograf

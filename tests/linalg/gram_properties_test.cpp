#include "kernels/linalg/gram_properties.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/linalg/naive_gram.hpp"

namespace cartograf {
namespace {

using testing_linalg::naive_gram;
using testing_linalg::random_rows;
using testing_linalg::Rows;

GramMatrix gram_of(const Rows& rows, std::size_t n_columns) {
  return {n_columns, naive_gram(rows, rows.size() / n_columns, n_columns)};
}

// Columns: 3, 0, a, 4 a, -a.
const Rows kRows = {3, 0, 1, 4, -1, 3, 0, 2, 8, -2, 3, 0, 6, 24, -6};

TEST(Columns, AreConstantOrNot) {
  const GramMatrix gram = gram_of(kRows, 5);
  EXPECT_TRUE(is_constant(gram, 0));
  EXPECT_TRUE(is_constant(gram, 1));
  for (std::size_t i = 2; i < 5; ++i) EXPECT_FALSE(is_constant(gram, i)) << i;
}

TEST(Columns, AreEqualAfterDivision) {
  const GramMatrix gram = gram_of(kRows, 5);
  EXPECT_TRUE(are_equal(gram, 2, 1, 2, 1));
  EXPECT_TRUE(are_equal(gram, 2, 1, 3, 4));
  EXPECT_TRUE(are_equal(gram, 3, 4, 2, 1));
  EXPECT_FALSE(are_equal(gram, 2, 1, 3, 1));
  EXPECT_FALSE(are_equal(gram, 2, 1, 4, 1));
  EXPECT_FALSE(are_equal(gram, 0, 1, 1, 1));
  EXPECT_FALSE(are_equal(gram, 0, 1, 0, 3));
}

TEST(Columns, DividedRowByRowAreEqualToTheirLikeAlone) {
  const GramMatrix gram = gram_of(kRows, 5);
  EXPECT_TRUE(are_equal(gram, 2, 0, 2, 0));
  EXPECT_FALSE(are_equal(gram, 2, 0, 3, 0));
  EXPECT_FALSE(are_equal(gram, 2, 0, 2, 1));
  EXPECT_TRUE(are_equal(gram, 1, 0, 1, 3));
}

TEST(Columns, HaveMeanAndVariance) {
  const GramMatrix gram = gram_of(kRows, 5);
  EXPECT_EQ(mean(gram, 2), 3.0);
  EXPECT_EQ(variance(gram, 2), 14.0 / 3.0);
  EXPECT_EQ(variance(gram, 0), 0.0);
  EXPECT_EQ(mean(gram, 4), -3.0);
  EXPECT_TRUE(std::isnan(mean(gram_of({}, 2), 0)));
}

TEST(Correlation, IsPearsons) {
  constexpr std::size_t n_rows = 400, n_columns = 6;
  const Rows rows = random_rows(n_rows, n_columns, -50, 120, 3);
  const GramMatrix gram = gram_of(rows, n_columns);
  for (std::size_t i = 0; i < n_columns; ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) {
      long double mean_i = 0, mean_j = 0, ij = 0, ii = 0, jj = 0;  // two passes over the rows
      for (std::size_t row = 0; row < n_rows; ++row) {
        mean_i += static_cast<long double>(rows[row * n_columns + i]) / n_rows;
        mean_j += static_cast<long double>(rows[row * n_columns + j]) / n_rows;
      }
      for (std::size_t row = 0; row < n_rows; ++row) {
        const long double a = rows[row * n_columns + i] - mean_i, b = rows[row * n_columns + j] - mean_j;
        ij += a * b;
        ii += a * a;
        jj += b * b;
      }
      EXPECT_NEAR(correlation(gram, i, j), static_cast<double>(ij / std::sqrt(ii * jj)), 1e-15) << i << ", " << j;
    }
  }
}

TEST(Correlation, OfMultiplesIsOneAndOfConstantsNothing) {
  const GramMatrix gram = gram_of(kRows, 5);
  EXPECT_EQ(correlation(gram, 2, 2), 1.0);
  EXPECT_EQ(correlation(gram, 2, 3), 1.0);
  EXPECT_EQ(correlation(gram, 2, 4), -1.0);
  EXPECT_TRUE(std::isnan(correlation(gram, 0, 0)));
  EXPECT_TRUE(std::isnan(correlation(gram, 0, 2)));
  EXPECT_TRUE(std::isnan(correlation(gram, 2, 1)));
}

}  // namespace
}  // namespace cartograf

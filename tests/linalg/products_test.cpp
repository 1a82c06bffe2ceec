#include "kernels/linalg/products.hpp"

#include <gtest/gtest.h>

#include "tests/linalg/naive_matrix.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::naive_products;
using testing_linalg::random_matrix;

Matrix transposed(const Matrix& x, std::size_t n_columns) {
  const std::size_t n_rows = x.size() / n_columns;
  Matrix result(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) result[i % n_columns * n_rows + i / n_columns] = x[i];
  return result;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12) << i;
}

TEST(Products, AreThoseOfThreeLoops) {
  for (const auto& [n_rows, n_columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {3, 8}, {130, 21}}) {
    const Matrix x = random_matrix(n_rows, n_columns, 1), w = random_matrix(n_columns, 1, 2), z = random_matrix(n_rows, 1, 3);
    const Matrix x_transposed = transposed(x, n_columns);
    expect_near(column_products(x, n_rows, n_columns), naive_products(x, n_columns, x, n_columns));
    expect_near(row_products(x, n_rows, n_columns), naive_products(x_transposed, n_rows, x_transposed, n_rows));
    expect_near(times(x, n_rows, w), naive_products(x_transposed, n_rows, w, 1));
    expect_near(transposed_times(x, n_columns, z), naive_products(x, n_columns, z, 1));
  }
}

TEST(Products, OfNothingAreZero) {
  EXPECT_EQ(column_products({}, 0, 2), std::vector<double>(4));
  EXPECT_EQ(times({}, 2, {}), std::vector<double>(2));
}

TEST(Products, WithRowsAreThoseOfThreeLoopsAndOfARowAlone) {
  const std::size_t m = 300, n = 7, n_columns = 33;
  const Matrix a = random_matrix(m, n_columns, 1), b = random_matrix(n, n_columns, 2);
  const Matrix found = products_with_rows(a, m, b, n, n_columns);
  ASSERT_EQ(found.size(), m * n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      long double sum = 0;
      for (std::size_t k = 0; k < n_columns; ++k) sum += static_cast<long double>(a[i * n_columns + k]) * b[j * n_columns + k];
      EXPECT_NEAR(found[i * n + j], static_cast<double>(sum), 1e-12);
    }
    const Matrix alone = products_with_rows(std::span(a).subspan(i * n_columns, n_columns), 1, b, n, n_columns);
    EXPECT_EQ(alone, Matrix(found.begin() + static_cast<std::ptrdiff_t>(i * n), found.begin() + static_cast<std::ptrdiff_t>(i * n + n))) << i;
  }
}

}  // namespace
}  // namespace cartograf

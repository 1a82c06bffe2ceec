#include "kernels/linalg/matern_kernel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/linalg/matern.hpp"
#include "kernels/linalg/matern_rows.hpp"
#include "tests/linalg/naive_matrix.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::random_matrix;

long double naive_matern(long double r_squared) {
  const long double r = std::sqrt(r_squared);
  return (1 + r + r * r / 3) * std::exp(-r);
}

TEST(Matern, ExponentialIsThatOfTheStandardLibrary) {
  for (const double x : {-0.0, -1e-300, -1e-9, -0.3465735, -0.3465736, -1.0, -2.5, -37.0, -123.456, -699.0}) {
    EXPECT_NEAR(exp_of_negative(x) / std::exp(x), 1.0, 1e-15) << x;
  }
  for (double x = 0; x > -700; x -= 0.37) EXPECT_NEAR(exp_of_negative(x) / std::exp(x), 1.0, 1e-15) << x;
  EXPECT_GT(exp_of_negative(-1e300), 0.0);  // what is too small for the exponent stays at 1e-304
  EXPECT_LT(exp_of_negative(-1e300), 1e-303);
}

TEST(Matern, IsOneAtZeroAndOfWhatRoundingMadeNegative) {
  EXPECT_EQ(matern52(0.0), 1.0);
  EXPECT_EQ(matern52(-1e-14), 1.0);
  EXPECT_NEAR(matern52(1.0), 7.0 / 3 * std::exp(-1.0), 1e-15);
}

std::vector<std::pair<std::string, const MaternRows*>> rows_of_this_machine() {
  std::vector<std::pair<std::string, const MaternRows*>> all = {{"baseline", &matern_rows_baseline()}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) all.emplace_back("avx2", &matern_rows_avx2());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    all.emplace_back("avx512", &matern_rows_avx512());
  }
#endif
  return all;
}

TEST(MaternRows, OfEveryInstructionSetAreThoseOfPlainLoops) {
  const double scale = 0.3, a_norm = 2;
  for (const auto& [name, rows] : rows_of_this_machine()) {
    for (const std::size_t n : {0U, 1U, 7U, 16U, 37U, 256U}) {
      Matrix values = random_matrix(1, n, 3), b_norms = random_matrix(1, n, 4), weights = random_matrix(1, n, 5), expected(n);
      long double sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        b_norms[j] = 10 * std::fabs(b_norms[j]);
        expected[j] = static_cast<double>(naive_matern(std::max(0.0L, scale * (a_norm + b_norms[j] - 2.0L * values[j]))));
        sum += static_cast<long double>(expected[j]) * weights[j];
      }
      rows->kernel(values.data(), b_norms.data(), a_norm, scale, n);
      for (std::size_t j = 0; j < n; ++j) EXPECT_NEAR(values[j], expected[j], 1e-14) << name << ", " << n << ", " << j;
      EXPECT_NEAR(rows->weighted_sum(values.data(), weights.data(), n), static_cast<double>(sum), 1e-12) << name << ", " << n;
    }
  }
}

struct KernelShape {
  std::size_t m, n, n_columns;
};

class MaternKernels : public testing::TestWithParam<KernelShape> {};

TEST_P(MaternKernels, AreThoseOfThreeLoops) {
  const auto [m, n, n_columns] = GetParam();
  const double scale = 0.7;
  const Matrix a = random_matrix(m, n_columns, 1), b = random_matrix(n, n_columns, 2), weights = random_matrix(1, n, 3);
  const MaternKernel kernel(b, n, n_columns, scale);
  const Matrix found = kernel.rows(a, m), sums = kernel.weighted_sums(a, m, weights);
  ASSERT_EQ(found.size(), m * n);
  ASSERT_EQ(sums.size(), m);
  for (std::size_t i = 0; i < m; ++i) {
    long double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      long double squares = 0;
      for (std::size_t k = 0; k < n_columns; ++k) {
        const long double difference = static_cast<long double>(a[i * n_columns + k]) - b[j * n_columns + k];
        squares += difference * difference;
      }
      const long double expected = naive_matern(scale * squares);
      EXPECT_NEAR(found[i * n + j], static_cast<double>(expected), 1e-12) << i << ", " << j;
      sum += expected * weights[j];
    }
    EXPECT_NEAR(sums[i], static_cast<double>(sum), 1e-10) << i;
  }
}

// Blocks have 256 rows, tiles 256 columns.
INSTANTIATE_TEST_SUITE_P(Shapes, MaternKernels,
                         testing::Values(KernelShape{1, 1, 1}, KernelShape{5, 3, 2}, KernelShape{256, 256, 4}, KernelShape{257, 300, 12}, KernelShape{300, 257, 33},
                                         KernelShape{0, 3, 2}));

TEST(MaternKernel, OfARowDependsOnThatRowAlone) {
  const std::size_t m = 700, n = 531, n_columns = 155;
  const Matrix a = random_matrix(m, n_columns, 1), b = random_matrix(n, n_columns, 2), weights = random_matrix(1, n, 3);
  const MaternKernel kernel(b, n, n_columns, 0.01);
  const Matrix sums = kernel.weighted_sums(a, m, weights), all = kernel.rows(a, m);
  for (std::size_t i = 0; i < m; i += 7) {
    const std::span<const double> row = std::span(a).subspan(i * n_columns, n_columns);
    ASSERT_EQ(kernel.weighted_sums(row, 1, weights)[0], sums[i]) << i;
    const Matrix alone = kernel.rows(row, 1);
    for (std::size_t j = 0; j < n; ++j) ASSERT_EQ(alone[j], all[i * n + j]) << i << ", " << j;
  }
}

TEST(MaternKernel, OfItselfIsTheLowerTriangle) {
  const std::size_t n = 600, n_columns = 9;
  const Matrix b = random_matrix(n, n_columns, 2);
  const MaternKernel kernel(b, n, n_columns, 0.1);
  const Matrix all = kernel.rows(b, n), itself = kernel.of_itself(1);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(itself[i * n + i], 1.0, 1e-14) << i;
    for (std::size_t j = 0; j <= i; ++j) ASSERT_NEAR(itself[i * n + j], all[i * n + j], 1e-14) << i << ", " << j;
  }
  const Matrix with_threads = kernel.of_itself(3);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) ASSERT_EQ(with_threads[i * n + j], itself[i * n + j]) << i << ", " << j;
  }
}

}  // namespace
}  // namespace cartograf

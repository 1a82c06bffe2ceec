#include "kernels/linalg/distances.hpp"

#include <gtest/gtest.h>

#include "tests/linalg/naive_matrix.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::random_matrix;

Matrix naive_distances(const Matrix& a, std::size_t m, const Matrix& b, std::size_t n, std::size_t n_columns) {
  Matrix distances(m * n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      long double sum = 0;
      for (std::size_t k = 0; k < n_columns; ++k) {
        const long double difference = static_cast<long double>(a[i * n_columns + k]) - b[j * n_columns + k];
        sum += difference * difference;
      }
      distances[i * n + j] = static_cast<double>(sum);
    }
  }
  return distances;
}

struct Shape {
  std::size_t m, n, n_columns;
};

class Distances : public testing::TestWithParam<Shape> {};

TEST_P(Distances, AreThoseOfThreeLoops) {
  const auto [m, n, n_columns] = GetParam();
  Matrix a = random_matrix(m, n_columns, 1), b = random_matrix(n, n_columns, 2);
  for (double& x : b) x += 3;  // not centred: cancellation
  const SquaredDistances distances(b, n, n_columns);
  const Matrix expected = naive_distances(a, m, b, n, n_columns), found = distances.from(a, m, 1);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double bound = distances.error_bound(std::span(a).subspan(i / n * n_columns, n_columns));
    EXPECT_LE(std::fabs(found[i] - expected[i]), bound) << i;
    EXPECT_LE(bound, 1e-10);
  }
  EXPECT_EQ(distances.from(a, m, 3), found);
}

// 256 rows are a block.
INSTANTIATE_TEST_SUITE_P(Shapes, Distances,
                         testing::Values(Shape{1, 1, 1}, Shape{3, 5, 2}, Shape{255, 7, 33}, Shape{257, 300, 12}, Shape{1000, 41, 100},
                                         Shape{0, 3, 2}, Shape{2, 3, 0}));

TEST(Distances, AreNeverNegative) {
  const Matrix rows(40 * 7, 0.1);  // the terms cancel but for rounding
  for (const double x : SquaredDistances(rows, 40, 7).from(rows, 40, 1)) EXPECT_GE(x, 0.0);
}

TEST(Distances, ComeInBlocksOfTheirRows) {
  const Matrix a = random_matrix(600, 3, 1), b = random_matrix(10, 3, 2);
  const SquaredDistances distances(b, 10, 3);
  const Matrix all = distances.from(a, 600, 1);
  std::vector<std::size_t> first_rows;
  distances.for_each_block(a, 600, 1, [&](std::size_t first, std::size_t n_rows, std::span<const double> block) {
    first_rows.push_back(first);
    ASSERT_EQ(block.size(), n_rows * 10);
    for (std::size_t i = 0; i < block.size(); ++i) EXPECT_EQ(block[i], all[first * 10 + i]);
  });
  EXPECT_EQ(first_rows, (std::vector<std::size_t>{0, 256, 512}));
}

TEST(Distances, ComeInSmallBlocksWhereThereAreMany) {
  const Matrix b = random_matrix(100'000, 1, 2);
  EXPECT_EQ(SquaredDistances(b, 100'000, 1).block_rows(), 20U);  // 16 MiB are 2,097,152 distances
  EXPECT_EQ(SquaredDistances(std::span(b).first(8192), 8192, 1).block_rows(), 256U);
  EXPECT_EQ(SquaredDistances(std::span(b).first(8193), 8193, 1).block_rows(), 255U);
  std::vector<std::size_t> first_rows;
  SquaredDistances(b, 100'000, 1).for_each_block(Matrix(45), 45, 1, [&](std::size_t first, std::size_t n_rows, std::span<const double> block) {
    first_rows.push_back(first);
    EXPECT_EQ(block.size(), n_rows * 100'000);
  });
  EXPECT_EQ(first_rows, (std::vector<std::size_t>{0, 20, 40}));
}

TEST(SquaredDistance, IsZeroOfEqualRowsAndTheSumOfSquares) {
  const std::vector<double> a = {0.1, -2, 7}, b = {1.1, 0, 7};
  EXPECT_EQ(squared_distance(a, a), 0.0);
  EXPECT_NEAR(squared_distance(a, b), 5.0, 1e-14);
}

}  // namespace
}  // namespace cartograf

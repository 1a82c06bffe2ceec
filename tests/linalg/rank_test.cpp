#include "kernels/linalg/rank.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/linalg/naive_gram.hpp"

namespace cartograf {
namespace {

using testing_linalg::naive_gram;
using testing_linalg::random_rows;
using testing_linalg::Rows;

/// Ranks of the beginnings of the columns of `rows`, and of a column of ones behind them.
std::vector<std::size_t> ranks_of(const Rows& rows, std::size_t n_rows, std::size_t n_columns, int threads = 1) {
  return prefix_ranks(naive_gram(rows, n_rows, n_columns), n_columns + 1, threads);
}

using Ranks = std::vector<std::size_t>;

TEST(PrefixRanks, SayWhichColumnDependsOnThoseBefore) {
  // a, b, a + b, 0, c, 2c - a, 1
  const Rows rows = {
      1, 0, 1, 0, 5, 9,   //
      0, 1, 1, 0, 2, 4,   //
      2, 3, 5, 0, 0, -2,  //
      7, 1, 8, 0, 1, -5,  //
      3, 3, 6, 0, 4, 5};
  EXPECT_EQ(ranks_of(rows, 5, 6), (Ranks{0, 1, 2, 2, 2, 3, 3, 4}));
}

TEST(PrefixRanks, OfSmallCases) {
  EXPECT_EQ(prefix_ranks({}, 0, 1), Ranks{0});
  EXPECT_EQ(ranks_of({}, 0, 3), (Ranks{0, 0, 0, 0, 0}));
  EXPECT_EQ(ranks_of({-128}, 1, 1), (Ranks{0, 1, 1}));     // one row: any two columns are multiples
  EXPECT_EQ(ranks_of({3, 3, 3}, 3, 1), (Ranks{0, 1, 1}));  // a constant column spans the ones
  EXPECT_EQ(ranks_of({1, 0}, 2, 1), (Ranks{0, 1, 2}));
  EXPECT_EQ(ranks_of({1, 2, 2, 4}, 2, 2), (Ranks{0, 1, 1, 2}));
}

TEST(PrefixRanks, SeeWhatFloatingPointWouldNot) {
  // Two columns of 127s that differ by 1 in one of 40,000 rows. The eigenvalues of their Gram matrix are 10^9 and 0.5.
  constexpr std::size_t n_rows = 40'000;
  Rows rows(n_rows * 2, 127);
  rows[2 * 17 + 1] = 126;
  EXPECT_EQ(ranks_of(rows, n_rows, 2), (Ranks{0, 1, 2, 2}));
}

TEST(PrefixRanks, OfProductsOfKnownRank) {
  // X = A B with A [n_rows x rank] and B [rank x columns] of small numbers, whose first columns are the unit matrix.
  for (const std::size_t rank : {std::size_t{1}, std::size_t{7}, std::size_t{40}}) {
    constexpr std::size_t n_rows = 120, n_columns = 90;
    const Rows a = random_rows(n_rows, rank, 0, 1, 11), b = random_rows(rank, n_columns, 0, 1, 12);
    Rows rows(n_rows * n_columns);
    for (std::size_t row = 0; row < n_rows; ++row) {
      for (std::size_t i = 0; i < n_columns; ++i) {
        int sum = 0;
        for (std::size_t k = 0; k < rank; ++k) sum += a[row * rank + k] * (i < rank ? i == k : b[k * n_columns + i]);
        rows[row * n_columns + i] = static_cast<std::int8_t>(sum);
      }
    }
    const Ranks ranks = ranks_of(rows, n_rows, n_columns);
    for (std::size_t k = 0; k <= n_columns; ++k) EXPECT_EQ(ranks[k], std::min(k, rank)) << k;
    EXPECT_EQ(ranks_of(rows, n_rows, n_columns, 3), ranks);
  }
}

TEST(PrefixRanks, OfTheLargestNumbers) {
  // Entries near 2^63 in a Gram matrix of rank 1: [a b]^T [a b] with a^2 = 2^62.
  const std::int64_t a = std::int64_t{1} << 31, b = a - 1;
  EXPECT_EQ(prefix_ranks(std::vector<std::int64_t>{a * a, a * b, a * b, b * b}, 2, 1), (Ranks{0, 1, 1}));
  EXPECT_EQ(prefix_ranks(std::vector<std::int64_t>{a * a, a * b, a * b, b * b + 1}, 2, 1), (Ranks{0, 1, 2}));
}

TEST(PrefixRanks, DoNotTakeAMultipleOfOnePrimeForZero) {
  const std::int64_t first = (std::int64_t{1} << 61) - 1, second = (std::int64_t{1} << 62) - 57;
  EXPECT_EQ(prefix_ranks(std::vector<std::int64_t>{first}, 1, 1), (Ranks{0, 1}));
  EXPECT_EQ(prefix_ranks(std::vector<std::int64_t>{second}, 1, 1), (Ranks{0, 1}));
}

}  // namespace
}  // namespace cartograf

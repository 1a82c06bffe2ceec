#include "host/evaluate/select.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "host/table/data_set.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

/// [columns][rows]
using Columns = std::vector<std::vector<double>>;

FeatureMatrix matrix_of(const Columns& columns) {
  FeatureMatrix matrix;
  matrix.features.space = "made up";
  matrix.features.dtype = Dtype::float64;
  matrix.n_rows = columns.front().size();
  for (std::size_t c = 0; c < columns.size(); ++c) matrix.features.columns.push_back({"c" + std::to_string(c), 1});
  matrix.data.resize(matrix.n_rows * columns.size() * sizeof(double));
  for (std::size_t row = 0; row < matrix.n_rows; ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      std::memcpy(matrix.data.data() + (row * columns.size() + c) * sizeof(double), &columns[c][row], sizeof(double));
    }
  }
  return matrix;
}

std::vector<double> random_column(unsigned seed, std::size_t n = 200) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> column(n);
  for (double& value : column) value = normal(random);
  return column;
}

std::vector<double> sum_of(const std::vector<double>& a, double factor, const std::vector<double>& b) {
  std::vector<double> sum = a;
  for (std::size_t i = 0; i < a.size(); ++i) sum[i] += factor * b[i];
  return sum;
}

std::vector<std::size_t> columns_of(const std::vector<RankedColumn>& ranking) {
  std::vector<std::size_t> columns;
  for (const RankedColumn& ranked : ranking) columns.push_back(ranked.column);
  return columns;
}

/// The oracle: share of the variance of all standardised columns that a least-squares fit on some of them explains, by
/// Gram-Schmidt on the columns themselves.
double explained_by(const Columns& columns, const std::vector<std::size_t>& chosen) {
  Columns z;
  for (std::vector<double> column : columns) {
    double mean = 0, squares = 0;
    for (const double v : column) mean += v / static_cast<double>(column.size());
    for (double& v : column) v -= mean;
    for (const double v : column) squares += v * v;
    for (double& v : column) v /= std::sqrt(squares);
    z.push_back(column);
  }
  const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  };
  Columns basis;
  for (const std::size_t c : chosen) {
    std::vector<double> rest = z[c];
    for (const auto& b : basis) rest = sum_of(rest, -dot(rest, b), b);
    const double norm = std::sqrt(dot(rest, rest));
    for (double& v : rest) v /= norm;
    basis.push_back(rest);
  }
  double left = 0;
  for (std::vector<double> column : z) {
    for (const auto& b : basis) column = sum_of(column, -dot(column, b), b);
    left += dot(column, column);
  }
  return 1 - left / static_cast<double>(z.size());
}

TEST(RankByRedundancy, ChoosesEachTimeWhatExplainsMost) {
  const auto a = random_column(1), b = random_column(2), c = random_column(3);
  const Columns columns = {a, b, sum_of(a, 0.5, b), c, sum_of(a, -0.2, c), sum_of(b, 2, c)};
  const std::vector<RankedColumn> ranking = rank_by_redundancy(matrix_of(columns));
  ASSERT_EQ(ranking.size(), 3u);  // the rank
  std::vector<std::size_t> chosen;
  for (const RankedColumn& ranked : ranking) {
    double best = 0;
    for (std::size_t other = 0; other < columns.size(); ++other) {
      if (std::find(chosen.begin(), chosen.end(), other) != chosen.end()) continue;
      std::vector<std::size_t> with_other = chosen;
      with_other.push_back(other);
      best = std::max(best, explained_by(columns, with_other));
      if (chosen.size() == 2) break;  // then any column not explained yet completes the space
    }
    chosen.push_back(ranked.column);
    EXPECT_NEAR(ranked.score, explained_by(columns, chosen), 1e-9);
    EXPECT_NEAR(ranked.score, best, 1e-9);
  }
}

TEST(RankByRedundancy, LeavesOutConstantsAndCopies) {
  const auto a = random_column(1), b = random_column(2);
  const std::vector<double> constant(a.size(), 7);
  std::vector<double> negative = a;
  for (double& v : negative) v = 3 - 2 * v;
  EXPECT_EQ(columns_of(rank_by_redundancy(matrix_of({constant, a, a, negative, b}))), (std::vector<std::size_t>{1, 4}));
}

/// A target that is three columns of ten; the others are noise.
struct Example {
  Columns columns;
  Population population;
  FeatureMatrix matrix;

  Example() {
    for (unsigned seed = 0; seed < 10; ++seed) columns.push_back(random_column(seed, 400));
    for (std::size_t row = 0; row < 400; ++row) {
      population.rows.push_back(row);
      population.targets.push_back(4 * columns[7][row] + 2 * columns[2][row] + columns[5][row]);
    }
    matrix = matrix_of(columns);
  }
};

SelectOptions options_with(Ranking by, std::vector<std::uint64_t> counts, int threads) {
  SelectOptions options;
  options.by = by;
  options.counts = std::move(counts);
  options.execution.threads = threads;
  return options;
}

TEST(Select, FindsTheColumnsThatMatterByImportance) {
  const Example example;
  const std::vector<Split> splits = {draw_split(1, 200, 400), draw_split(2, 200, 400)};
  const Selection selection = select(example.matrix, example.population, splits, options_with(Ranking::importance, {1, 3, 10}, 2));
  ASSERT_GE(selection.ranking.size(), 3u);
  EXPECT_EQ(columns_of({selection.ranking.begin(), selection.ranking.begin() + 3}), (std::vector<std::size_t>{7, 2, 5}));
  ASSERT_EQ(selection.curve.size(), 3u);
  EXPECT_LT(selection.curve[0].tau, selection.curve[1].tau);
  EXPECT_EQ(smallest_good_point(selection, 0.05).n_columns, 3u);
}

TEST(Select, IsTheSameForEveryNumberOfThreads) {
  const Example example;
  const std::vector<Split> splits = {draw_split(1, 100, 400), draw_split(2, 100, 400)};
  for (const Ranking by : {Ranking::redundancy, Ranking::importance}) {
    const Selection one = select(example.matrix, example.population, splits, options_with(by, {2, 4}, 1));
    const Selection many = select(example.matrix, example.population, splits, options_with(by, {2, 4}, 3));
    EXPECT_EQ(columns_of(one.ranking), columns_of(many.ranking));
    for (std::size_t i = 0; i < one.curve.size(); ++i) EXPECT_EQ(one.curve[i].tau, many.curve[i].tau);
  }
}

TEST(Select, RefusesWhatItCannotDo) {
  const Example example;
  const std::vector<Split> splits = {draw_split(1, 100, 400)};
  EXPECT_TRUE(contains(message_of<InputError>([&] { select(example.matrix, example.population, splits, options_with(Ranking::redundancy, {11}, 1)); }),
                       "number of columns 11: expected 1 to 10"));
  const FeatureMatrix constant = matrix_of({std::vector<double>(400, 1)});
  EXPECT_TRUE(contains(message_of<InputError>([&] { select(constant, example.population, splits, options_with(Ranking::redundancy, {}, 1)); }),
                       "no column is of use"));
}

TEST(SmallestGoodPoint, IsTheFirstWithinTheToleranceAmongTheRanked) {
  Selection selection;
  selection.curve = {{1, 0.5, 0}, {2, 0.795, 0}, {4, 0.8, 0}, {8, 0.79, 0}};
  selection.ranking.resize(8);
  EXPECT_EQ(smallest_good_point(selection, 0).n_columns, 4u);
  EXPECT_EQ(smallest_good_point(selection, 0.005).n_columns, 2u);
  EXPECT_EQ(smallest_good_point(selection, 0.4).n_columns, 1u);
  // Only all columns, of which not all are ranked, are good enough: then the best of the others.
  selection.curve.push_back({20, 0.9, 0});
  EXPECT_EQ(smallest_good_point(selection, 0.01).n_columns, 4u);
}

}  // namespace
}  // namespace cartograf

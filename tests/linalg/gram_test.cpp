#include "kernels/linalg/gram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/linalg/gram_backend.hpp"
#include "tests/linalg/naive_gram.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_linalg::naive_gram;
using testing_linalg::random_rows;
using testing_linalg::Rows;

constexpr Device kGpu{Backend::cuda, 0};

/// The sums of rows that come `batch` at a time.
std::vector<std::int64_t> accumulated(const Rows& rows, std::size_t n_rows, std::size_t n_columns, std::size_t batch, int threads,
                                      Device device = {}) {
  GramAccumulator accumulator(n_columns, device, threads);
  for (std::size_t first = 0; first < n_rows; first += batch) {
    accumulator.add(rows.data() + first * n_columns, std::min(batch, n_rows - first));
  }
  const GramMatrix gram = accumulator.result();
  EXPECT_EQ(gram.n_columns(), n_columns);
  EXPECT_EQ(gram.n_rows(), static_cast<std::int64_t>(n_rows));
  return gram.augmented();
}

struct Case {
  std::size_t n_rows, n_columns, batch;
  int threads;
};

class Gram : public testing::TestWithParam<Case> {};

TEST_P(Gram, IsThatOfThreeLoops) {
  const auto [n_rows, n_columns, batch, threads] = GetParam();
  for (const auto& [least, most] : {std::pair{-128, 127}, {0, 6}, {-1, 0}}) {
    const Rows rows = random_rows(n_rows, n_columns, least, most, 7);
    EXPECT_EQ(accumulated(rows, n_rows, n_columns, batch, threads), naive_gram(rows, n_rows, n_columns)) << least << " to " << most;
  }
}

// 1,024 rows are what the CPU takes at a time.
INSTANTIATE_TEST_SUITE_P(Shapes, Gram,
                         testing::Values(Case{0, 3, 1, 1}, Case{1, 1, 1, 1}, Case{1, 5, 1, 3}, Case{2, 4, 1, 2}, Case{100, 7, 100, 1},
                                         Case{1023, 6, 1023, 1}, Case{1024, 6, 1024, 1}, Case{1025, 6, 1025, 1}, Case{1025, 6, 1024, 2},
                                         Case{5000, 33, 5000, 3}, Case{5000, 33, 999, 3}, Case{3000, 130, 3000, 16}, Case{40, 300, 7, 2}));

TEST(GramSums, AreExactAtTheLargestValues) {
  // 2^24 + 1 is no float32, so a sum that were rounded would show: 1,025 rows of 2^14, and odd products among them.
  constexpr std::size_t n_rows = 9001, n_columns = 3;
  Rows rows(n_rows * n_columns);
  for (std::size_t row = 0; row < n_rows; ++row) {
    rows[row * n_columns] = -128;
    rows[row * n_columns + 1] = 127;
    rows[row * n_columns + 2] = row % 1024 == 0 ? 1 : -128;
  }
  for (const std::size_t batch : {n_rows, std::size_t{1000}}) {
    EXPECT_EQ(accumulated(rows, n_rows, n_columns, batch, 1), naive_gram(rows, n_rows, n_columns)) << batch;
  }
}

TEST(GramSums, AreExactWhereSmallValuesAddUpBeyond24Bits) {
  // Sums of products of 2 stay in float32 for 2^22 rows; there must be more.
  constexpr std::size_t n_rows = (std::size_t{1} << 22) + 4097;
  const Rows rows(n_rows, -2);
  const auto n = static_cast<std::int64_t>(n_rows);
  EXPECT_EQ(accumulated(rows, n_rows, 1, n_rows, 1), (std::vector<std::int64_t>{4 * n, -2 * n, -2 * n, n}));
  EXPECT_EQ(accumulated(rows, n_rows, 1, 100'000, 2), (std::vector<std::int64_t>{4 * n, -2 * n, -2 * n, n}));
}

TEST(GramSums, AreExactWhereLargeValuesFollowSmallOnes) {
  // The sums of the small values are still in float32 when the bound of the values grows.
  constexpr std::size_t n_small = 200'000, n_large = 2'000;
  Rows rows(n_small + n_large, 3);
  std::fill(rows.begin() + n_small, rows.end(), std::int8_t{127});
  const std::int64_t squares = 9LL * n_small + 127LL * 127 * n_large, sum = 3LL * n_small + 127LL * n_large;
  EXPECT_EQ(accumulated(rows, rows.size(), 1, rows.size(), 1), (std::vector<std::int64_t>{squares, sum, sum, n_small + n_large}));
}

TEST(GramSums, GoOnAfterAResult) {
  const Rows rows = random_rows(300, 5, -9, 9, 1);
  GramAccumulator accumulator(5, {}, 2);
  accumulator.add(rows.data(), 100);
  EXPECT_EQ(accumulator.result().augmented(), naive_gram(rows, 100, 5));
  accumulator.add(rows.data() + 500, 200);
  EXPECT_EQ(accumulator.result().augmented(), naive_gram(rows, 300, 5));
  EXPECT_EQ(accumulator.result().augmented(), naive_gram(rows, 300, 5));
}

TEST(GramSums, OfNoColumnsAreTheNumberOfRows) {
  GramAccumulator accumulator(0, {}, 1);
  const std::int8_t nothing = 0;
  accumulator.add(&nothing, 12);
  EXPECT_EQ(accumulator.result().augmented(), std::vector<std::int64_t>{12});
}

TEST(GramLimits, AreInputErrors) {
  using testing_support::contains;
  using testing_support::message_of;
  EXPECT_TRUE(contains(message_of<InputError>([] { GramAccumulator(GramAccumulator::kMaxColumns + 1, {}, 1); }), "16384 columns"));
  GramAccumulator accumulator(1, {}, 1);
  const std::int8_t row = 1;
  accumulator.add(&row, 1);
  EXPECT_TRUE(contains(message_of<InputError>([&] { accumulator.add(&row, GramAccumulator::kMaxRows); }), "562949953421311 rows"));
}

TEST(GramCudaMissing, SaysWhy) {
  const std::string reason = why_no_cublas();
  if (reason.empty()) GTEST_SKIP() << "cuBLAS is there";
  EXPECT_EQ(testing_support::message_of<DeviceError>([] { GramAccumulator(2, kGpu, 1); }).empty(), false);
}

TEST(GramCuda, IsThatOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  for (const auto& [n_rows, n_columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {70'000, 191}, {131'073, 15}, {3000, 1000}}) {
    const Rows rows = random_rows(n_rows, n_columns, -128, 127, 3);
    EXPECT_EQ(accumulated(rows, n_rows, n_columns, 50'000, 1, kGpu), accumulated(rows, n_rows, n_columns, n_rows, 2)) << n_columns;
  }
}

TEST(GramCuda, IsExactAtTheLargestValues) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Rows rows(200'001 * 2, -128);
  const std::int64_t n = 200'001, squares = n << 14, sum = -128 * n;
  EXPECT_EQ(accumulated(rows, 200'001, 2, 200'001, 1, kGpu),
            (std::vector<std::int64_t>{squares, squares, sum, squares, squares, sum, sum, sum, n}));
}

}  // namespace
}  // namespace cartograf

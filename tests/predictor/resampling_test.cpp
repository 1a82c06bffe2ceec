#include "host/predictor/kinds/resampling.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cartograf {
namespace {

double sum_of(const std::vector<float>& counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

TEST(Resampling, DrawsAsManyRowsAsThereAre) {
  Resampling resampling(1);
  for (const std::uint64_t n : {1, 2, 17, 1000}) {
    EXPECT_EQ(sum_of(resampling.bootstrap(n)), static_cast<double>(n));
    EXPECT_EQ(sum_of(resampling.bootstrap(std::vector<double>(n, 0.3))), static_cast<double>(n));
  }
}

// 40,000 draws of 4 rows: standard deviations of the counts are below 100.
TEST(Resampling, DrawsRowsAsOftenAsTheirWeightsSay) {
  Resampling resampling(2);
  const std::vector<double> weights = {1, 0, 2, 5};
  std::vector<double> counts(4), even(4);
  for (int i = 0; i < 10'000; ++i) {
    const std::vector<float> drawn = resampling.bootstrap(weights), drawn_evenly = resampling.bootstrap(4);
    for (std::size_t row = 0; row < 4; ++row) counts[row] += static_cast<double>(drawn[row]), even[row] += static_cast<double>(drawn_evenly[row]);
  }
  for (std::size_t row = 0; row < 4; ++row) {
    EXPECT_NEAR(counts[row], 5000 * weights[row], 500) << row;
    EXPECT_NEAR(even[row], 10'000, 500) << row;
  }
  EXPECT_EQ(counts[1], 0);
}

TEST(Resampling, DrawsSubsetsOfTheSizeAskedForEvenly) {
  Resampling resampling(3);
  std::vector<double> counts(10);
  for (int i = 0; i < 10'000; ++i) {
    const std::vector<float> drawn = resampling.subset(10, 3);
    EXPECT_EQ(sum_of(drawn), 3);
    for (std::size_t row = 0; row < 10; ++row) counts[row] += static_cast<double>(drawn[row]);
  }
  for (const double count : counts) EXPECT_NEAR(count, 3000, 250);
}

TEST(Resampling, FollowsFromTheSeed) {
  EXPECT_EQ(Resampling(7).bootstrap(100), Resampling(7).bootstrap(100));
  EXPECT_NE(Resampling(7).bootstrap(100), Resampling(8).bootstrap(100));
}

}  // namespace
}  // namespace cartograf

#include "host/metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace cartograf {
namespace {

using Values = std::vector<double>;

int sign(double x) { return (x > 0) - (x < 0); }

/// tau-b by its definition, pair by pair.
double tau_by_pairs(const Values& a, const Values& b) {
  std::int64_t score = 0, untied_a = 0, untied_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const int in_a = sign(a[i] - a[j]), in_b = sign(b[i] - b[j]);
      score += in_a * in_b;
      untied_a += in_a != 0;
      untied_b += in_b != 0;
    }
  }
  return static_cast<double>(score) / std::sqrt(static_cast<double>(untied_a) * static_cast<double>(untied_b));
}

/// Rank = values below + half of the equal ones; the correlation as the mean of products of standardised ranks.
double spearman_by_counting(const Values& a, const Values& b) {
  const auto ranks = [](const Values& values) {
    Values result;
    for (const double value : values) {
      double rank = 0.5;
      for (const double other : values) rank += other < value ? 1.0 : other == value ? 0.5
                                                                                     : 0.0;
      result.push_back(rank);
    }
    return result;
  };
  const Values x = ranks(a), y = ranks(b);
  const auto n = static_cast<double>(a.size());
  const double middle = (n + 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += x[i] * y[i] / n;
    xx += x[i] * x[i] / n;
    yy += y[i] * y[i] / n;
  }
  return (xy - middle * middle) / std::sqrt((xx - middle * middle) * (yy - middle * middle));
}

/// n values out of `different` ones, so about n / different of them are tied.
Values random_values(std::mt19937& random, std::size_t n, std::uint32_t different) {
  Values values(n);
  for (double& value : values) value = static_cast<double>(random() % different) / 8 - 3;
  return values;
}

bool is_constant(const Values& values) { return values == Values(values.size(), values.front()); }

class RandomVectors : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RandomVectors, KendallTauIsThatOfThePairs) {
  std::mt19937 random(GetParam());
  for (std::size_t n = 2; n < 90; ++n) {
    const Values a = random_values(random, n, GetParam()), b = random_values(random, n, GetParam() + 1);
    if (is_constant(a) || is_constant(b)) {
      EXPECT_TRUE(std::isnan(kendall_tau(a, b)));
    } else {
      EXPECT_NEAR(kendall_tau(a, b), tau_by_pairs(a, b), 1e-12) << n << " values";
    }
  }
}

TEST_P(RandomVectors, SpearmanIsThatOfCountedRanks) {
  std::mt19937 random(GetParam() + 1000);
  for (std::size_t n = 2; n < 90; ++n) {
    const Values a = random_values(random, n, GetParam()), b = random_values(random, n, GetParam() + 1);
    if (is_constant(a) || is_constant(b)) {
      EXPECT_TRUE(std::isnan(spearman_correlation(a, b)));
    } else {
      EXPECT_NEAR(spearman_correlation(a, b), spearman_by_counting(a, b), 1e-11) << n << " values";
    }
  }
}

// From almost all tied to almost none tied.
INSTANTIATE_TEST_SUITE_P(Ties, RandomVectors, testing::Values(2u, 3u, 5u, 20u, 1000u, 1u << 30));

TEST(KendallTau, OfALongVectorIsThatOfThePairs) {
  std::mt19937 random(7);
  const Values a = random_values(random, 3000, 200), b = random_values(random, 3000, 50);
  EXPECT_NEAR(kendall_tau(a, b), tau_by_pairs(a, b), 1e-12);
}

TEST(KendallTau, OfOneOrderIsOneAndOfTheInverseMinusOne) {
  for (std::size_t n = 2; n < 200; ++n) {
    Values up(n), down(n);
    std::iota(up.begin(), up.end(), 0.0);
    std::iota(down.rbegin(), down.rend(), -7.0);
    EXPECT_NEAR(kendall_tau(up, up), 1.0, 1e-15);
    EXPECT_NEAR(kendall_tau(up, down), -1.0, 1e-15);
    EXPECT_NEAR(spearman_correlation(up, down), -1.0, 1e-14);
  }
}

TEST(RankMetrics, NeverLeaveTheIntervalFromMinusOneToOne) {
  double largest_tau = 0, largest_spearman = 0;
  for (std::size_t n = 2; n < 200; ++n) {
    Values up(n), down(n);
    std::iota(up.begin(), up.end(), 0.0);
    std::iota(down.rbegin(), down.rend(), -7.0);
    for (const Values& other : {up, down}) {
      largest_tau = std::max(largest_tau, std::abs(kendall_tau(up, other)));
      largest_spearman = std::max(largest_spearman, std::abs(spearman_correlation(up, other)));
    }
  }
  EXPECT_LE(largest_tau, 1.0) << "by " << largest_tau - 1;
  EXPECT_LE(largest_spearman, 1.0) << "by " << largest_spearman - 1;
}

TEST(KendallTau, OfSmallCases) {
  // One of three pairs is discordant.
  EXPECT_NEAR(kendall_tau(Values{1, 2, 3}, Values{1, 3, 2}), 1.0 / 3, 1e-15);
  // Five pairs are untied in the first, all six in the second: four concordant, one discordant.
  EXPECT_NEAR(kendall_tau(Values{1, 2, 2, 3}, Values{1, 2, 4, 3}), 3 / std::sqrt(30.0), 1e-15);
  // The same tie on both sides counts in neither.
  EXPECT_NEAR(kendall_tau(Values{1, 1, 2}, Values{5, 5, 9}), 1.0, 1e-15);
}

TEST(KendallTau, IsSymmetricAndNegatedByNegation) {
  std::mt19937 random(3);
  const Values a = random_values(random, 200, 30), b = random_values(random, 200, 30);
  Values negated = b;
  for (double& value : negated) value = -value;
  EXPECT_EQ(kendall_tau(a, b), kendall_tau(b, a));
  EXPECT_EQ(kendall_tau(a, negated), -kendall_tau(a, b));
}

TEST(KendallTau, CountsZerosOfBothSignsAsTied) {
  EXPECT_NEAR(kendall_tau(Values{0.0, -0.0, 1}, Values{1, 2, 3}), tau_by_pairs({0, 0, 1}, {1, 2, 3}), 1e-15);
}

TEST(RankMetrics, OfAConstantSideAreNaN) {
  const Values constant{2, 2, 2}, varied{1, 2, 3};
  EXPECT_TRUE(std::isnan(kendall_tau(constant, varied)));
  EXPECT_TRUE(std::isnan(kendall_tau(varied, constant)));
  EXPECT_TRUE(std::isnan(kendall_tau(constant, constant)));
  EXPECT_TRUE(std::isnan(spearman_correlation(constant, varied)));
}

TEST(Metrics, OfAHandComputedCase) {
  // Errors 1, -1, 0, 2; deviations of the truth from its mean 2.5: 5 in squares.
  const Metrics metrics = compute_metrics(Values{1, 2, 3, 4}, Values{2, 1, 3, 6});
  EXPECT_EQ(metrics.mse, 6.0 / 4);
  EXPECT_EQ(metrics.mae, 4.0 / 4);
  EXPECT_NEAR(metrics.r2, 1 - 6.0 / 5, 1e-15);
  EXPECT_NEAR(metrics.tau, 4.0 / 6, 1e-15);
  EXPECT_NEAR(metrics.spearman, 0.8, 1e-15);
}

TEST(Metrics, OfPerfectPredictions) {
  const Metrics metrics = compute_metrics(Values{4, 1, 7}, Values{4, 1, 7});
  EXPECT_EQ(metrics.mse, 0);
  EXPECT_EQ(metrics.mae, 0);
  EXPECT_EQ(metrics.r2, 1);
  EXPECT_NEAR(metrics.tau, 1, 1e-15);
  EXPECT_NEAR(metrics.spearman, 1, 1e-15);
}

TEST(Metrics, OfTheMeanAsPredictionHaveR2Zero) {
  const Metrics metrics = compute_metrics(Values{1, 2, 3}, Values{2, 2, 2});
  EXPECT_EQ(metrics.r2, 0);
  EXPECT_TRUE(std::isnan(metrics.tau));
}

TEST(Metrics, OfAConstantTruthHaveNoR2) {
  const Metrics metrics = compute_metrics(Values{2, 2}, Values{1, 3});
  EXPECT_TRUE(std::isnan(metrics.r2));
  EXPECT_EQ(metrics.mse, 1);
}

TEST(Metrics, AreNotSymmetricInTruthAndPrediction) {
  const Values truth{0, 1, 2}, predicted{0, 2, 4};
  EXPECT_NE(compute_metrics(truth, predicted).r2, compute_metrics(predicted, truth).r2);
  EXPECT_EQ(compute_metrics(truth, predicted).mse, compute_metrics(predicted, truth).mse);
}

}  // namespace
}  // namespace cartograf

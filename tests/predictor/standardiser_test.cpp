#include "host/predictor/kinds/standardiser.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Standardiser, DividesByTheDeviationOfThePopulation) {
  const std::vector<double> rows = {1, -10, 5, 10, 3, -10, 7, 10};  // means 4, 0; squares 20, 400
  const Standardiser standardiser = Standardiser::fit(rows, 4, 2);
  const double five = std::sqrt(5.0);
  const std::vector<double> expected = {-3 / five, -1, 1 / five, 1, -1 / five, -1, 3 / five, 1};
  EXPECT_EQ(standardiser.apply(rows, 4), expected);
  EXPECT_EQ(standardiser.apply(std::vector<double>{4, 5}, 1), (std::vector<double>{0, 0.5}));
}

TEST(Standardiser, IsThatOfPlainLoops) {
  const auto sample = testing_predictors::random_sample(101, 7, 1), others = testing_predictors::random_sample(30, 7, 2);
  const Standardiser standardiser = Standardiser::fit(sample.rows, 101, 7);
  const std::vector<double> found = standardiser.apply(others.rows, 30), expected = naively_standardised(sample, others.rows);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-9) << i;
}

TEST(Standardiser, LeavesOutColumnsOfOneValueOrNone) {
  const std::vector<double> rows = {5, 1, kNotANumber, 0.0, kNotANumber, 5, 2, kNotANumber, -0.0, 8};
  const Standardiser standardiser = Standardiser::fit(rows, 2, 5);
  EXPECT_EQ(standardiser.n_columns(), 5U);
  ASSERT_EQ(standardiser.n_kept(), 1U);
  EXPECT_EQ(standardiser.columns()[0].position, 1U);
  EXPECT_EQ(standardiser.apply(std::vector<double>{99, 2, 99, 99, 99}, 1), std::vector<double>{1});
}

TEST(Standardiser, OfValuesThatDifferByRoundingAloneIsFinite) {
  const std::vector<double> rows = {0.1, 0.1, 0.1, std::nextafter(0.1, 1)};
  for (const double x : Standardiser::fit(rows, 4, 1).apply(rows, 4)) EXPECT_TRUE(std::isfinite(x));
}

TEST(Standardiser, FillsInTheMedianOfTheTrainingRows) {
  const std::vector<double> odd = {1, kNotANumber, 9, 2}, even = {1, kNotANumber, 9, 2, 4};
  EXPECT_EQ(Standardiser::fit(odd, 4, 1).columns()[0].median, 2.0);
  const Standardiser standardiser = Standardiser::fit(even, 5, 1);
  EXPECT_EQ(standardiser.columns()[0].median, 3.0);
  EXPECT_EQ(standardiser.columns()[0].mean, 3.8);  // of 1, 3, 9, 2, 4
  EXPECT_EQ(standardiser.apply(std::vector<double>{kNotANumber}, 1), standardiser.apply(std::vector<double>{3}, 1));
}

TEST(Standardiser, RefusesInfiniteAndTooLargeValues) {
  EXPECT_TRUE(contains(message_of<InputError>([] { Standardiser::fit(std::vector<double>{1, 2, 3, -kInfinity}, 2, 2); }),
                       "feature column 2, row 2: expected a finite or missing value, found -inf"));
  EXPECT_TRUE(contains(message_of<InputError>([] { Standardiser::fit(std::vector<double>{1e300, -1e300}, 2, 1); }),
                       "feature column 1: the standard deviation of its values is too large"));
  const Standardiser standardiser = Standardiser::fit(std::vector<double>{1, 2}, 2, 1);
  EXPECT_TRUE(contains(message_of<InputError>([&] { standardiser.apply(std::vector<double>{1, kInfinity}, 2, 1000); }), "row 1002"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { standardiser.apply(std::vector<double>{1, -1e101}, 2); }),
                       "feature column 1, row 2: -1e+101 is more than 1e100 standard deviations away"));
}

}  // namespace
}  // namespace cartograf

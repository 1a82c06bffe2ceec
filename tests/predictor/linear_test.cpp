#include "host/predictor/kinds/linear.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/linalg/naive_matrix.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_linalg::naive_products;
using testing_linalg::naive_solve;
using testing_predictors::expect_reproducible;
using testing_predictors::naively_standardised;
using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::contains;
using testing_support::message_of;

/// Predictions by the normal equations of [X 1], where the last coefficient is not penalised.
std::vector<double> by_normal_equations(const Sample& sample, const std::vector<double>& targets, const Sample& others, double alpha) {
  const std::size_t p = sample.n_columns, size = p + 1;
  const auto with_ones = [&](const std::vector<double>& rows) {
    const std::vector<double> x = naively_standardised(sample, rows);
    std::vector<double> result;
    for (std::size_t i = 0; i < x.size(); ++i) {
      result.push_back(x[i]);
      if (i % p == p - 1) result.push_back(1);
    }
    return result;
  };
  const std::vector<double> x = with_ones(sample.rows), t = with_ones(others.rows);
  std::vector<double> gram = naive_products(x, size, x, size);
  for (std::size_t j = 0; j < p; ++j) gram[j * size + j] += alpha;
  const std::vector<double> w = naive_solve(gram, naive_products(x, size, targets, 1));
  std::vector<double> predictions(others.n_rows());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    for (std::size_t j = 0; j < size; ++j) predictions[i] += t[i * size + j] * w[j];
  }
  return predictions;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-8) << i;
}

TEST(Ridge, SolvesTheNormalEquations) {
  const Sample others = random_sample(40, 6, 9);
  for (const std::size_t n_rows : {std::size_t{2}, std::size_t{5}, std::size_t{6}, std::size_t{7}, std::size_t{300}}) {
    const Sample sample = random_sample(n_rows, 6, 8);
    for (const char* alpha : {"1", "0.01", "50"}) {
      expect_near(train({"ridge", {{"alpha", alpha}}}, sample)->predict(others.view()),
                  by_normal_equations(sample, sample.targets, others, std::stod(alpha)));
    }
  }
}

TEST(Ridge, HasAlphaOne) {
  const Sample sample = random_sample(20, 3, 1);
  expect_near(train({"ridge"}, sample)->predict(sample.view()), by_normal_equations(sample, sample.targets, sample, 1));
}

TEST(Ridge, RoundsToTheNearestTrainingTarget) {
  Sample sample = random_sample(60, 4, 5);
  for (std::size_t i = 0; i < 60; ++i) sample.targets[i] = std::round(sample.targets[i] * 5);
  const PredictorSpec rounding = {"ridge", {{"rounding", "targets"}}};
  const Sample others = random_sample(200, 4, 6);
  std::vector<double> expected = by_normal_equations(sample, sample.targets, others, 1);
  for (double& prediction : expected) {
    double nearest = sample.targets[0];
    for (const double target : sample.targets) {
      if (std::abs(target - prediction) < std::abs(nearest - prediction)) nearest = target;
    }
    prediction = nearest;
  }
  EXPECT_EQ(train(rounding, sample)->predict(others.view()), expected);
  expect_reproducible(rounding, sample, others);
  const std::string message = message_of<InputError>([&] { train({"ridge", {{"rounding", "up"}}}, sample); });
  EXPECT_TRUE(contains(message, "parameter rounding: expected none or targets, found 'up'")) << message;
}

TEST(Ridge, RoundsWhatIsHalfwayDown) {
  // y = x of -1 and 1, shrunk towards 0: at the mean, 0, both targets are equally near.
  const Sample sample{1, {-1, 1}, {-1, 1}}, others{1, {-9, -0.1, 0, 0.1, 9}, {}};
  EXPECT_EQ(train({"ridge", {{"rounding", "targets"}}}, sample)->predict(others.view()), (std::vector<double>{-1, -1, -1, 1, 1}));
}

TEST(Linear, SolvesTheNormalEquations) {
  const Sample sample = random_sample(60, 5, 3), others = random_sample(20, 5, 4);
  expect_near(train({"linear"}, sample)->predict(others.view()), by_normal_equations(sample, sample.targets, others, 0));
}

TEST(Linear, FitsThePowerOfTheTargetAndMapsBack) {
  Sample sample = random_sample(60, 5, 3);
  for (double& y : sample.targets) y = std::fabs(y) + 2;
  for (const double power : {0.5, 0.25, 3.0}) {
    std::vector<double> z;
    for (const double y : sample.targets) z.push_back(std::pow(y, 1 / power) - 1);
    std::vector<double> expected = by_normal_equations(sample, z, sample, 0);
    for (double& y : expected) y = std::pow(y + 1, power);
    expect_near(train({"linear", {{"D", std::to_string(power)}}}, sample)->predict(sample.view()), expected);
  }
}

TEST(Linear, SharesAmongEqualColumns) {
  // y = 1 + 2 x with x there twice: half of the slope each, so a row in which one of them is 1 higher predicts 1 more.
  const Sample sample{2, {0, 0, 1, 1, 2, 2, 5, 5}, {1, 3, 5, 11}};
  const Sample others{2, {3, 3, 4, 3, 3, 4}, {0, 0, 0}};
  const std::vector<double> predictions = train({"linear"}, sample)->predict(others.view());
  EXPECT_NEAR(predictions[0], 7, 1e-12);
  EXPECT_NEAR(predictions[1], 8, 1e-12);
  EXPECT_NEAR(predictions[2], 8, 1e-12);
}

TEST(Linear, OfConstantFeaturesIsTheMean) {
  const Sample sample{2, {1, 7, 1, 7, 1, 7}, {1, 2, 6}};
  for (const char* name : {"linear", "ridge"}) {
    EXPECT_EQ(train({name}, sample)->predict(sample.view()), (std::vector<double>{3, 3, 3})) << name;
    expect_reproducible({name}, sample, sample);
  }
}

TEST(Linear, PassesThroughAFileAndThreadsUnchanged) {
  Sample sample = random_sample(300, 6, 1);
  const Sample others = random_sample(2500, 6, 2);
  sample.rows[13] = std::numeric_limits<double>::quiet_NaN();
  expect_reproducible({"ridge"}, sample, others);
  expect_reproducible({"linear"}, sample, others);
  expect_reproducible({"linear", {{"D", "5"}}}, Sample{1, {0, 1, 2, 3}, {1, 2, 3, 5}}, Sample{1, {0.5, 8}, {0, 0}});
}

TEST(Linear, RefusesWhatHasNoRoot) {
  Sample sample{1, {0, 1, 2, 3}, {0.5, 1, -2, 3}};
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"linear", {{"D", "0.5"}}}, sample); }),
                       "the target of training row 3: expected one that has a power 1/0.5 (parameter D), found -2"));
  EXPECT_EQ(train({"linear"}, sample)->predict(sample.view()).size(), 4U);  // D = 1 takes any
  sample.targets[2] = 2;
  const auto regressor = train({"linear", {{"D", "0.5"}}}, sample);
  const Sample below{1, {3, -9}, {0, 0}};
  EXPECT_TRUE(contains(message_of<InputError>([&] { regressor->predict(below.view()); }), "the prediction of row 2 is the power 0.5"));
}

TEST(Linear, RefusesParameters) {
  const Sample sample = random_sample(10, 2, 1);
  for (const char* value : {"0", "-1", "inf", "nan", "one", ""}) {
    EXPECT_TRUE(contains(message_of<InputError>([&] { train({"linear", {{"D", value}}}, sample); }), "parameter D: expected")) << value;
    EXPECT_TRUE(contains(message_of<InputError>([&] { train({"ridge", {{"alpha", value}}}, sample); }), "parameter alpha: expected")) << value;
  }
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"ridge", {{"D", "1"}}}, sample); }), "unknown parameter 'D'"));
  const Sample twins{2, {0, 0, 1, 1, 5, 5}, {1, 2, 3}};
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"ridge", {{"alpha", "1e-30"}}}, twins); }), "expected a larger one"));
}

TEST(Linear, RefusesInfiniteFeatures) {
  Sample sample = random_sample(10, 2, 1);
  sample.rows[3] = std::numeric_limits<double>::infinity();
  for (const char* name : {"linear", "ridge", "knn", "svr"}) {
    EXPECT_TRUE(contains(message_of<InputError>([&] { train({name}, sample); }), "feature column 2, row 2")) << name;
  }
}

}  // namespace
}  // namespace cartograf

#include "host/predictor/kinds/best.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::contains;
using testing_support::message_of;

double mean_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); }

// Without a transform everything is linear, so that the parts can be had from `gp` and `xgb` alone.
TEST(Best, IsTwoThirdsProcessAndOneThirdTrees) {
  const Sample sample = random_sample(60, 4, 1), others = random_sample(30, 4, 2);
  const std::vector<double> found = train({"best", {{"transform", "none"}}}, sample)->predict(others.view());
  const std::vector<double> process = train({"gp", {{"transform", "none"}}}, sample)->predict(others.view());
  Sample standardised = sample;
  const double mean = mean_of(sample.targets);
  double squares = 0;
  for (const double y : sample.targets) squares += (y - mean) * (y - mean);
  const double deviation = std::sqrt(squares / 60);
  for (double& y : standardised.targets) y = (y - mean) / deviation;
  const std::vector<double> trees = train({"xgb", {{"rounds", "600"}, {"learning_rate", "0.03"}, {"max_depth", "4"}, {"min_child_weight", "2"}, {"subsample", "0.7"}, {"colsample_bytree", "0.2"}}}, standardised)->predict(others.view());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], (2 * process[i] + mean + deviation * trees[i]) / 3, 1e-6) << i;
  }
}

TEST(Best, OfARowDependsOnThatRowAloneAndPassesThroughAFile) {
  testing_predictors::expect_reproducible({"best", {{"rounds", "40"}}}, random_sample(120, 6, 1), random_sample(500, 6, 2));
}

TEST(Best, TakesMissingFeatures) {
  Sample sample = random_sample(40, 3, 1);
  for (std::size_t i = 0; i < 40; i += 5) sample.rows[3 * i + 1] = std::numeric_limits<double>::quiet_NaN();
  for (const double x : train({"best", {{"rounds", "10"}}}, sample)->predict(sample.view())) EXPECT_TRUE(std::isfinite(x));
}

TEST(Best, RefusesWhatItsPartsRefuse) {
  const Sample sample = random_sample(20, 3, 1);
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"best", {{"noise", "-1"}}}, sample); }), "predictor best: parameter noise: expected"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"best", {{"subsample", "2"}}}, sample); }), "predictor best: parameter subsample: expected"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"best", {{"k", "2"}}}, sample); }), "predictor best: unknown parameter 'k'"));
}

TEST(Best, RefusesADamagedModel) {
  std::vector<NamedArray> arrays = train({"best", {{"rounds", "3"}}}, random_sample(20, 3, 1))->save();
  const std::vector<NamedArray> wider = train({"best", {{"rounds", "3"}}}, random_sample(20, 4, 1))->save();
  const auto load = [&] { predictor_kind("best").load(arrays, "here.h5", {}); };
  arrays.back() = wider.back();
  EXPECT_TRUE(contains(message_of<InputError>(load), "here.h5: the model is damaged: its process has 3 columns, its trees 4"));
  arrays.back().values = std::vector<std::uint8_t>{1, 2, 3};
  EXPECT_TRUE(contains(message_of<InputError>(load), "here.h5: expected a model of cartograf"));
  arrays.pop_back();
  EXPECT_TRUE(contains(message_of<InputError>(load), "here.h5"));
}

}  // namespace
}  // namespace cartograf

#include "host/predictor/kinds/nearest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_predictors::expect_reproducible;
using testing_predictors::naively_standardised;
using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::contains;
using testing_support::message_of;

/// The mean target of the first k training rows in a stable order by distance.
std::vector<double> by_sorting(const Sample& sample, const Sample& others, std::size_t k) {
  const std::size_t p = sample.n_columns;
  const std::vector<double> x = naively_standardised(sample, sample.rows), t = naively_standardised(sample, others.rows);
  std::vector<double> predictions;
  for (std::size_t i = 0; i < others.n_rows(); ++i) {
    std::vector<double> distances(sample.n_rows());
    for (std::size_t j = 0; j < sample.n_rows(); ++j) {
      for (std::size_t c = 0; c < p; ++c) distances[j] += (t[i * p + c] - x[j * p + c]) * (t[i * p + c] - x[j * p + c]);
    }
    std::vector<std::size_t> order(sample.n_rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
    double sum = 0;
    for (std::size_t j = 0; j < k; ++j) sum += sample.targets[order[j]];
    predictions.push_back(sum / static_cast<double>(k));
  }
  return predictions;
}

PredictorSpec knn(std::size_t k) { return {"knn", {{"k", std::to_string(k)}}}; }

TEST(Nearest, IsTheMeanOfTheNearest) {
  for (const auto& [n_rows, n_columns] : {std::pair<std::size_t, std::size_t>{9, 1}, {60, 3}, {700, 20}}) {
    const Sample sample = random_sample(n_rows, n_columns, 5), others = random_sample(300, n_columns, 6);
    for (const std::size_t k : {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{9}, n_rows}) {
      const std::vector<double> found = train(knn(k), sample)->predict(others.view()), expected = by_sorting(sample, others, k);
      for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12) << n_rows << ", " << k << ", " << i;
    }
  }
}

TEST(Nearest, TakesFiveByDefault) {
  const Sample sample = random_sample(50, 3, 5);
  EXPECT_EQ(train({"knn"}, sample)->predict(sample.view()), train(knn(5), sample)->predict(sample.view()));
}

TEST(Nearest, BreaksTiesByTheOrderOfTraining) {
  // Values 0.1 and 0.7, each many times: most distances are equal, and products of matrices would round them apart.
  Sample sample{3, {}, {}};
  for (std::size_t i = 0; i < 301; ++i) {
    for (std::size_t j = 0; j < 3; ++j) sample.rows.push_back((i >> j) % 2 == 0 ? 0.1 : 0.7);
    sample.targets.push_back(static_cast<double>(i));
  }
  for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{38}}) {
    const std::vector<double> found = train(knn(k), sample)->predict(sample.view());
    for (std::size_t i = 0; i < found.size(); ++i) {
      double sum = 0;  // rows i % 8, i % 8 + 8, ... are equal to row i; there are 37 or 38 of them
      if (k == 38 && i % 8 >= 5) continue;
      for (std::size_t j = 0; j < k; ++j) sum += static_cast<double>(i % 8 + 8 * j);
      EXPECT_EQ(found[i], sum / static_cast<double>(k)) << k << ", " << i;
    }
  }
}

TEST(Nearest, BreaksTiesAsNumpyIfAsked) {
  // Constant features are left out, so all distances are 0. numpy.argpartition(numpy.zeros(20), 6)[:7] of NumPy 1.24 is
  // 15, 16, 13, 14, 11, 17, 9, and their mean 95 / 7.
  Sample sample{1, std::vector<double>(20, 1.0), {}};
  for (int i = 0; i < 20; ++i) sample.targets.push_back(i);
  const PredictorSpec spec{"knn", {{"k", "7"}, {"ties", "numpy"}}};
  EXPECT_EQ(train(spec, sample)->predict(sample.view()), std::vector<double>(20, 95.0 / 7));
  expect_reproducible(spec, sample, sample);
}

TEST(Nearest, HasNoTiesAmongRandomRows) {
  const Sample sample = random_sample(200, 4, 5), others = random_sample(300, 4, 6);
  EXPECT_EQ(train({"knn", {{"ties", "numpy"}}}, sample)->predict(others.view()), train({"knn"}, sample)->predict(others.view()));
  EXPECT_TRUE(contains(message_of<InputError>([&] { train({"knn", {{"ties", "first"}}}, sample); }), "parameter ties: expected order or numpy"));
}

TEST(Nearest, OfConstantFeaturesAreTheFirstRows) {
  const Sample sample{1, {4, 4, 4}, {1, 3, 8}};
  EXPECT_EQ(train(knn(2), sample)->predict(sample.view()), (std::vector<double>{2, 2, 2}));
  expect_reproducible(knn(2), sample, sample);
}

TEST(Nearest, PassesThroughAFileAndThreadsUnchanged) {
  expect_reproducible(knn(3), random_sample(300, 6, 1), random_sample(2500, 6, 2));
}

TEST(Nearest, RefusesMoreNeighboursThanThereAre) {
  const Sample sample = random_sample(8, 2, 1);
  EXPECT_TRUE(contains(message_of<InputError>([&] { train(knn(9), sample); }), "k = 9 is more than the 8 training rows"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { train(knn(0), sample); }), "parameter k: expected a whole number of at least 1, found '0'"));
  EXPECT_EQ(train(knn(8), sample)->predict(sample.view()).size(), 8U);
}

TEST(Nearest, RefusesADamagedModel) {
  std::vector<NamedArray> arrays = train(knn(2), random_sample(8, 2, 1))->save();
  const auto load = [&] { predictor_kind("knn").load(arrays, "here.h5", {}); };
  for (NamedArray& array : arrays) {
    if (array.name == "k") array.values = std::vector<double>{9};
  }
  EXPECT_TRUE(contains(message_of<InputError>(load), "here.h5: the model is damaged: expected a whole number from 1 to 8 in /k, found 9"));
  for (NamedArray& array : arrays) {
    if (array.name == "rows") array.values = std::vector<double>{1, 2, 3};
  }
  EXPECT_TRUE(contains(message_of<InputError>(load), "expected 16 numbers in /rows, found 3"));
}

}  // namespace
}  // namespace cartograf

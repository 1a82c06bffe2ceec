#include "host/predictor/booster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "host/predictor/booster_arrays.hpp"
#include "host/predictor/model.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::matrix_of;
using testing_support::contains;
using testing_support::message_of;
using Rows = std::vector<std::uint64_t>;

constexpr Device kCpu{};
constexpr Device kGpu{Backend::cuda, 0};

FeatureMatrix op_counts(std::uint64_t end, Dtype dtype = Dtype::float32) {
  testing_model::StoreChoice choice;
  choice.families = {"op_count"};
  choice.end = end;
  choice.dtype = dtype;
  return matrix_of(choice);
}

std::vector<float> labels_of(const Rows& rows) {
  const std::vector<double> targets = testing_model::sample_targets(rows);
  return {targets.begin(), targets.end()};
}

BoosterParameters parameters(int rounds = 20) {
  return {{{"tree_method", "hist"}, {"objective", "reg:squarederror"}}, rounds};
}

Booster trained(const FeatureMatrix& matrix, const Rows& rows, const std::vector<float>& labels, int threads = 1) {
  return Booster::train(rows_of(matrix.view(), rows), labels, parameters(), {kCpu, threads, 1});
}

/// The same columns, with row i of `matrix` in row `place(i)`; other rows are zero.
template <class Place>
FeatureMatrix spread_out(const FeatureMatrix& matrix, std::uint64_t n_rows, Place place) {
  FeatureMatrix result = matrix;
  const std::size_t size = matrix.view().row_size();
  result.n_rows = n_rows;
  result.data.assign(n_rows * size, std::byte{0});
  for (std::uint64_t i = 0; i < matrix.n_rows; ++i) std::memcpy(&result.data[place(i) * size], matrix.view().row(i), size);
  return result;
}

// More rows than are handed over at once, so that there are several blocks; the last is not full.
TEST(Booster, TrainsTheSameOnRowsInPlaceAndOnGatheredOnes) {
  constexpr std::uint64_t n = 10'000;
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    const FeatureMatrix together = op_counts(n, dtype);
    const FeatureMatrix apart = spread_out(together, 2 * n + 1, [](std::uint64_t i) { return 2 * i + 1; });
    Rows neighbours, others;
    for (std::uint64_t i = 0; i < n; ++i) {
      neighbours.push_back(i);
      others.push_back(2 * i + 1);
    }
    const std::vector<float> labels = labels_of(neighbours);
    const Booster in_place = trained(together, neighbours, labels), gathered = trained(apart, others, labels);
    EXPECT_TRUE(in_place.save() == gathered.save());
    EXPECT_EQ(in_place.predict(together.view()), gathered.predict(together.view()));
  }
}

TEST(Booster, TakesLabelsInTheOrderOfTheRows) {
  const FeatureMatrix matrix = op_counts(1000);
  const Rows rows = {900, 3, 77, 512, 4, 250, 999, 0};
  const std::vector<float> labels = labels_of(rows);
  BoosterParameters exact = parameters(300);
  exact.values.emplace_back("min_child_weight", "0");
  exact.values.emplace_back("lambda", "0");
  const Booster booster = Booster::train(rows_of(matrix.view(), rows), labels, exact, {kCpu, 1, 1});
  const std::vector<float> predictions = booster.predict(matrix.view());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_NEAR(predictions[rows[i]], labels[i], 0.02) << rows[i];
}

TEST(Booster, TrainsTheSameForEveryNumberOfThreads) {
  const FeatureMatrix matrix = op_counts(5000);
  const Rows rows = testing_model::every(2, 5000);
  const std::vector<float> labels = labels_of(rows);
  const std::string one = trained(matrix, rows, labels, 1).save();
  for (const int threads : {2, 7, 0}) EXPECT_TRUE(trained(matrix, rows, labels, threads).save() == one) << threads;
}

TEST(Booster, IsTheSameAfterSavingAndLoading) {
  const FeatureMatrix matrix = op_counts(1000);
  const Rows rows = testing_model::every(7, 1000);
  Booster booster = trained(matrix, rows, labels_of(rows));
  booster.set_attribute("some name", "some text");
  const Booster loaded = Booster::load(booster.save(), "memory", {kCpu, 1, 0});
  EXPECT_EQ(loaded.predict(matrix.view()), booster.predict(matrix.view()));
  EXPECT_EQ(loaded.attribute("some name"), "some text");
  EXPECT_EQ(loaded.attribute("another name"), "");
  EXPECT_EQ(loaded.n_features(), 5u);
  EXPECT_TRUE(loaded.save() == booster.save());
}

TEST(Booster, PredictsNothingForNoRows) {
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  const Booster booster = trained(matrix, rows, labels_of(rows));
  FeatureMatrix none = matrix;
  none.n_rows = 0;
  EXPECT_TRUE(booster.predict(none.view()).empty());
}

TEST(Booster, ReadsRowsWhereTheyLie) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    const FeatureMatrix matrix = op_counts(100, dtype);
    const Rows rows = testing_model::every(1, 100);
    const HandOverRecorder recorder;
    const Booster booster = trained(matrix, rows, labels_of(rows));
    const ScoresView scores = booster.scores(matrix.view());
    EXPECT_EQ(scores.device, kCpu);
    EXPECT_EQ(to_host(scores), booster.predict(matrix.view()));
    ASSERT_GE(recorder.matrices().size(), 3u);
    for (const MatrixView& view : recorder.matrices()) {
      EXPECT_EQ(view.data, matrix.data.data());
      EXPECT_EQ(view.dtype, dtype);
    }
  }
}

TEST(Booster, RefusesRowsOnAnotherDevice) {
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  const Booster booster = trained(matrix, rows, labels_of(rows));
  MatrixView elsewhere = matrix.view();
  elsewhere.device = {Backend::cuda, 1};
  const std::string message = message_of<DeviceError>([&] { booster.predict(elsewhere); });
  EXPECT_TRUE(contains(message, "memory of cuda:1") && contains(message, "on cpu")) << message;
}

TEST(Booster, MayBeMovedAndUsed) {
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  Booster first = trained(matrix, rows, labels_of(rows));
  const std::vector<float> predictions = first.predict(matrix.view());
  Booster second = std::move(first);
  EXPECT_EQ(second.predict(matrix.view()), predictions);
}

TEST(Booster, ReportsParametersThatXGBoostRefuses) {
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  const BoosterParameters wrong{{{"tree_method", "no such method"}}, 1};
  const std::string message = message_of<Error>([&] { Booster::train(rows_of(matrix.view(), rows), labels_of(rows), wrong, {kCpu, 1, 1}); });
  EXPECT_TRUE(contains(message, "XGBoost: ")) << message;
  EXPECT_TRUE(contains(message, "no such method")) << message;
  EXPECT_FALSE(contains(message, "\n")) << message;
}

/// What XGBoost prints while it is given a parameter that it does not know, of which it warns unless silenced.
std::string printed_by_a_training(bool in_a_thread) {
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  const std::vector<float> labels = labels_of(rows);
  const auto train = [&] {
    BoosterParameters unknown = parameters(1);
    unknown.values.emplace_back("validate_parameters", "1");
    unknown.values.emplace_back("not_a_parameter", "1");
    Booster::train(rows_of(matrix.view(), rows), labels, unknown, {kCpu, 1, 1});
  };
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  if (in_a_thread) {
    std::thread(train).join();
  } else {
    train();
  }
  return testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
}

TEST(Booster, NeverPrints) { EXPECT_EQ(printed_by_a_training(false), ""); }

// XGBoost keeps its settings for each thread.
TEST(Booster, NeverPrintsInAnotherThreadEither) {
  EXPECT_EQ(printed_by_a_training(false), "");
  EXPECT_EQ(printed_by_a_training(true), "");
}

TEST(Booster, SaysWhichLibraryItUses) { EXPECT_TRUE(xgboost_version().starts_with("3.")) << xgboost_version(); }

// Without a GPU, XGBoost by itself would warn and use the CPU.
TEST(Booster, NeverFallsBackToTheCpuInTraining) {
  if (cuda::why_unusable(0).empty()) GTEST_SKIP() << "there is a GPU";
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  EXPECT_THROW(Booster::train(rows_of(matrix.view(), rows), labels_of(rows), parameters(), {kGpu, 1, 1}), DeviceError);
}

TEST(Booster, NeverFallsBackToTheCpuInLoading) {
  if (cuda::why_unusable(0).empty()) GTEST_SKIP() << "there is a GPU";
  const FeatureMatrix matrix = op_counts(100);
  const Rows rows = testing_model::every(7, 100);
  const std::string bytes = trained(matrix, rows, labels_of(rows)).save();
  const std::string message = message_of<DeviceError>([&] { Booster::load(bytes, "memory", {kGpu, 1, 1}); });
  EXPECT_TRUE(contains(message, "cuda:0 is not available")) << message;
}

TEST(BoosterCuda, PredictsWhatTheCpuDoes) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  if (!xgboost_has_cuda()) GTEST_SKIP() << "this XGBoost was built without CUDA";
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    const FeatureMatrix matrix = op_counts(10'000, dtype);
    const Rows rows = testing_model::every(2, 10'000);
    const Booster booster = trained(matrix, rows, labels_of(rows));
    const Booster on_gpu = Booster::load(booster.save(), "memory", {kGpu, 1, 1});
    const std::vector<float> expected = booster.predict(matrix.view()), found = on_gpu.predict(matrix.view());
    for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5) << i;
  }
}

TEST(BoosterCuda, TrainsNearlyTheSame) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  if (!xgboost_has_cuda()) GTEST_SKIP() << "this XGBoost was built without CUDA";
  const FeatureMatrix matrix = op_counts(10'000);
  const Rows rows = testing_model::every(2, 10'000);
  const std::vector<float> labels = labels_of(rows);
  const std::vector<float> expected = trained(matrix, rows, labels).predict(matrix.view());
  const Booster on_gpu = Booster::train(rows_of(matrix.view(), rows), labels, parameters(), {kGpu, 1, 1});
  const std::vector<float> found = on_gpu.predict(matrix.view());
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])));
  EXPECT_LT(largest, 0.05);
}

}  // namespace
}  // namespace cartograf

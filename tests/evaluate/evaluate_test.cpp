#include "host/evaluate/evaluate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "host/table/column_selection.hpp"
#include "host/predictor/model.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::matrix_of;
using testing_support::contains;
using testing_support::message_of;

/// Every third row of the matrix, backwards, so that positions in the population are not rows of the store.
Population sample_population() {
  Population population;
  population.rows = every(3, 999);
  std::reverse(population.rows.begin(), population.rows.end());
  population.targets = testing_model::sample_targets(population.rows);
  return population;
}

std::vector<Split> some_splits(std::uint64_t n) { return {draw_split(1, 20, n), draw_split(2, 20, n), draw_split(1, 100, n)}; }

/// On one choice of features without a name.
std::vector<Evaluation> evaluate_one(const FeatureMatrix& matrix, const Population& population, const std::vector<Split>& splits,
                                     const EvaluateOptions& options) {
  const FeatureChoice choice{"", &matrix};
  return evaluate({&choice, 1}, population, splits, options);
}

EvaluateOptions options_of(std::vector<std::string> models, int threads) {
  EvaluateOptions options;
  for (const std::string& model : models) options.models.push_back({model, {model, {}}});
  options.execution.threads = threads;
  return options;
}

bool same(const Metrics& a, const Metrics& b) {
  return a.tau == b.tau && a.spearman == b.spearman && a.r2 == b.r2 && a.mse == b.mse && a.mae == b.mae;
}

TEST(Evaluate, DoesNotDependOnThreads) {
  const FeatureMatrix matrix = matrix_of();
  const Population population = sample_population();
  const std::vector<Split> splits = some_splits(population.targets.size());
  const std::vector<Evaluation> one = evaluate_one(matrix, population, splits, options_of({"rf", "xgb"}, 1));
  ASSERT_EQ(one.size(), 6u);
  for (const int threads : {2, 7, 0}) {
    const std::vector<Evaluation> many = evaluate_one(matrix, population, splits, options_of({"rf", "xgb"}, threads));
    ASSERT_EQ(many.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(many[i].model, one[i].model);
      EXPECT_EQ(many[i].seed, one[i].seed);
      EXPECT_TRUE(same(many[i].metrics, one[i].metrics)) << one[i].model << ", " << threads << " threads";
    }
  }
}

TEST(Evaluate, TellsOfEachRunOnceWhenItIsDone) {
  const Population population = sample_population();
  EvaluateOptions options = options_of({"ridge", "xgb", "rf"}, 3);
  std::vector<std::size_t> places;
  std::vector<Evaluation> told(9);
  std::uint64_t n_done = 0;
  options.finished = [&](std::size_t place, const Evaluation& evaluation) {
    EXPECT_EQ(places.size(), n_done);  // before the progress of this one is told
    places.push_back(place);
    told.at(place) = evaluation;
  };
  options.execution.progress = [&](std::uint64_t done, std::uint64_t) { n_done = done; };
  const auto evaluations = evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options);
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> each(9);
  std::iota(each.begin(), each.end(), std::size_t{0});
  EXPECT_EQ(places, each);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(told[i].model, evaluations[i].model);
    EXPECT_EQ(told[i].seed, evaluations[i].seed);
    EXPECT_TRUE(same(told[i].metrics, evaluations[i].metrics));
  }
}

TEST(Evaluate, HasModelsOutermostAndThenTheOrderOfTheSplits) {
  const Population population = sample_population();
  const auto evaluations = evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options_of({"xgb", "rf"}, 2));
  ASSERT_EQ(evaluations.size(), 6u);
  const std::vector<std::uint64_t> sizes = {20, 20, 100}, seeds = {1, 2, 1};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(evaluations[i].model, i < 3 ? "xgb" : "rf");
    EXPECT_EQ(evaluations[i].train_size, sizes[i % 3]);
    EXPECT_EQ(evaluations[i].seed, seeds[i % 3]);
  }
}

TEST(Evaluate, OfSeveralChoicesAndModelSeedsDoesNotDependOnThreadsOrOnTheOrderOfTheRuns) {
  const FeatureMatrix all = matrix_of();
  const FeatureMatrix few = with_columns(all, select_columns(all, {"op_count_*"})), others = with_columns(all, select_columns(all, {"!op_count_*"}));
  const std::vector<FeatureChoice> choices = {{"few", &few}, {"others", &others}, {"all", &all}};
  const Population population = sample_population();
  const std::vector<Split> splits = some_splits(population.targets.size());
  EvaluateOptions options = options_of({}, 1);
  options.models = {{"short", {"xgb", {{"rounds", "3"}}}}, {"forest", {"rf", {{"trees", "10"}}}}, {"long", {"xgb", {{"rounds", "20"}}}}};
  options.model_seeds = {42, 7};
  const std::vector<Evaluation> one = evaluate(choices, population, splits, options);
  ASSERT_EQ(one.size(), 3u * 3 * 3 * 2);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].features, choices[i / 18].name);
    EXPECT_EQ(one[i].model, options.models[i / 6 % 3].label);
    EXPECT_EQ(one[i].seed, splits[i / 2 % 3].seed);
    EXPECT_EQ(one[i].train_size, splits[i / 2 % 3].train_rows.size());
    EXPECT_EQ(one[i].model_seed, options.model_seeds[i % 2]);
    // Alone, with nothing before or after it.
    EvaluateOptions alone = options;
    alone.models = {options.models[i / 6 % 3]};
    alone.model_seeds = {one[i].model_seed};
    EXPECT_TRUE(same(evaluate({&choices[i / 18], 1}, population, {splits[i / 2 % 3]}, alone).front().metrics, one[i].metrics)) << i;
  }
  options.execution.threads = 5;
  const std::vector<Evaluation> many = evaluate(choices, population, splits, options);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(same(many[i].metrics, one[i].metrics)) << i;
}

TEST(Evaluate, StartsWithTheLongestRuns) {
  const FeatureMatrix matrix = matrix_of();
  const Population population = sample_population();
  EvaluateOptions options = options_of({"xgb"}, 1);
  options.models.push_back({"long", {"xgb", {{"rounds", "130"}}}});
  std::vector<std::string> order;
  options.predictions = [&](const Evaluation& e, std::span<const double> truth, std::span<const double> predicted) {
    EXPECT_EQ(truth.size(), predicted.size());
    EXPECT_EQ(truth.size(), population.targets.size() - e.train_size);
    order.push_back(e.model + " " + std::to_string(e.train_size) + " " + std::to_string(e.seed));
  };
  evaluate_one(matrix, population, some_splits(population.targets.size()), options);
  EXPECT_EQ(order, (std::vector<std::string>{"long 100 1", "long 20 1", "long 20 2", "xgb 100 1", "xgb 20 1", "xgb 20 2"}));
}

TEST(Evaluate, OfFeaturesThatAreMissingWorks) {
  FeatureMatrix matrix = matrix_of();
  float* values = reinterpret_cast<float*>(matrix.data.data());
  for (std::size_t i = 0; i < matrix.n_rows * matrix.features.columns.size(); i += 5) values[i] = std::nanf("");
  const Population population = sample_population();
  for (const Evaluation& e : evaluate_one(matrix, population, {draw_split(1, 200, population.targets.size())}, options_of({"rf", "xgb"}, 2))) {
    EXPECT_GT(e.metrics.tau, 0.3) << e.model;
  }
}

TEST(Evaluate, MeasuresOnAllThatWasNotTrainedOn) {
  const FeatureMatrix matrix = matrix_of();
  const Population population = sample_population();
  const Split split = draw_split(5, 50, population.targets.size());
  const Evaluation evaluation = evaluate_one(matrix, population, {split}, options_of({"xgb"}, 1)).front();

  std::vector<std::uint64_t> rows;
  for (const std::uint64_t position : split.train_rows) rows.push_back(population.rows[position]);
  const std::vector<double> predictions = testing_model::trained("xgb", matrix, rows).predict(matrix, "matrix");
  const std::set<std::uint64_t> training(split.train_rows.begin(), split.train_rows.end());
  std::vector<double> truth, predicted;
  for (std::uint64_t position = 0; position < population.targets.size(); ++position) {
    if (training.contains(position)) continue;
    truth.push_back(population.targets[position]);
    predicted.push_back(predictions[population.rows[position]]);
  }
  EXPECT_EQ(truth.size(), population.targets.size() - 50);
  EXPECT_TRUE(same(evaluation.metrics, compute_metrics(truth, predicted)));
}

TEST(Evaluate, TakesTargetsAboveTheCeilingOfTheTraining) {
  const FeatureMatrix matrix = matrix_of();
  Population population = sample_population();
  const Split split = draw_split(1, 50, population.targets.size());
  double largest = 0;  // of the training: the ceiling is below twice that
  for (const std::uint64_t row : split.train_rows) largest = std::max(largest, population.targets[row]);
  std::size_t above = 0;
  while (std::count(split.train_rows.begin(), split.train_rows.end(), above) > 0) ++above;
  population.targets[above] = 100 * largest;
  for (const Evaluation& evaluation : evaluate_one(matrix, population, {split}, options_of({"gp", "best"}, 1))) {
    EXPECT_TRUE(std::isfinite(evaluation.metrics.tau) && std::isfinite(evaluation.metrics.r2) && std::isfinite(evaluation.metrics.mae));
    EXPECT_GT(evaluation.metrics.mse, 98 * 98 * largest * largest / static_cast<double>(population.targets.size()));
    EXPECT_GT(evaluation.metrics.tau, 0.5);
  }
}

TEST(Evaluate, TellsWhatTheTrainingSays) {
  const FeatureMatrix matrix = matrix_of();  // many rows are equal
  EvaluateOptions options = options_of({"gp"}, 1);
  const Population population = sample_population();
  const std::vector<Split> splits = {draw_split(1, 200, population.targets.size())};
  EXPECT_TRUE(evaluate_one(matrix, population, splits, options).front().notes.empty());
  // All entries of the kernel matrix are 1, so that its second pivot is exactly 0 in every BLAS.
  options.models[0].spec.parameters = {{"noise", "0"}, {"log_scale", "-100"}};
  const std::vector<Evaluation> evaluations = evaluate_one(matrix, population, splits, options);
  ASSERT_EQ(evaluations.front().notes.size(), 1U);
  EXPECT_TRUE(contains(evaluations.front().notes[0], "was not positive definite"));
}

TEST(Evaluate, TellsItsProgressOnceATraining) {
  const Population population = sample_population();
  EvaluateOptions options = options_of({"xgb"}, 7);
  std::vector<std::uint64_t> told;
  options.execution.progress = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, 3u);
    told.push_back(done);
  };
  evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options);
  EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(Evaluate, StopsWhenProgressThrows) {
  const Population population = sample_population();
  EvaluateOptions options = options_of({"xgb", "rf"}, 2);
  options.execution.progress = [](std::uint64_t, std::uint64_t) { throw Interrupted("stop"); };
  EXPECT_THROW(evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options), Interrupted);
}

TEST(Evaluate, NeedsTwoRowsToTestOn) {
  const FeatureMatrix matrix = matrix_of();
  Population population;
  population.rows = every(1, 10);
  population.targets = testing_model::sample_targets(population.rows);
  const auto run = [&](std::uint64_t size) { return evaluate_one(matrix, population, {draw_split(1, size, 10)}, options_of({"xgb"}, 1)); };
  EXPECT_NO_THROW(run(8));
  const std::string message = message_of<InputError>([&] { run(9); });
  EXPECT_TRUE(contains(message, "train size 9") && contains(message, "at least two")) << message;
  EXPECT_THROW(run(10), InputError);
}

TEST(Evaluate, OfAnUnknownModelIsRefusedBeforeAnythingIsTrained) {
  const Population population = sample_population();
  EvaluateOptions options = options_of({"xgb", "random_forest"}, 1);
  options.execution.progress = [](std::uint64_t, std::uint64_t) { ADD_FAILURE() << "something was trained"; };
  const std::string message =
      message_of<InputError>([&] { evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options); });
  EXPECT_TRUE(contains(message, "'random_forest'")) << message;
}

TEST(Evaluate, OnAMissingDeviceIsAnError) {
  if (cuda::why_unusable(0).empty()) GTEST_SKIP() << "there is a GPU";
  const Population population = sample_population();
  EvaluateOptions options = options_of({"xgb"}, 1);
  options.execution.device = {Backend::cuda, 0};
  EXPECT_THROW(evaluate_one(matrix_of(), population, some_splits(population.targets.size()), options), DeviceError);
}

Evaluation with_tau(const char* model, std::uint64_t size, std::uint64_t seed, double tau) {
  Evaluation evaluation{"", model, size, seed, 42, {}};
  evaluation.metrics.tau = tau;
  evaluation.metrics.mae = 10 * tau;
  return evaluation;
}

TEST(Summary, HasMeanAndSampleDeviationOfEachModelAndSize) {
  const auto summaries = summarise({with_tau("rf", 32, 1, 0.5), with_tau("rf", 128, 1, 0.7), with_tau("rf", 32, 2, 0.7),
                                    with_tau("xgb", 32, 1, 0.1), with_tau("rf", 32, 3, 0.9)});
  ASSERT_EQ(summaries.size(), 3u);
  EXPECT_EQ(summaries[0].model, "rf");
  EXPECT_EQ(summaries[0].train_size, 32u);
  EXPECT_EQ(summaries[0].n_seeds, 3u);
  EXPECT_NEAR(summaries[0].mean.tau, 0.7, 1e-15);
  EXPECT_NEAR(summaries[0].standard_deviation.tau, 0.2, 1e-15);
  EXPECT_NEAR(summaries[0].standard_deviation.mae, 2, 1e-14);
  EXPECT_EQ(summaries[1].train_size, 128u);
  EXPECT_EQ(summaries[2].model, "xgb");
  EXPECT_EQ(summaries[2].mean.tau, 0.1);
  EXPECT_TRUE(std::isnan(summaries[2].standard_deviation.tau));
}

}  // namespace
}  // namespace cartograf

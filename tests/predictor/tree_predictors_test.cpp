// Predictors on trees, on matrices small enough to be worked out by hand or by plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <tuple>

#include "host/predictor/booster.hpp"
#include "host/predictor/xgboost_model.hpp"
#include "host/predictor/kinds/adaboost.hpp"
#include "host/predictor/registry.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

/// Rows in memory with a target each.
struct Data {
  std::uint64_t n_columns = 0;
  std::vector<double> values;  ///< [rows x n_columns]
  std::vector<double> targets;

  MatrixView view() const { return {values.data(), Dtype::float64, targets.size(), n_columns, {}}; }
  RowSource rows() const {
    return {targets.size(), [this](std::uint64_t first, std::uint64_t n) {
              return MatrixView{&values[first * n_columns], Dtype::float64, n, n_columns, {}};
            }};
  }
  Data scaled(double factor, double offset) const {
    Data result = *this;
    for (double& target : result.targets) target = target * factor + offset;
    return result;
  }
};

/// A smooth function of three columns, with noise. Values have few digits: XGBoost compares as float32.
Data smooth_data(std::uint64_t n) {
  std::mt19937_64 random(3);
  Data data{3, {}, {}};
  for (std::uint64_t i = 0; i < n; ++i) {
    for (int c = 0; c < 3; ++c) data.values.push_back(static_cast<double>(random() % 1000) / 8);
    const double* row = &data.values[3 * i];
    data.targets.push_back(std::sin(row[0] / 20) * 10 + row[1] / 30 + static_cast<double>(random() % 100) / 100);
  }
  return data;
}

std::unique_ptr<Regressor> trained(const Data& data, const PredictorSpec& spec, std::uint64_t seed = 1, int threads = 1) {
  return train_predictor(spec, {data.rows(), data.targets}, {{}, threads, seed}).regressor;
}

std::vector<double> predictions_of(const Data& data, const PredictorSpec& spec, std::uint64_t seed = 1, int threads = 1) {
  return trained(data, spec, seed, threads)->predict(data.view());
}

double squared_error(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

TEST(Tree, WithoutLimitHasTheTargetsOfItsTrainingRows) {
  for (const double unit : {1.0, 1e-9, 1e9}) {
    const Data data = smooth_data(300).scaled(unit, 0);
    const std::vector<double> predictions = predictions_of(data, {"tree"});
    for (std::size_t i = 0; i < predictions.size(); ++i) ASSERT_EQ(predictions[i], static_cast<double>(static_cast<float>(data.targets[i]))) << i;
  }
}

TEST(Tree, HasTheMeanOfTheTargetsInEachLeaf) {
  const Data data = smooth_data(500).scaled(1, 1000);
  const std::vector<double> predictions = predictions_of(data, {"tree", {{"max_depth", "4"}}});
  std::map<double, std::vector<double>> leaves;
  for (std::size_t i = 0; i < predictions.size(); ++i) leaves[predictions[i]].push_back(data.targets[i]);
  EXPECT_GT(leaves.size(), 8u);
  EXPECT_LE(leaves.size(), 16u);
  for (const auto& [prediction, targets] : leaves) {
    double mean = 0;
    for (const double target : targets) mean += target / static_cast<double>(targets.size());
    EXPECT_NEAR(prediction, mean, 1e-4);
  }
}

TEST(Tree, SplitsWhereTheSquaredErrorIsLeastAndHalfwayBetweenTheValues) {
  const Data data = smooth_data(200);
  double least = 1e300, threshold = 0;
  std::uint64_t column = 0;
  for (std::uint64_t c = 0; c < 3; ++c) {
    for (std::size_t cut = 0; cut < data.targets.size(); ++cut) {
      const double at = data.values[cut * 3 + c];
      double next = 1e300, sum[2] = {0, 0}, n[2] = {0, 0}, error = 0;
      const auto side = [&](std::size_t i) { return data.values[i * 3 + c] > at ? 1 : 0; };
      for (std::size_t i = 0; i < data.targets.size(); ++i) {
        sum[side(i)] += data.targets[i];
        n[side(i)] += 1;
        if (side(i) == 1) next = std::min(next, data.values[i * 3 + c]);
      }
      if (n[1] == 0) continue;
      for (std::size_t i = 0; i < data.targets.size(); ++i) error += std::pow(data.targets[i] - sum[side(i)] / n[side(i)], 2);
      if (error < least) std::tie(least, threshold, column) = std::tuple(error, (at + next) / 2, c);
    }
  }
  const auto stump = trained(data, {"tree", {{"max_depth", "1"}}});
  EXPECT_NEAR(squared_error(stump->predict(data.view()), data.targets), least, 1e-4 * least);
  Data beside{3, std::vector<double>(6, 50.0), {0, 0}};
  beside.values[column] = threshold - 0.01;
  beside.values[3 + column] = threshold + 0.01;
  const std::vector<double> sides = stump->predict(beside.view());
  EXPECT_NE(sides[0], sides[1]);
}

// One column 1, 2, 3, 4 with targets 0, 0, 4, 8: mean 3. Round 1 splits between 2 and 3 (left over: -3, -3, 1, 5), leaves
// -3 and 3, halved. Left over: -1.5, -1.5, -0.5, 3.5. Round 2 splits between 3 and 4: leaves -3.5 / 3 and 3.5, halved.
TEST(GradientBoosting, IsWhatTwoRoundsByHandGive) {
  const Data data{1, {1, 2, 3, 4}, {0, 0, 4, 8}};
  const std::vector<double> predictions =
      predictions_of(data, {"gbm", {{"rounds", "2"}, {"learning_rate", "0.5"}, {"max_depth", "1"}}});
  const double left = -3.5 / 6, right = 3.5 / 2;
  const std::vector<double> expected = {1.5 + left, 1.5 + left, 4.5 + left, 4.5 + right};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(predictions[i], expected[i], 1e-5) << i;
}

// Of 400 rows each tree leaves out a share of 1/e, as draws with replacement do: without limit, a tree has the target of
// each row that it was shown, so of 200 trees that many are wrong about a row.
TEST(Forest, ShowsEachTreeABootstrapOfTheRows) {
  const Data data = smooth_data(400);
  double wrong = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<double> one = predictions_of(data, {"rf", {{"trees", "1"}}}, seed);
    for (std::size_t i = 0; i < one.size(); ++i) wrong += std::abs(one[i] - data.targets[i]) > 1e-4 ? 1 : 0;
  }
  EXPECT_NEAR(wrong / (20 * 400), std::exp(-1), 0.01);
}

TEST(Forest, FitsBetterThanOneTreeWhatItHasNotSeen) {
  const Data data = smooth_data(300), other = smooth_data(600);
  const std::vector<double> forest = trained(data, {"rf"})->predict(other.view()), tree = trained(data, {"tree"})->predict(other.view());
  EXPECT_LT(squared_error(forest, other.targets), 0.9 * squared_error(tree, other.targets));
}

/// AdaBoost.R2 as Drucker has it, from the predictions of the estimators [estimator][row] for the training rows.
std::vector<double> naive_weights(const std::vector<std::vector<float>>& predictions, const std::vector<double>& targets) {
  std::vector<double> weights(targets.size(), 1), result;
  for (const std::vector<float>& of_one : predictions) {
    double largest = 0, sum = 0, average_loss = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) largest = std::max(largest, std::abs(targets[i] - static_cast<double>(of_one[i])));
    for (const double weight : weights) sum += weight;
    const auto loss = [&](std::size_t i) { return std::abs(targets[i] - static_cast<double>(of_one[i])) / largest; };
    for (std::size_t i = 0; i < targets.size(); ++i) average_loss += loss(i) * weights[i] / sum;
    const double beta = average_loss / (1 - average_loss);
    for (std::size_t i = 0; i < targets.size(); ++i) weights[i] *= std::pow(beta, 1 - loss(i));
    result.push_back(-std::log(beta));
  }
  return result;
}

/// The smallest prediction whose predecessors and itself have half of the weight.
double naive_median(const std::vector<std::vector<float>>& predictions, const std::vector<double>& weights, std::size_t row) {
  double best = 1e300, all = 0;
  for (const double weight : weights) all += weight;
  for (const auto& candidate : predictions) {
    double below = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) below += predictions[i][row] <= candidate[row] ? weights[i] : 0;
    if (below >= all / 2) best = std::min(best, static_cast<double>(candidate[row]));
  }
  return best;
}

TEST(AdaBoostR2, WeighsAndJoinsItsTreesAsANaiveVersionDoes) {
  const Data data = smooth_data(250);
  const auto regressor = trained(data, {"adaboost", {{"estimators", "20"}, {"max_depth", "2"}}});
  const auto& adaboost = dynamic_cast<const AdaBoost&>(*regressor);
  ASSERT_EQ(adaboost.weights().size(), 20u);
  std::vector<std::vector<float>> estimators;
  for (const Tree& tree : adaboost.trees()) {
    estimators.emplace_back();
    for (std::size_t row = 0; row < 250; ++row) {
      const std::vector<float> values(&data.values[3 * row], &data.values[3 * row] + 3);
      estimators.back().push_back(value_of(tree, values.data()));
    }
  }
  const std::vector<double> weights = naive_weights(estimators, data.targets);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(adaboost.weights()[i], weights[i], 1e-4 * weights[i]) << i;
  const std::vector<double> predictions = adaboost.predict(data.view());
  for (std::size_t row = 0; row < 250; ++row) EXPECT_EQ(predictions[row], naive_median(estimators, adaboost.weights(), row)) << row;
}

TEST(AdaBoostR2, EndsWithATreeThatMakesNoError) {
  // 40 rows of two kinds, of which every draw has some.
  Data data{1, std::vector<double>(40, 0), std::vector<double>(40, 0)};
  for (std::size_t i = 20; i < 40; ++i) data.values[i] = data.targets[i] = 1;
  const auto regressor = trained(data, {"adaboost", {{"max_depth", "1"}}});
  EXPECT_EQ(dynamic_cast<const AdaBoost&>(*regressor).weights(), std::vector<double>{1.0});
  EXPECT_EQ(regressor->predict(data.view()), data.targets);
}

TEST(AdaBoostR2, IsTheSameAfterSavingAndLoading) {
  const Data data = smooth_data(100);
  const auto regressor = trained(data, {"adaboost"});
  const PredictorKind& kind = predictor_kind("adaboost");
  const std::vector<NamedArray> arrays = regressor->save();
  const auto loaded = kind.load(arrays, "memory", {{}, 1, 0});
  EXPECT_EQ(loaded->predict(data.view()), regressor->predict(data.view()));
  EXPECT_EQ(loaded->save(), arrays);
  EXPECT_THROW(kind.load({arrays[0]}, "a file", {{}, 1, 0}), InputError);
}

TEST(AdaBoostR2, RefusesDamagedTrees) {
  const auto regressor = trained(smooth_data(100), {"adaboost"});
  const std::vector<NamedArray> arrays = regressor->save();
  const auto refused = [&](const std::string& name, auto&& damage) {
    std::vector<NamedArray> damaged = arrays;
    const auto array = std::find_if(damaged.begin(), damaged.end(), [&](const NamedArray& a) { return a.name == name; });
    damage(array->values);
    return contains(message_of<InputError>([&] { predictor_kind("adaboost").load(damaged, "a file", {{}, 1, 0}); }), "a file: ");
  };
  const auto integers = [](NamedArray::Values & values) -> auto& { return std::get<std::vector<std::int64_t>>(values); };
  const auto doubles = [](NamedArray::Values & values) -> auto& { return std::get<std::vector<double>>(values); };
  EXPECT_TRUE(refused("weights", [&](auto& v) { doubles(v)[3] = -1; }));
  EXPECT_TRUE(refused("weights", [&](auto& v) { doubles(v).pop_back(); }));
  EXPECT_TRUE(refused("tree_sizes", [&](auto& v) { integers(v)[0] = 1 << 30; }));
  EXPECT_TRUE(refused("tree_sizes", [&](auto& v) { integers(v)[0] = 0; }));
  EXPECT_TRUE(refused("node_columns", [&](auto& v) { integers(v)[0] = 3; }));
  EXPECT_TRUE(refused("node_left", [&](auto& v) { integers(v)[0] = 0; }));
  EXPECT_TRUE(refused("node_left", [&](auto& v) { integers(v)[0] = 1 << 30; }));
  EXPECT_TRUE(refused("node_values", [&](auto& v) { doubles(v).pop_back(); }));
  EXPECT_TRUE(refused("n_features", [&](auto& v) { integers(v)[0] = 0; }));
}

// What is saved, and what runs on a GPU, is a model of XGBoost.
TEST(TreeEnsembles, PredictBitForBitWhatXGBoostDoes) {
  Data data = smooth_data(500);
  data.values[7] = data.values[100] = NAN;
  Data other = smooth_data(1000);
  for (std::size_t i = 0; i < other.values.size(); i += 17) other.values[i] = NAN;
  for (const char* name : {"rf", "tree", "gbm"}) {
    const auto regressor = trained(data, {name});
    const Booster booster = Booster::load(regressor->xgboost_model()->file(), name, {});
    const std::vector<float> xgboost = booster.predict(other.view());
    EXPECT_EQ(regressor->predict(other.view()), std::vector<double>(xgboost.begin(), xgboost.end())) << name;
    EXPECT_EQ(booster.n_features(), 3u);
  }
}

TEST(TreeEnsembles, TakeMissingValuesAsLargerThanAllOthers) {
  const Data data{1, {NAN, 1, 2, NAN}, {5, 1, 1, 5}};
  const auto tree = trained(data, {"tree"});
  EXPECT_EQ(tree->predict(data.view()), data.targets);
  const Data large{1, {1e30, NAN, -1e30}, {0, 0, 0}};
  EXPECT_EQ(tree->predict(large.view()), (std::vector<double>{1, 5, 1}));
}

TEST(Tree, DrawsAmongSplitsThatAreEquallyGood) {
  // Two columns that say the same of the training rows.
  const Data data{2, {0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 1, 1}}, apart{2, {0, 1}, {0}};
  std::size_t first = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) first += trained(data, {"tree"}, seed)->predict(apart.view())[0] == 0 ? 1 : 0;
  EXPECT_GT(first, 150u);
  EXPECT_LT(first, 250u);
}

TEST(Tree, KeepsItsLimits) {
  const Data data = smooth_data(500);
  for (const std::uint64_t least : {5, 40}) {
    std::map<double, std::uint64_t> leaves;
    for (const double prediction : predictions_of(data, {"tree", {{"min_samples_leaf", std::to_string(least)}}})) ++leaves[prediction];
    for (const auto& [prediction, n] : leaves) EXPECT_GE(n, least);
    EXPECT_GT(leaves.size(), 250 / least / 2);
  }
}

class TreePredictor : public testing::TestWithParam<const char*> {};

TEST_P(TreePredictor, IsTheSameForEveryNumberOfThreads) {
  const Data data = smooth_data(400);
  const std::vector<double> one = predictions_of(data, {GetParam()}, 5, 1);
  for (const int threads : {2, 7}) EXPECT_EQ(predictions_of(data, {GetParam()}, 5, threads), one) << threads;
}

TEST_P(TreePredictor, DependsOnTheSeedOnlyWhereItDrawsAtRandom) {
  const Data data = smooth_data(200);
  const bool random = GetParam() == std::string("rf") || GetParam() == std::string("adaboost");
  EXPECT_EQ(predictions_of(data, {GetParam()}, 1), predictions_of(data, {GetParam()}, 1));
  EXPECT_EQ(predictions_of(data, {GetParam()}, 1) != predictions_of(data, {GetParam()}, 2), random);
}

TEST_P(TreePredictor, TakesItsParametersIntoAccount) {
  const Data data = smooth_data(200);
  const Data other = smooth_data(400);
  const auto predictions = [&](const ParameterValues& values) { return trained(data, {GetParam(), values})->predict(other.view()); };
  const std::map<std::string, std::string> others = {
      {"trees", "3"}, {"estimators", "3"}, {"rounds", "3"}, {"learning_rate", "0.5"}, {"max_depth", "2"}, {"lambda", "2"}, {"min_samples_leaf", "9"}, {"max_leaves", "3"}, {"max_bin", "8"}, {"tree_method", "exact"}, {"subsample", "0.5"}, {"max_features", "0.3"}, {"alpha", "3"}, {"gamma", "50"}, {"num_parallel_tree", "2"}, {"min_child_weight", "9"}, {"colsample_bytree", "0.34"}, {"colsample_bylevel", "0.34"}, {"colsample_bynode", "0.34"}, {"grow_policy", "lossguide"}};
  for (const ParameterInfo& parameter : predictor_kind(GetParam()).parameters) {
    // Without a limit on leaves, both policies grow the same tree.
    const ParameterValues before = parameter.name == "grow_policy" ? ParameterValues{{"max_leaves", "5"}, {"max_depth", "0"}} : ParameterValues{};
    // Trees of one round without anything drawn are all the same.
    const ParameterValues drawn = parameter.name == "num_parallel_tree" ? ParameterValues{{"subsample", "0.5"}} : before;
    ParameterValues after = drawn;
    after.emplace_back(parameter.name, others.at(parameter.name));
    EXPECT_NE(predictions(after), predictions(drawn)) << parameter.name;
  }
}

TEST_P(TreePredictor, RefusesValuesOutsideTheirRanges) {
  const Data data = smooth_data(20);
  const std::map<std::string, std::vector<std::string>> bad = {
      {"trees", {"0", "-1", "many", "1.5", "99999999999"}}, {"estimators", {"0"}}, {"rounds", {"0", ""}}, {"learning_rate", {"0", "-1", "nan", "inf", "0.1x"}}, {"max_depth", {"-1", "six", "99999999999"}}, {"min_child_weight", {"-1"}}, {"subsample", {"0", "1.01"}}, {"colsample_bytree", {"0", "2"}}, {"lambda", {"-0.5", "much"}}, {"max_bin", {"1", "0"}}, {"tree_method", {"gpu_hist", ""}}, {"grow_policy", {"fast"}}, {"max_leaves", {"-3"}}, {"max_features", {"0", "1.1"}}, {"min_samples_leaf", {"0"}}};
  for (const ParameterInfo& parameter : predictor_kind(GetParam()).parameters) {
    if (!bad.contains(parameter.name)) continue;
    for (const std::string& value : bad.at(parameter.name)) {
      const std::string message = message_of<InputError>([&] { trained(data, {GetParam(), {{parameter.name, value}}}); });
      EXPECT_TRUE(contains(message, std::string("predictor ") + GetParam() + ": parameter " + parameter.name + ": expected ")) << message;
      EXPECT_TRUE(contains(message, "found '" + value + "'")) << message;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Trees, TreePredictor, testing::Values("rf", "tree", "gbm", "adaboost", "xgb"),
                         [](const auto& run) { return std::string(run.param); });

TEST(TreeMethodExact, RefusesWhatItCannotDo) {
  const Data data = smooth_data(20);
  for (const auto& [name, value] : ParameterValues{{"colsample_bynode", "0.5"}, {"max_leaves", "4"}, {"grow_policy", "lossguide"}}) {
    const std::string message = message_of<InputError>([&] { trained(data, {"xgb", {{"tree_method", "exact"}, {name, value}}}); });
    EXPECT_TRUE(contains(message, name) && contains(message, "with tree_method exact")) << message;
  }
}

}  // namespace
}  // namespace cartograf

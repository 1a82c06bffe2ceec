#include "host/evaluate/explain.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/table/splits.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::matrix_of;
using testing_support::contains;
using testing_support::message_of;

/// Columns a, b and c, which is constant; y = 4 where a = b = 1, else 0.
FeatureMatrix both_of_two(Dtype dtype = Dtype::float32) {
  FeatureMatrix matrix;
  matrix.features.space = "two";
  matrix.features.dtype = dtype;
  matrix.n_rows = 4;
  matrix.features.columns = {{"a", 1}, {"b", 1}, {"c", 1}};
  matrix.features.column_families = {"left", "left", "right"};
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    const std::vector<T> values = {0, 0, 5, 0, 1, 5, 1, 0, 5, 1, 1, 5};
    const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
    matrix.data.assign(bytes, bytes + values.size() * sizeof(T));
  });
  return matrix;
}

const std::vector<double> kBoth = {0, 0, 0, 4};

Model tree_of_both(const FeatureMatrix& matrix, Device device = {}) {
  ModelInfo info;
  info.predictor = "xgb";
  info.parameters = {{"rounds", "1"}, {"learning_rate", "1"}, {"max_depth", "2"}, {"lambda", "0"}};
  return Model::train(std::move(info), matrix, {0, 1, 2, 3}, kBoth, device, 1);
}

// The mean is 1. At the root both columns take away (1 + 1)^2 / 2 + (1 - 3)^2 / 2 - 0 = 4, and the first is taken; where
// a = 1, b takes away 1 + 9 - (1 - 3)^2 / 2 = 8. With a alone known the tree says 0 or 2, with b alone also, so the SHAP
// values of (a, b) are (-1/2, -1/2), (-3/2, 1/2), (1/2, -3/2) and (3/2, 3/2).
void expect_tree_by_hand(const Explanation& found) {
  ASSERT_EQ(found.features.size(), 3u);
  EXPECT_EQ(found.predictions, kBoth);
  const double gains[] = {4, 8, 0}, shap[] = {1, 1, 0};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.features[i].importance.total_gain, gains[i], 1e-6);
    EXPECT_NEAR(found.features[i].importance.gain, gains[i], 1e-6);
    EXPECT_NEAR(found.features[i].importance.shap, shap[i], 1e-6);
  }
  ASSERT_EQ(found.families.size(), 2u);
  EXPECT_EQ(found.families[0].name, "left");
  EXPECT_EQ(found.families[0].columns, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_NEAR(found.families[0].importance.total_gain, 12, 1e-6);
  EXPECT_NEAR(found.families[0].importance.gain, 6, 1e-6);
  EXPECT_NEAR(found.families[0].importance.shap, 1.5, 1e-6);  // (1 + 1 + 1 + 3) / 4: what they add to the mean together
  EXPECT_EQ(found.families[1].importance.shap, 0);
}

TEST(Explain, GivesTheFiguresOfATreeByHand) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    const FeatureMatrix matrix = both_of_two(dtype);
    expect_tree_by_hand(explain(tree_of_both(matrix), matrix, kBoth, "rows", {}));
  }
}

TEST(ExplainCuda, GivesTheFiguresOfATreeByHand) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const FeatureMatrix matrix = both_of_two();
  expect_tree_by_hand(explain(tree_of_both(matrix, {Backend::cuda, 0}), matrix, kBoth, "rows", {}));
}

TEST(Explain, ContributionsAreThoseOfEachRow) {
  const FeatureMatrix matrix = both_of_two();
  const Model model = tree_of_both(matrix);
  const std::vector<float> expected = {-0.5F, -0.5F, 0, 1, -1.5F, 0.5F, 0, 1, 0.5F, -1.5F, 0, 1, 1.5F, 1.5F, 0, 1};
  const std::vector<float> found = model.regressor().importances()->contributions(matrix.view());
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-6) << i;
}

TEST(Explain, GainIsTheMeanOverSplits) {
  const FeatureMatrix matrix = matrix_of();
  const Model model = testing_model::trained("rf", matrix, every(3, 1000));
  const Explanation found = explain(model, matrix, testing_model::sample_targets(every(1, 1000)), "rows", {true, false, false});
  const std::vector<double> gains = dynamic_cast<const XgboostTrees&>(model.regressor()).booster().feature_scores("gain");
  for (std::size_t i = 0; i < gains.size(); ++i) {
    EXPECT_NEAR(found.features[i].importance.gain, gains[i], 1e-5 * gains[i]) << i;
    EXPECT_TRUE(std::isnan(found.features[i].importance.shap));
    EXPECT_TRUE(std::isnan(found.features[i].importance.tau_drop));
  }
}

/// Kendall's tau-b by looking at all pairs.
double naive_tau(const std::vector<double>& a, const std::vector<double>& b) {
  double agree = 0, pairs_a = 0, pairs_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const int sign_a = (a[i] > a[j]) - (a[i] < a[j]), sign_b = (b[i] > b[j]) - (b[i] < b[j]);
      agree += sign_a * sign_b;
      pairs_a += sign_a * sign_a;
      pairs_b += sign_b * sign_b;
    }
  }
  return pairs_a == 0 || pairs_b == 0 ? 0 : agree / std::sqrt(pairs_a * pairs_b);
}

double naive_mse(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

/// float32 rows with the values of some columns shuffled.
FeatureMatrix naively_shuffled(FeatureMatrix matrix, const std::vector<std::uint64_t>& columns, const std::vector<std::uint64_t>& order) {
  std::vector<float> values(matrix.n_rows * matrix.features.columns.size());
  std::memcpy(values.data(), matrix.data.data(), matrix.data.size());
  const std::vector<float> before = values;
  for (const std::uint64_t column : columns) {
    for (std::size_t row = 0; row < order.size(); ++row) {
      values[row * matrix.features.columns.size() + column] = before[order[row] * matrix.features.columns.size() + column];
    }
  }
  std::memcpy(matrix.data.data(), values.data(), matrix.data.size());
  return matrix;
}

void expect_naive(const ExplainedPart& part, const Model& model, const FeatureMatrix& matrix, const std::vector<double>& truth) {
  const std::vector<double> predictions = model.predict(matrix, "rows");
  std::vector<double> drops, rises;
  for (const std::uint32_t seed : {7, 8, 9}) {
    const auto shuffled = naively_shuffled(matrix, part.columns, numpy_permutation(seed, matrix.n_rows));
    const std::vector<double> worse = model.predict(shuffled, "rows");
    drops.push_back(naive_tau(truth, predictions) - naive_tau(truth, worse));
    rises.push_back(naive_mse(truth, worse) - naive_mse(truth, predictions));
  }
  const auto mean = [](const std::vector<double>& x) { return (x[0] + x[1] + x[2]) / 3; };
  const auto deviation = [&](const std::vector<double>& x) {
    return std::sqrt((std::pow(x[0] - mean(x), 2) + std::pow(x[1] - mean(x), 2) + std::pow(x[2] - mean(x), 2)) / 2);
  };
  EXPECT_NEAR(part.importance.tau_drop, mean(drops), 1e-12) << part.name;
  EXPECT_NEAR(part.importance.tau_drop_deviation, deviation(drops), 1e-9) << part.name;
  EXPECT_NEAR(part.importance.mse_rise, mean(rises), 1e-12) << part.name;
  EXPECT_NEAR(part.importance.mse_rise_deviation, deviation(rises), 1e-9) << part.name;
}

ExplainOptions three_shuffles() {
  ExplainOptions options;
  options.repeats = 3;
  options.seed = 7;
  return options;
}

FeatureMatrix with_families(FeatureMatrix matrix) {
  for (std::size_t i = 0; i < matrix.features.columns.size(); ++i) matrix.features.column_families.push_back(i % 3 == 0 ? "every third" : "others");
  return matrix;
}

TEST(Explain, PermutationImportanceEqualsTheNaiveOne) {
  const FeatureMatrix matrix = with_families(with_rows(matrix_of(), every(5, 1000)));
  const std::vector<double> truth = testing_model::sample_targets(every(5, 1000));
  const Model model = testing_model::trained("xgb", matrix, every(2, 200));
  const Explanation found = explain(model, matrix, truth, "rows", three_shuffles());
  ASSERT_EQ(found.features.size(), matrix.features.columns.size());
  for (const ExplainedPart& part : found.features) expect_naive(part, model, matrix, truth);
  ASSERT_EQ(found.families.size(), 2u);
  for (const ExplainedPart& part : found.families) expect_naive(part, model, matrix, truth);
  ASSERT_LT(found.groups.size(), found.features.size());
  for (const ExplainedPart& part : found.groups) {
    EXPECT_EQ(part.name, matrix.features.columns[part.columns.front()].name);
    expect_naive(part, model, matrix, truth);
  }
  EXPECT_NEAR(found.metrics.tau, naive_tau(truth, found.predictions), 1e-12);
}

void expect_same(const std::vector<ExplainedPart>& a, const std::vector<ExplainedPart>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].columns, b[i].columns);
    for (const auto value : {&Importance::total_gain, &Importance::gain, &Importance::shap, &Importance::tau_drop,
                             &Importance::tau_drop_deviation, &Importance::mse_rise, &Importance::mse_rise_deviation}) {
      EXPECT_EQ(a[i].importance.*value, b[i].importance.*value) << a[i].name;
    }
  }
}

// int8 rows hold numerators, the model is of values: they are converted. More rows than SHAP takes at once.
TEST(Explain, DoesNotDependOnThreadsOrRepresentation) {
  testing_model::StoreChoice choice;
  choice.families = {"op_count", "min_path_len"};
  choice.end = 1300;
  const FeatureMatrix values = matrix_of(choice);
  choice.dtype = Dtype::int8;
  const FeatureMatrix numerators = matrix_of(choice);
  const std::vector<double> truth = testing_model::sample_targets(every(1, 1300));
  const testing_support::TempFolder folder;
  testing_model::trained("rf", values, every(5, 1300)).save(folder / "m.ubj", false);
  const Explanation one = explain(Model::load(folder / "m.ubj", {}, 1), values, truth, "rows", three_shuffles());
  const Explanation many = explain(Model::load(folder / "m.ubj", {}, 5), numerators, truth, "rows", three_shuffles());
  expect_same(one.features, many.features);
  expect_same(one.groups, many.groups);
  EXPECT_TRUE(one.families.empty());
}

TEST(Explain, CountsItsSteps) {
  const FeatureMatrix matrix = both_of_two();
  ExplainOptions options;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> steps;
  options.execution.progress = [&](std::uint64_t done, std::uint64_t total) { steps.emplace_back(done, total); };
  explain(tree_of_both(matrix), matrix, kBoth, "rows", options);
  // A block of rows; a, b, c, and a with b.
  EXPECT_EQ(steps, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 21}, {6, 21}, {11, 21}, {16, 21}, {21, 21}}));
}

TEST(Explain, TakesRowsByPosition) {
  FeatureMatrix matrix = both_of_two();
  matrix.row_divisors = {1, 2, 3, 4};
  const FeatureMatrix found = with_rows(matrix, std::vector<std::uint64_t>{3, 1});
  EXPECT_EQ(testing_model::numbers(found), (std::vector<double>{1, 1, 5, 0, 1, 5}));
  EXPECT_EQ(found.row_divisors, (std::vector<std::uint8_t>{4, 2}));
  EXPECT_EQ(found.n_rows, 2u);
}

TEST(Explain, RefusesWhatItCannotExplain) {
  const FeatureMatrix matrix = both_of_two();
  const Model model = tree_of_both(matrix);
  const auto error = [&](const FeatureMatrix& rows, const ExplainOptions& options) {
    return message_of<InputError>([&] { explain(model, rows, kBoth, "F.h5", options); });
  };
  FeatureMatrix other = matrix;
  other.features.space = "three";
  EXPECT_EQ(error(other, {}), "F.h5: the model was trained on the space 'two', these are features of 'three'");
  other = matrix;
  other.features.columns[1].name = "d";
  EXPECT_TRUE(contains(error(other, {}), "these are not the columns that the model was trained on"));
  EXPECT_EQ(error(with_rows(matrix, std::vector<std::uint64_t>{0}), {}), "F.h5: expected at least 2 rows to explain a model on, found 1");
  ExplainOptions options;
  options.repeats = 0;
  EXPECT_EQ(error(matrix, options), "repeats: expected a whole number of at least 1, found 0");
  options.repeats = 1;
  options.seed = std::uint64_t{1} << 32;
  EXPECT_TRUE(contains(error(matrix, options), "below 2^32"));
}

}  // namespace
}  // namespace cartograf

#include "host/evaluate/effects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "host/evaluate/explain.hpp"
#include "host/table/splits.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

constexpr std::uint64_t kColumns[] = {1, 0, 2};

template <class T>
FeatureMatrix matrix_of_values(Dtype dtype, const std::vector<T>& values, std::uint64_t n_rows) {
  FeatureMatrix matrix;
  matrix.features.space = "two";
  matrix.features.dtype = dtype;
  matrix.features.representation = representation_of(dtype);
  matrix.n_rows = n_rows;
  matrix.features.columns = {{"a", 1}, {"b", 2}, {"c", 1}};
  const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
  matrix.data.assign(bytes, bytes + values.size() * sizeof(T));
  return matrix;
}

/// Columns a, b and c, which is constant; y = 4 where a = 1 and b = 1/2, whose numerator is 1, else 0.
FeatureMatrix values_of_two() { return matrix_of_values<float>(Dtype::float32, {0, 0, 5, 0, 0.5, 5, 1, 0, 5, 1, 0.5, 5}, 4); }
FeatureMatrix numerators_of_two() { return matrix_of_values<std::int8_t>(Dtype::int8, {0, 0, 5, 0, 1, 5, 1, 0, 5, 1, 1, 5}, 4); }

Model tree_of_two(const FeatureMatrix& matrix) {
  ModelInfo info;
  info.predictor = "xgb";
  info.parameters = {{"rounds", "1"}, {"learning_rate", "1"}, {"max_depth", "2"}, {"lambda", "0"}};
  return Model::train(std::move(info), matrix, {0, 1, 2, 3}, {0, 0, 0, 4}, {}, 1);
}

/// SHAP values that an explanation keeps, as for a page.
ShapSample explained_sample(const Model& model, const FeatureMatrix& matrix, std::uint64_t max_rows, std::uint64_t seed) {
  ExplainOptions options;
  options.gain = options.permutation = false;
  options.shap_rows = sampled_rows(matrix.n_rows, max_rows, seed);
  const double targets[] = {0, 0, 0, 4};
  const Explanation explanation = explain(model, matrix, targets, "the rows", options);
  return shap_sample(matrix, kColumns, options.shap_rows, explanation.shap_values);
}

// By hand as in explain_test.cpp: the SHAP values of (a, b) are (-1/2, -1/2), (-3/2, 1/2), (1/2, -3/2) and (3/2, 3/2).
TEST(Effects, AreTheShapValuesOfATreeByHand) {
  for (const FeatureMatrix& matrix : {values_of_two(), numerators_of_two()}) {
    const ShapSample sample = explained_sample(tree_of_two(matrix), matrix, 4, 42);
    EXPECT_EQ(sample.rows, (std::vector<std::uint64_t>{0, 1, 2, 3}));
    ASSERT_EQ(sample.columns.size(), 3u);
    EXPECT_EQ(sample.columns[0].column, 1u);
    EXPECT_EQ(sample.columns[0].values, (std::vector<double>{0, 0.5, 0, 0.5}));
    EXPECT_EQ(sample.columns[1].values, (std::vector<double>{0, 0, 1, 1}));
    const double b[] = {-0.5, 0.5, -1.5, 1.5}, a[] = {-0.5, -1.5, 0.5, 1.5};
    for (std::size_t row = 0; row < 4; ++row) {
      EXPECT_NEAR(sample.columns[0].effects[row], b[row], 1e-6);
      EXPECT_NEAR(sample.columns[1].effects[row], a[row], 1e-6);
      EXPECT_EQ(sample.columns[2].effects[row], 0);
    }
  }
}

TEST(Effects, AreOfABoundedPartOfTheRows) {
  const FeatureMatrix matrix = values_of_two();
  const ShapSample sample = explained_sample(tree_of_two(matrix), matrix, 2, 7);
  std::vector<std::uint64_t> expected = numpy_permutation(7, 4);
  expected.resize(2);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(sample.rows, expected);
  EXPECT_EQ(sample.columns[1].values[0], expected[0] < 2 ? 0 : 1);
  EXPECT_EQ(sample.columns[0].effects.size(), 2u);
}

// With a = 0 all predictions are 0, with a = 1 they are 0 and 4 by halves.
TEST(Effects, AreThePartialDependenceOfATreeByHand) {
  for (const FeatureMatrix& matrix : {values_of_two(), numerators_of_two()}) {
    const std::vector<Dependence> found = partial_dependence(tree_of_two(matrix), matrix, kColumns, 4, 12, 42);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].values, (std::vector<double>{0, 0.5}));
    EXPECT_EQ(found[1].values, (std::vector<double>{0, 1}));
    EXPECT_EQ(found[2].values, std::vector<double>{5});
    for (const std::size_t i : {0, 1}) {
      EXPECT_NEAR(found[i].predictions[0], 0, 1e-6);
      EXPECT_NEAR(found[i].predictions[1], 2, 1e-6);
    }
    EXPECT_NEAR(found[2].predictions[0], 1, 1e-6);
  }
}

TEST(Effects, OfManyValuesHavePointsAtEqualSharesOfTheRows) {
  std::vector<float> values;
  std::vector<double> targets;
  for (int i = 0; i < 101; ++i) {
    values.insert(values.end(), {static_cast<float>(i), i == 0 ? 0.0f : std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::quiet_NaN()});
    targets.push_back(i);
  }
  const FeatureMatrix matrix = matrix_of_values(Dtype::float32, values, 101);
  std::vector<std::uint64_t> rows;
  for (std::uint64_t i = 0; i < 101; ++i) rows.push_back(i);
  ModelInfo info;
  info.predictor = "xgb";
  const Model model = Model::train(std::move(info), matrix, rows, targets, {}, 1);
  const std::uint64_t columns[] = {0, 1, 2};
  const std::vector<Dependence> found = partial_dependence(model, matrix, columns, 1000, 5, 42);
  EXPECT_EQ(found[0].values, (std::vector<double>{0, 25, 50, 75, 100}));
  EXPECT_LT(found[0].predictions.front() + 50, found[0].predictions.back());
  EXPECT_EQ(found[1].values, std::vector<double>{0});  // the others are missing
  EXPECT_TRUE(found[2].values.empty());
}

TEST(Effects, RefuseWhatTheyCannotTell) {
  const FeatureMatrix matrix = values_of_two();
  ModelInfo info;
  info.predictor = "ridge";
  const Model ridge = Model::train(std::move(info), matrix, {0, 1, 2, 3}, {0, 0, 0, 4}, {}, 1);
  EXPECT_TRUE(contains(message_of<InputError>([&] { explained_sample(ridge, matrix, 4, 42); }), "SHAP are of tree ensembles of XGBoost; the model is of the predictor ridge"));
  FeatureMatrix other = matrix;
  other.features.columns[1].name = "z";
  const Model tree = tree_of_two(matrix);
  EXPECT_TRUE(contains(message_of<InputError>([&] { explained_sample(tree, other, 4, 42); }), "not the columns that the model was trained on"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { partial_dependence(tree, other, kColumns, 4, 12, 42); }), "not the columns that the model was trained on"));
}

}  // namespace
}  // namespace cartograf

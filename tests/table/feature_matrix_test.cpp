#include "host/family/family.hpp"

#include <algorithm>

#include "host/table/feature_matrix.hpp"

#include <gtest/gtest.h>

#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::matrix_of;
using testing_model::nasbench201;
using testing_model::numbers;
using testing_model::StoreChoice;

StoreChoice choice(Dtype dtype, std::vector<std::string> families = {}) {
  StoreChoice result;
  result.dtype = dtype;
  result.families = std::move(families);
  return result;
}

/// k/n of every cell, from the float64 store, whose quotients are exact here (n is 1 or 4).
std::vector<double> expected_values() { return numbers(matrix_of(choice(Dtype::float64))); }

TEST(FeatureMatrix, OfAFloatStoreHoldsTheValues) {
  for (const Dtype dtype : {Dtype::float32, Dtype::float64}) {
    const FeatureMatrix matrix = matrix_of(choice(dtype));
    EXPECT_EQ(matrix.features.dtype, dtype);
    EXPECT_EQ(matrix.features.representation, Representation::values);
    EXPECT_EQ(matrix.n_rows, 1000u);
    EXPECT_EQ(matrix.features.columns.size(), 191u);
    EXPECT_EQ(numbers(matrix), expected_values());
  }
}

TEST(FeatureMatrix, OfAnInt8StoreHoldsTheNumerators) {
  const FeatureMatrix matrix = matrix_of(choice(Dtype::int8));
  EXPECT_EQ(matrix.features.dtype, Dtype::int8);
  EXPECT_EQ(matrix.features.representation, Representation::numerators);
  EXPECT_EQ(matrix.data.size(), 1000u * 191u);
  std::vector<double> values = numbers(matrix);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] /= matrix.features.columns[i % 191].divisor;
  EXPECT_EQ(values, expected_values());
}

TEST(FeatureMatrix, NamesItsColumnsInTheOrderOfTheStore) {
  const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, {});
  EXPECT_EQ(matrix_of().features.columns, features.columns());
}

TEST(FeatureMatrix, KnowsItsSpace) { EXPECT_EQ(matrix_of().features.space, "nasbench201"); }

TEST(FeatureMatrix, HoldsTheStoreOnceAndInOnePiece) {
  const FeatureMatrix matrix = matrix_of();
  const MatrixView view = matrix.view();
  EXPECT_EQ(view.data, matrix.data.data());
  EXPECT_EQ(view.row_size(), 191u * sizeof(float));
  EXPECT_EQ(view.row(999) + view.row_size(), matrix.data.data() + matrix.data.size());
}

TEST(Converted, ToValuesDividesExactly) {
  const FeatureMatrix values = converted(matrix_of(choice(Dtype::int8)), Representation::values);
  EXPECT_EQ(values.features.dtype, Dtype::float32);
  EXPECT_EQ(values.features.representation, Representation::values);
  EXPECT_TRUE(values.data == matrix_of(choice(Dtype::float32)).data);
}

TEST(Converted, ToNumeratorsMultipliesExactly) {
  const std::vector<double> numerators = numbers(matrix_of(choice(Dtype::int8)));
  for (const Dtype dtype : {Dtype::float32, Dtype::float64}) {
    const FeatureMatrix matrix = converted(matrix_of(choice(dtype)), Representation::numerators);
    EXPECT_EQ(matrix.features.dtype, Dtype::float32);
    EXPECT_EQ(matrix.features.representation, Representation::numerators);
    EXPECT_EQ(numbers(matrix), numerators);
  }
}

TEST(Converted, ToItsOwnRepresentationIsTheSameMatrix) {
  const FeatureMatrix matrix = matrix_of(choice(Dtype::int8));
  const FeatureMatrix same = converted(matrix, Representation::numerators);
  EXPECT_EQ(same.features.dtype, Dtype::int8);
  EXPECT_TRUE(same.data == matrix.data);
}

// Divisors other than powers of two, whose quotients float32 has to round.
TEST(Converted, ThereAndBackIsExactForEveryDivisor) {
  for (std::int32_t divisor = 1; divisor <= 127; ++divisor) {
    FeatureMatrix numerators;
    numerators.features.dtype = Dtype::int8;
    numerators.features.representation = Representation::numerators;
    numerators.n_rows = 256;
    numerators.features.columns = {{"k", divisor}};
    for (int k = -128; k < 128; ++k) numerators.data.push_back(static_cast<std::byte>(k & 0xff));
    const FeatureMatrix back = converted(converted(numerators, Representation::values), Representation::numerators);
    ASSERT_EQ(numbers(back), numbers(numerators)) << "divisor " << divisor;
  }
}

class WideColumns : public testing::TestWithParam<Dtype> {};

TEST_P(WideColumns, AreAppended) {
  const FeatureMatrix matrix = matrix_of(choice(GetParam(), {"op_count", "cost"}));
  const auto& costs = nasbench201().costs();
  ASSERT_EQ(matrix.features.columns.size(), 5 + costs.size());
  EXPECT_EQ(matrix.features.dtype, GetParam() == Dtype::float64 ? Dtype::float64 : Dtype::float32);
  EXPECT_EQ(matrix.features.representation, Representation::values);
  const std::vector<double> counts = numbers(matrix_of(choice(GetParam(), {"op_count"})));
  const std::vector<double> all = numbers(matrix);
  for (std::uint64_t row = 0; row < matrix.n_rows; ++row) {
    const std::size_t at = row * matrix.features.columns.size();
    for (std::size_t i = 0; i < 5; ++i) ASSERT_EQ(all[at + i], counts[row * 5 + i]);
    for (std::size_t i = 5; i < matrix.features.columns.size(); ++i) {
      const auto cost = std::find_if(costs.begin(), costs.end(), [&](const auto& c) { return matrix.features.columns[i].name.ends_with(c.name); });
      ASSERT_NE(cost, costs.end()) << matrix.features.columns[i].name;
      const auto expected = static_cast<double>(cost->evaluate(words_of(nasbench201(), row).data()));
      ASSERT_EQ(all[at + i], GetParam() == Dtype::float64 ? expected : static_cast<double>(static_cast<float>(expected)));
    }
  }
}

TEST_P(WideColumns, OfAnAverageAreValuesAndNotSums) {
  const FeatureMatrix with_costs = matrix_of(choice(GetParam(), {"node_degree", "cost"}));
  const std::vector<double> degrees = numbers(matrix_of(choice(Dtype::float64, {"node_degree"})));
  const std::vector<double> all = numbers(with_costs);
  const std::size_t n = with_costs.features.columns.size();
  for (std::size_t i = 0; i < degrees.size(); ++i) ASSERT_EQ(all[i / 124 * n + i % 124], degrees[i]);
}

TEST_P(WideColumns, MayBeTheOnlyOnes) {
  const FeatureMatrix matrix = matrix_of(choice(GetParam(), {"cost"}));
  EXPECT_EQ(matrix.features.columns.size(), nasbench201().costs().size());
  EXPECT_EQ(numbers(matrix).size(), 1000 * nasbench201().costs().size());
}

INSTANTIATE_TEST_SUITE_P(Dtypes, WideColumns, testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                         [](const auto& run) { return std::string(to_string(run.param)); });

}  // namespace
}  // namespace cartograf

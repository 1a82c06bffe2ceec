#include "host/evaluate/column_groups.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"

namespace cartograf {
namespace {

using Groups = std::vector<std::vector<std::uint64_t>>;

/// Columns of doubles.
FeatureMatrix matrix_of_columns(const std::vector<std::vector<double>>& columns) {
  FeatureMatrix matrix;
  matrix.features.dtype = Dtype::float64;
  matrix.n_rows = columns.front().size();
  std::vector<double> values;
  for (std::size_t row = 0; row < matrix.n_rows; ++row) {
    for (const auto& column : columns) values.push_back(column[row]);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) matrix.features.columns.push_back({"c" + std::to_string(i), 1});
  const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
  matrix.data.assign(bytes, bytes + values.size() * sizeof(double));
  return matrix;
}

TEST(CorrelatedGroups, TakesColumnsThatSayTheSame) {
  const FeatureMatrix matrix = matrix_of_columns({{1, 2, 3, 4}, {1, -1, 1, -1}, {-2, -4, -6, -8}, {7, 7, 7, 7}, {3, 1, 3, 1}, {7, 7, 7, 7}});
  EXPECT_EQ(correlated_groups(matrix, 1), (Groups{{0, 2}, {1, 4}, {3}, {5}}));
}

// Neighbours have a correlation of 0.5, the outer ones of -0.5 and 0.
TEST(CorrelatedGroups, AreChains) {
  const FeatureMatrix matrix = matrix_of_columns({{1, -1, 0, 0}, {1, 0, -1, 0}, {0, 1, -1, 0}, {0, 1, 0, -1}});
  EXPECT_EQ(correlated_groups(matrix, 0.5), (Groups{{0, 1, 2, 3}}));
  EXPECT_EQ(correlated_groups(matrix, 0.51), (Groups{{0}, {1}, {2}, {3}}));
}

// int8 rows hold k of k/n, also with a divisor of the row's own.
TEST(CorrelatedGroups, LooksAtValues) {
  testing_model::StoreChoice choice;
  choice.end = 3000;
  const FeatureMatrix values = testing_model::matrix_of(choice);
  choice.dtype = Dtype::int8;
  const FeatureMatrix numerators = testing_model::matrix_of(choice);
  const Groups groups = correlated_groups(values, 0.95);
  EXPECT_EQ(groups, correlated_groups(numerators, 0.95));
  EXPECT_LT(groups.size(), values.features.columns.size());
  FeatureMatrix own = matrix_of_columns({{2, 4, 6, 8}, {1, 2, 3, 4}});
  own.features.representation = Representation::numerators;
  own.features.columns[0].divisor = 0;
  own.row_divisors = {2, 1, 3, 1};  // values 1, 4, 2, 8
  EXPECT_EQ(correlated_groups(own, 0.8), (Groups{{0}, {1}}));
  own.row_divisors = {2, 2, 2, 2};
  EXPECT_EQ(correlated_groups(own, 0.8), (Groups{{0, 1}}));
}

TEST(CorrelatedGroups, RefusesWhatIsNoCorrelation) {
  const FeatureMatrix matrix = matrix_of_columns({{1, 2}, {2, 1}});
  for (const double bad : {0.0, -0.5, 1.01, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(correlated_groups(matrix, bad), InputError) << bad;
  }
}

}  // namespace
}  // namespace cartograf

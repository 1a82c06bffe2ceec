// The whole space against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include "tests/engine/computed.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

using testing_engine::computed;
using testing_engine::names_of;
using testing_engine::nasbench201;
using testing_engine::nasbench201_features;

struct Case {
  Convention convention;
  reference::Convention oracle;
};

class Oracle : public testing::TestWithParam<Case> {
 protected:
  FeatureSet features() const { return nasbench201_features(GetParam().convention); }
};

TEST_P(Oracle, GivesTheSameNames) { EXPECT_EQ(names_of(features()), reference::nasbench201_names(GetParam().oracle)); }

TEST_P(Oracle, GivesTheSameDivisors) {
  const auto fractions = reference::nasbench201_features(GetParam().oracle, {});
  const FeatureSet set = features();
  ASSERT_EQ(set.columns.size(), fractions.size());
  for (std::size_t i = 0; i < fractions.size(); ++i) EXPECT_EQ(set.columns[i].divisor, fractions[i].n) << set.columns[i].name;
}

TEST_P(Oracle, GivesTheSameValuesInEveryDtype) {
  const FeatureSet set = features();
  const std::size_t n_columns = set.columns.size();
  const std::uint64_t n_rows = nasbench201().size();
  const auto numerators = computed<std::int8_t>(set, Dtype::int8, 0, n_rows);
  const auto floats = computed<float>(set, Dtype::float32, 0, n_rows);
  const auto doubles = computed<double>(set, Dtype::float64, 0, n_rows);
  for (std::uint64_t row = 0; row < n_rows; ++row) {
    const auto expected = reference::nasbench201_features(GetParam().oracle, reference::nasbench201_key(row));
    ASSERT_EQ(expected.size(), n_columns);
    for (std::size_t column = 0; column < n_columns; ++column) {
      const std::size_t cell = row * n_columns + column;
      const auto value = expected[column].value();
      ASSERT_EQ(numerators[cell], expected[column].k) << nasbench201().key(row) << ", " << set.columns[column].name;
      ASSERT_EQ(floats[cell], static_cast<float>(value)) << nasbench201().key(row) << ", " << set.columns[column].name;
      ASSERT_EQ(doubles[cell], value) << nasbench201().key(row) << ", " << set.columns[column].name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Conventions, Oracle,
                         testing::Values(Case{Convention::graf_nas, reference::Convention::graf_nas},
                                         Case{Convention::zc_combine, reference::Convention::zc_combine}),
                         [](const auto& test) { return std::string(to_string(test.param.convention)); });

TEST(Oracle, CountsTheColumnsOfTheDefinition) {
  EXPECT_EQ(reference::nasbench201_names(reference::Convention::graf_nas).size(), 191u);
  EXPECT_EQ(reference::nasbench201_names(reference::Convention::zc_combine).size(), 191u);
}

}  // namespace
}  // namespace cartograf

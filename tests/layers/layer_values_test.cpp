// Features and costs of the layered built-in spaces: against the published code, an oracle and the published tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/family/family.hpp"
#include "tests/layers/computed_layers.hpp"
#include "tests/layers/layer_oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_layers::cost_of;
using testing_layers::names_of;
using testing_layers::row_of;
using testing_layers::whole_space;
using testing_support::golden_file;
using testing_support::GoldenTable;
using testing_support::shared_file;

class TransnasMacroValues : public testing::TestWithParam<Convention> {};

TEST_P(TransnasMacroValues, AreThoseOfThePublishedCode) {
  const auto path = golden_file("transnasbench101_macro.graf_nas.csv.gz");
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable golden = GoldenTable::read(path);
  ASSERT_EQ(golden.keys.size(), 1'628u);
  const auto space = make_transnasbench101_macro();
  const FeatureSet features = select_features(*space, GetParam(), {});
  ASSERT_EQ(names_of(features), golden.names);
  const std::vector<double> values = whole_space(*space, features);
  for (std::size_t row = 0; row < golden.keys.size(); ++row) {
    ASSERT_EQ(row_of(values, features, space->index_of(golden.keys[row])), golden.rows[row]) << golden.keys[row];
  }
}

TEST_P(TransnasMacroValues, AreThoseOfTheOracleOverTheWholeSpace) {
  const auto space = make_transnasbench101_macro();
  const FeatureSet features = select_features(*space, GetParam(), {});
  const std::vector<double> values = whole_space(*space, features);
  const std::vector<reference::Chain> keys = reference::transnas_macro_keys();
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(row_of(values, features, index), reference::transnas_macro_features(keys[index])) << space->key(index);
  }
}

INSTANTIATE_TEST_SUITE_P(Conventions, TransnasMacroValues, testing::ValuesIn(kConventions),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST(TransnasMacroFamilies, CanBeSelected) {
  const auto space = make_transnasbench101_macro();
  EXPECT_EQ(select_features(*space, Convention::graf_nas, {"count_ops"}).columns().size(), 4u);
  EXPECT_EQ(select_features(*space, Convention::graf_nas, {"pos_state"}).columns().size(), 12u);
}

TEST(NasbenchMacroValues, AreThoseOfTheOracleOverTheWholeSpace) {
  const auto space = make_nasbench_macro();
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  const std::vector<double> values = whole_space(*space, features);
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    const reference::Chain key = reference::numbers_in(space->key(index), true);
    ASSERT_EQ(row_of(values, features, index), reference::nasbench_macro_features(key)) << space->key(index);
  }
}

TEST(NasbenchMacroValues, HaveTheirNames) {
  const auto space = make_nasbench_macro();
  const std::vector<std::string> names = names_of(select_features(*space, Convention::graf_nas, {}));
  ASSERT_EQ(names.size(), 27u);
  EXPECT_EQ(names[0], "count_ops_0");
  EXPECT_EQ(names[3], "pos_state_0_pos_0");
  EXPECT_EQ(names[4], "pos_state_1_pos_0");
  EXPECT_EQ(names[26], "pos_state_2_pos_7");
}

class NasbenchMacroCosts : public testing::TestWithParam<const char*> {};

TEST_P(NasbenchMacroCosts, EqualThePublishedOnes) {
  const auto path = shared_file("data/nasbench_macro/accuracy.csv");
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable table = GoldenTable::read(path);
  ASSERT_EQ(table.keys.size(), 6'561u);
  const auto column = static_cast<std::size_t>(std::find(table.names.begin(), table.names.end(), GetParam()) - table.names.begin());
  const auto space = make_nasbench_macro();
  for (std::size_t row = 0; row < table.keys.size(); ++row) {
    ASSERT_EQ(cost_of(*space, GetParam(), space->index_of(table.keys[row])), std::llround(table.rows[row][column])) << table.keys[row];
  }
}

INSTANTIATE_TEST_SUITE_P(Columns, NasbenchMacroCosts, testing::Values("params", "flops"),
                         [](const auto& test) { return std::string(test.param); });

TEST(NasbenchMacroCosts, AreOffByDefault) {
  const auto space = make_nasbench_macro();
  EXPECT_TRUE(select_features(*space, Convention::graf_nas, {}).wide_columns().empty());
  EXPECT_EQ(select_features(*space, Convention::graf_nas, {"cost"}).wide_columns().size(), 2u);
}

}  // namespace
}  // namespace cartograf

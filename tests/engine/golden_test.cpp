// Against the published code's own output, and the figures committed in tests/data.
#include <gtest/gtest.h>

#include "tests/engine/computed.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_engine::names_of;
using testing_engine::nasbench201;
using testing_engine::nasbench201_features;
using testing_engine::whole_space;
using testing_support::data_file;
using testing_support::GoldenTable;
using testing_support::shared_file;

class Golden : public testing::TestWithParam<Convention> {
 protected:
  void expect_equal(const GoldenTable& golden) {
    const FeatureSet features = nasbench201_features(GetParam());
    ASSERT_EQ(names_of(features), golden.names);
    const std::vector<double> values = whole_space(features);
    const std::size_t n_columns = golden.names.size();
    for (std::size_t row = 0; row < golden.rows.size(); ++row) {
      const std::uint64_t index = nasbench201().index_of(golden.keys[row]);
      ASSERT_EQ(golden.rows[row].size(), n_columns);
      for (std::size_t column = 0; column < n_columns; ++column) {
        ASSERT_EQ(values[index * n_columns + column], golden.rows[row][column]) << golden.keys[row] << ", " << golden.names[column];
      }
    }
  }
};

TEST_P(Golden, ValuesAreThoseOfThePublishedCode) {
  const auto path = shared_file("golden/nasbench201." + std::string(to_string(GetParam())) + ".csv.gz");
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable golden = GoldenTable::read(path);
  EXPECT_EQ(golden.rows.size(), 7813u);
  expect_equal(golden);
}

TEST_P(Golden, OrderIsThatOfThePublishedCode) {
  const auto path = shared_file("golden/nasbench201." + std::string(to_string(GetParam())) + ".csv.gz");
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable golden = GoldenTable::read(path);  // every second architecture
  for (std::size_t row = 0; row < golden.keys.size(); ++row) ASSERT_EQ(golden.keys[row], nasbench201().key(2 * row));
}

TEST_P(Golden, CommittedFiguresAreEqual) {
  const GoldenTable table = GoldenTable::read(data_file("nasbench201_rows." + std::string(to_string(GetParam())) + ".csv"));
  EXPECT_EQ(table.rows.size(), 14u);
  expect_equal(table);
}

INSTANTIATE_TEST_SUITE_P(Conventions, Golden, testing::Values(Convention::graf_nas, Convention::zc_combine),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace cartograf

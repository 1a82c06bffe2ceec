// DARTS: random cells and pairs against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "tests/families/subjects.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

class DartsFamilies : public testing::TestWithParam<std::string> {};

TEST_P(DartsFamilies, OfCellsEqualTheOracle) {
  std::mt19937_64 random(101);
  expect_equal_to_oracle(*find_space("darts_cell"), GetParam(), darts_subjects(1, 2000, random));
}

TEST_P(DartsFamilies, OfPairsEqualTheOracle) {
  std::mt19937_64 random(102);
  expect_equal_to_oracle(*find_space("darts"), GetParam(), darts_subjects(2, 1000, random));
}

INSTANTIATE_TEST_SUITE_P(All, DartsFamilies, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

// Both inputs feed the cell: an edge from c_{k-1} alone is as live as one from c_{k-2}.
TEST(DartsEffective, CountsEveryEdgeAsAllAreLive) {
  std::mt19937_64 random(103);
  const auto space = find_space("darts_cell");
  const auto subjects = darts_subjects(1, 1000, random);
  const auto rows = computed(*space, "effective", subjects);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::int64_t sum = 0;
    for (const std::int64_t n : rows[i]) sum += n;
    ASSERT_EQ(sum, 8) << subjects[i].key;
  }
}

TEST(DartsReachability, IsNotDefinedWithoutAZeroOperation) {
  EXPECT_FALSE(find_space("darts")->has_reachability());
  EXPECT_FALSE(find_space("darts_cell")->has_reachability());
}

}  // namespace
}  // namespace cartograf

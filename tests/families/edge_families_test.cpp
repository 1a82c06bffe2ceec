// Operations on edges, complete cells: both whole spaces against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "tests/families/subjects.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

class EdgeFamilies : public testing::TestWithParam<std::string> {};

TEST_P(EdgeFamilies, OfNasbench201EqualTheOracle) { expect_equal_to_oracle(*find_space("nasbench201"), GetParam(), nasbench201_subjects()); }
TEST_P(EdgeFamilies, OfMicroEqualTheOracle) { expect_equal_to_oracle(*find_space("transnasbench101_micro"), GetParam(), micro_subjects()); }

INSTANTIATE_TEST_SUITE_P(All, EdgeFamilies, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

/// The wide columns of a family for one architecture, by name.
std::int64_t wide(const FeatureSet& set, const std::string& name, const SearchSpace& space, const std::string& key) {
  const std::vector<std::int64_t> values = wide_values(space, set, space.encode(key).words.data());
  for (std::size_t c = 0; c < values.size(); ++c) {
    if (set.wide_columns()[c].name == name) return values[c];
  }
  ADD_FAILURE() << "no wide column " << name;
  return -1;
}

// NAS-Bench-201 lists edges in keys as columns do; micro has the third and fourth exchanged.
std::string key_of_cell(const naive::Cell& cell, bool micro) {
  std::vector<int> digits;
  for (const naive::Edge& edge : cell.edges) digits.push_back(edge.op);
  if (micro) std::swap(digits[2], digits[3]);
  return key_of(digits);
}

void expect_costs_of_pruned(const std::string& name, const std::vector<Subject>& subjects) {
  const auto space = find_space(name);
  const FeatureSet effective = select_features(*space, Convention::graf_nas, {"effective"});
  const FeatureSet whole = select_features(*space, Convention::graf_nas, {"cost"});
  ASSERT_EQ(effective.wide_columns().size(), space->costs().size());
  for (const Subject& subject : subjects) {
    const std::string pruned = key_of_cell(naive::pruned(subject.cells[0]), name != "nasbench201");
    for (const WideColumn& cost : space->costs()) {
      ASSERT_EQ(wide(effective, "effective_" + cost.name, *space, subject.key), wide(whole, cost.name, *space, pruned)) << subject.key << " -> " << pruned;
    }
  }
}

TEST(EffectiveCosts, OfNasbench201AreThoseOfThePrunedArchitecture) { expect_costs_of_pruned("nasbench201", nasbench201_subjects()); }
TEST(EffectiveCosts, OfMicroAreThoseOfThePrunedArchitecture) { expect_costs_of_pruned("transnasbench101_micro", micro_subjects()); }

TEST(EffectiveCosts, OfNasbench201FollowTheFormula) {
  const auto space = find_space("nasbench201");
  const FeatureSet effective = select_features(*space, Convention::graf_nas, {"effective"});
  for (const Subject& subject : nasbench201_subjects()) {
    std::int64_t params = 73'306;
    for (const naive::Edge& edge : naive::pruned(subject.cells[0]).edges) params += edge.op == 2 ? 243'040 : edge.op == 3 ? 28'000
                                                                                                                          : 0;
    ASSERT_EQ(wide(effective, "effective_params", *space, subject.key), params) << subject.key;
  }
}

// By hand: 1 -> 2 is a convolution into nothing, as 2 -> 3 and 2 -> 4 are none; 1 -> 4 skips.
TEST(EffectiveCosts, LeaveOutADeadConvolution) {
  const auto space = find_space("nasbench201");
  const FeatureSet effective = select_features(*space, Convention::graf_nas, {"effective"});
  EXPECT_EQ(wide(effective, "effective_params", *space, "(2, 1, 0, 1, 1, 1)"), 73'306);
  EXPECT_EQ(wide(effective, "effective_params", *space, "(2, 1, 0, 1, 2, 1)"), 73'306 + 2 * 243'040);
}

}  // namespace
}  // namespace cartograf

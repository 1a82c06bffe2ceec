// NAS-Bench-101: every class of up to five nodes, and random classes of seven in their own and in other numberings,
// against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/space/catalog.hpp"
#include "tests/families/subjects.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

constexpr int kCellNodes = 7, kOps = 3;

const SearchSpace& nasbench101() {
  static const std::unique_ptr<SearchSpace> space = find_space("nasbench101");
  return *space;
}

Subject subject_of(const std::string& key) { return {key, {node_cell(key, kCellNodes, kOps)}}; }

/// Classes of at most five nodes come first in the space.
std::vector<Subject> small_classes() {
  std::vector<Subject> subjects;
  for (std::uint64_t index = 0;; ++index) {
    const std::string key = nasbench101().key(index);
    if (numbers_of(key).size() > 5 * 5 + 5) return subjects;
    subjects.push_back(subject_of(key));
  }
}

std::vector<Subject> large_graphs() {
  std::mt19937_64 random(104);
  std::vector<Subject> subjects;
  while (subjects.size() < 3000) {
    const std::string key = nasbench101().key(random() % nasbench101().size());
    if (numbers_of(key).size() != 7 * 7 + 7) continue;
    subjects.push_back(subject_of(key));
    for (int i = 0; i < 2; ++i) subjects.push_back(subject_of(relabelled(key, random)));
  }
  return subjects;
}

class NodeFamilies : public testing::TestWithParam<std::string> {};

TEST_P(NodeFamilies, OfClassesUpToFiveNodesEqualTheOracle) { expect_equal_to_oracle(nasbench101(), GetParam(), small_classes()); }
TEST_P(NodeFamilies, OfGraphsOfSevenNodesEqualTheOracle) { expect_equal_to_oracle(nasbench101(), GetParam(), large_graphs()); }

INSTANTIATE_TEST_SUITE_P(All, NodeFamilies, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

TEST(NodeFamilies, SampleHasDifferentNumberingsOfOneClass) {
  const auto subjects = large_graphs();
  const auto different = std::count_if(subjects.begin() + 1, subjects.end(), [&](const Subject& s) {
    const Subject& before = *(&s - 1);
    return s.key != before.key && nasbench101().index_of(s.key) == nasbench101().index_of(before.key);
  });
  EXPECT_GT(different, 500);
}

// Every node lies on a path, so that there is nothing to leave out.
TEST(NodeEffective, ParamsAreThoseOfTheWholeArchitecture) {
  const FeatureSet effective = select_features(nasbench101(), Convention::graf_nas, {"effective"});
  const FeatureSet whole = select_features(nasbench101(), Convention::graf_nas, {"cost"});
  ASSERT_EQ(effective.wide_columns().size(), 1u);
  EXPECT_EQ(effective.wide_columns()[0].name, "effective_params");
  std::mt19937_64 random(105);
  for (int i = 0; i < 2000; ++i) {
    const auto words = words_of(nasbench101(), random() % nasbench101().size());
    ASSERT_EQ(wide_values(nasbench101(), effective, words.data()), wide_values(nasbench101(), whole, words.data()));
  }
}

}  // namespace
}  // namespace cartograf

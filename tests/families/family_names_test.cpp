// Names of all columns and their order, in all conventions; and which columns are wide.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "tests/families/subjects.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

struct Case {
  std::string space;
  naive::Names names;
  std::vector<naive::Cell> cells;
  std::vector<std::string> costs;  ///< of `effective`
};

std::vector<Case> cases() {
  std::mt19937_64 random(1);
  const std::vector<std::string> darts_ops = {"max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"};
  return {
      {"nasbench201", {{"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"}, false, 0, 1}, nasbench201_subjects()[0].cells, {"params", "flops", "flops_nats"}},
      {"transnasbench101_micro", {{"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"}, false, 0, 1}, micro_subjects()[0].cells, {"params", "flops"}},
      {"nasbench101", {{"maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu"}, false, 2, 0}, {node_cell("(0, 1, 0, 0, 0, 1)", 7, 3)}, {"params"}},
      {"darts_cell", {darts_ops, false, 1, 0}, darts_subjects(1, 1, random)[0].cells, {}},
      {"darts", {darts_ops, false, 1, 0, {"normal_", "reduce_"}}, darts_subjects(2, 1, random)[0].cells, {}},
  };
}

std::vector<std::string> feature_names(const FeatureSet& set) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : set.columns()) names.push_back(column.name);
  return names;
}

std::vector<std::string> wide_names(const FeatureSet& set) {
  std::vector<std::string> names;
  for (const FeatureColumn& cost : set.wide_columns()) names.push_back(cost.name);
  return names;
}

TEST(FamilyNames, EqualTheOracleInAllConventions) {
  for (Case c : cases()) {
    const auto space = find_space(c.space);
    for (const Convention convention : kConventions) {
      c.names.ids_in_subsets = convention != Convention::graf_nas;
      for (const std::string& family : kFamilies) {
        const FeatureSet set = select_features(*space, convention, {family});
        const auto expected = naive::names(family, c.cells, c.names);
        EXPECT_EQ(family == "path_counts" ? wide_names(set) : feature_names(set), expected) << c.space << ", " << family;
        EXPECT_EQ(family == "path_counts", set.columns().empty());
        if (family == "effective") {
          ASSERT_EQ(set.wide_columns().size(), c.costs.size());
          for (std::size_t i = 0; i < c.costs.size(); ++i) EXPECT_EQ(set.wide_columns()[i].name, "effective_" + c.costs[i]);
        } else if (family != "path_counts") {
          EXPECT_TRUE(set.wide_columns().empty());
        }
      }
    }
  }
}

TEST(FamilyNames, StandOnceInASpace) {
  for (const std::string& name : space_names()) {
    const auto space = find_space(name);
    for (const Convention convention : kConventions) {
      std::vector<std::string> families;  // all that a store takes together
      std::uint64_t n = 0;
      for (const Family& family : families_of(*space, convention)) {
        const auto more = n_columns(family);
        if (!more || n + *more > 100'000) continue;
        n += *more;
        families.push_back(family.name);
      }
      if (name == "darts" || name == "nasbench101") {
        EXPECT_EQ(families.size(), families_of(*space, convention).size());
      }
      const FeatureSet set = select_features(*space, convention, families);
      std::set<std::string> seen;
      for (const auto& names : {feature_names(set), wide_names(set)}) {
        for (const std::string& column : names) EXPECT_TRUE(seen.insert(column).second) << name << ": " << column;
      }
    }
  }
}

TEST(FamilyNames, AreOffByDefault) {
  for (const Case& c : cases()) {
    const auto space = find_space(c.space);
    for (const Convention convention : kConventions) {
      for (const Family& family : families_of(*space, convention)) {
        const bool beyond_the_papers = std::find(kFamilies.begin(), kFamilies.end(), family.name) != kFamilies.end();
        EXPECT_FALSE(beyond_the_papers && family.by_default) << c.space << ", " << family.name;
      }
    }
  }
}

TEST(FamilyNames, CountsOfTheDocumentation) {
  const std::vector<std::pair<std::string, std::vector<std::uint32_t>>> expected = {
      {"nasbench201", {372, 248, 30, 6, 155, 62, 8}},
      {"transnasbench101_micro", {180, 120, 24, 6, 84, 30, 6}},
      {"nasbench101", {294, 98, 15, 21, 364, 14, 4}},
      {"darts_cell", {5334, 1778, 98, 14, 5600, 254, 7}},
      {"darts", {10668, 3556, 196, 28, 11200, 508, 14}},
  };
  for (const auto& [name, counts] : expected) {
    const auto space = find_space(name);
    for (std::size_t i = 0; i < kFamilies.size(); ++i) {
      for (const Family& family : families_of(*space, Convention::graf_nas)) {
        if (family.name != kFamilies[i]) continue;
        EXPECT_EQ(n_columns(family), counts[i]) << name << ", " << family.name;
      }
    }
  }
}

}  // namespace
}  // namespace cartograf

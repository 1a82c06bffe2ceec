// Which columns a space offers: families, order, names.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "host/space/edge_space.hpp"
#include "host/space/subsets.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

std::vector<std::string> names_of(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns) names.push_back(column.name);
  return names;
}

std::string message_of(const std::vector<std::string>& families) {
  try {
    find_space("nasbench201")->features(Convention::graf_nas, families);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(Columns, HaveTheOraclesNamesInItsOrder) {
  const auto space = find_space("nasbench201");
  EXPECT_EQ(names_of(space->features(Convention::graf_nas, {})), reference::nasbench201_names(reference::Convention::graf_nas));
  EXPECT_EQ(names_of(space->features(Convention::zc_combine, {})), reference::nasbench201_names(reference::Convention::zc_combine));
}

TEST(Columns, HaveTheSpellingOfEachConvention) {
  const auto space = find_space("nasbench201");
  const auto graf_nas = names_of(space->features(Convention::graf_nas, {}));
  const auto zc_combine = names_of(space->features(Convention::zc_combine, {}));
  EXPECT_EQ(graf_nas[5 + 5], "min_path_len_(skip_connect,none)");
  EXPECT_EQ(zc_combine[5], "min_path_len_banned_()");
  EXPECT_EQ(zc_combine[5 + 31 + 5], "max_op_on_path_allowed_(0, 1)");
  EXPECT_EQ(graf_nas.back(), "node_degree_(skip_connect,none,nor_conv_3x3,nor_conv_1x1,avg_pool_3x3)_avg_out");
  EXPECT_EQ(zc_combine.back(), "node_degree_allowed_(0, 1, 2, 3, 4)_avg_out");
}

TEST(Families, HaveTheColumnsTheyAnnounce) {
  const auto space = find_space("nasbench201");
  for (const Convention convention : {Convention::graf_nas, Convention::zc_combine}) {
    for (const FamilyInfo& family : space->families(convention)) {
      const FeatureSet alone = space->features(convention, {family.name});
      EXPECT_EQ(alone.columns.size() + alone.costs.size(), family.n_columns) << family.name;
      EXPECT_EQ(alone.plan.n_columns(), alone.columns.size()) << family.name;
      EXPECT_EQ(alone.families, std::vector<std::string>{family.name});
    }
  }
}

TEST(Families, ByDefaultAreAllButTheCosts) {
  const FeatureSet features = find_space("nasbench201")->features(Convention::graf_nas, {});
  EXPECT_EQ(features.families, (std::vector<std::string>{"op_count", "min_path_len", "max_op_on_path", "node_degree"}));
  EXPECT_TRUE(features.costs.empty());
}

TEST(Families, KeepTheirOrderWhateverIsAsked) {
  const auto space = find_space("nasbench201");
  const auto forward = space->features(Convention::graf_nas, {"op_count", "node_degree", "cost"});
  const auto backward = space->features(Convention::graf_nas, {"cost", "node_degree", "op_count", "op_count"});
  EXPECT_EQ(names_of(forward), names_of(backward));
  EXPECT_EQ(forward.families, backward.families);
  EXPECT_EQ(forward.costs, backward.costs);
}

TEST(Families, OfCostAreParamsAndFlops) {
  const FeatureSet features = find_space("nasbench201")->features(Convention::graf_nas, {"cost"});
  ASSERT_EQ(features.costs.size(), 2u);
  EXPECT_EQ(features.costs[0].name, "params");
  EXPECT_EQ(features.costs[1].name, "flops");
  EXPECT_TRUE(features.columns.empty());
}

TEST(Families, UnknownOnesAreRejectedWithASuggestion) {
  EXPECT_EQ(message_of({"op_count", "node_degre"}), "unknown feature family 'node_degre'; did you mean node_degree?");
}

TEST(Families, UnknownOnesWithNothingNearListAll) {
  EXPECT_EQ(message_of({"zzzzzzzzzzzzzzzzzzzzzzzz"}),
            "unknown feature family 'zzzzzzzzzzzzzzzzzzzzzzzz'; there are op_count, min_path_len, max_op_on_path, node_degree, cost");
}

TEST(Conventions, PrintAsTheyAreParsed) {
  for (const Convention convention : {Convention::graf_nas, Convention::zc_combine}) {
    EXPECT_EQ(parse_convention(to_string(convention)), convention);
  }
  EXPECT_THROW(parse_convention("graf-nas"), InputError);
  EXPECT_THROW(parse_convention(""), InputError);
}

TEST(Subsets, AreBySizeAndThenLexicographic) {
  std::vector<std::string> texts;
  for (const OpSet ops : subsets_by_size(3, 0, 3)) texts.push_back(ids_text(ops));
  EXPECT_EQ(texts, (std::vector<std::string>{"()", "(0)", "(1)", "(2)", "(0, 1)", "(0, 2)", "(1, 2)", "(0, 1, 2)"}));
}

TEST(Subsets, OfASizeAreThoseOfThatSizeOnly) {
  EXPECT_EQ(subsets_by_size(5, 2, 2).size(), 10u);
  EXPECT_EQ(subsets_by_size(5, 1, 5).size(), 31u);
}

TEST(Subsets, PrintNamesWithoutBlanks) { EXPECT_EQ(names_text(0b101, {"a", "b", "c"}), "(a,c)"); }

TEST(Definition, NamesOperationsAndEdges) {
  const std::string text = find_space("nasbench201")->definition();
  EXPECT_NE(text.find(R"("operations":["skip_connect","none","nor_conv_3x3","nor_conv_1x1","avg_pool_3x3"])"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("edges":[[1,2],[1,3],[1,4],[2,3],[2,4],[3,4]])"), std::string::npos) << text;
}

TEST(AdjacencyBits, NameTheEdgesByTheirNodes) {
  const AdjacencyBits bits = find_space("nasbench201")->adjacency_bits();
  EXPECT_EQ(bits.edges, (std::vector<std::string>{"1->2", "1->3", "1->4", "2->3", "2->4", "3->4"}));
  EXPECT_EQ(bits.operations.size(), 5u);
}

// A space whose key does not list the edges in topological order (as TransNAS-Bench-101 micro).
TEST(EdgeSpace, SortsTheEdgesOfItsKey) {
  EdgeSpaceDefinition definition;
  definition.name = "exchanged";
  definition.operations = {"a", "b"};
  definition.n_nodes = 4;
  definition.key_edges = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}};
  const EdgeSpace space(definition);
  EdgeMask masks[2];
  space.codec().decode(space.index_of("(0, 0, 1, 0, 0, 0)"), masks);
  const AdjacencyBits bits = space.adjacency_bits();
  EXPECT_EQ(bits.edges[static_cast<std::size_t>(lowest_bit(masks[1]))], "2->3");
  EXPECT_EQ(popcount(masks[1]), 1);
}

}  // namespace
}  // namespace cartograf

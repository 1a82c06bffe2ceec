// Which columns a space offers: families, order, names.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "host/space/edge_space.hpp"
#include "host/family/subsets.hpp"
#include "tests/reference/darts.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

std::vector<std::string> names_of(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns()) names.push_back(column.name);
  return names;
}

std::string message_of_families(const std::vector<std::string>& families) {
  try {
    select_features(*find_space("nasbench201"), Convention::graf_nas, families);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

constexpr std::pair<Convention, reference::Convention> kBoth[] = {{Convention::graf_nas, reference::Convention::graf_nas},
                                                                  {Convention::zc_combine, reference::Convention::zc_combine},
                                                                  {Convention::paper, reference::Convention::paper}};

TEST(Columns, HaveTheOraclesNamesInItsOrder) {
  for (const auto& [convention, oracle] : kBoth) {
    EXPECT_EQ(names_of(select_features(*find_space("nasbench201"), convention, {})), reference::nasbench201_names(oracle));
    EXPECT_EQ(names_of(select_features(*find_space("transnasbench101_micro"), convention, {})), reference::micro_names(oracle));
    EXPECT_EQ(names_of(select_features(*find_space("darts"), convention, {})), reference::darts_names(oracle, 2));
    EXPECT_EQ(names_of(select_features(*find_space("darts_cell"), convention, {})), reference::darts_names(oracle, 1));
  }
}

TEST(Columns, AreAsManyAsPublished) {
  const auto n_columns = [](const char* space, Convention convention) {
    return select_features(*find_space(space), convention, {}).columns().size();
  };
  EXPECT_EQ(n_columns("nasbench201", Convention::graf_nas), 191u);
  EXPECT_EQ(n_columns("transnasbench101_micro", Convention::graf_nas), 95u);
  EXPECT_EQ(n_columns("darts", Convention::graf_nas), 1032u);
  EXPECT_EQ(n_columns("darts_cell", Convention::graf_nas), 516u);
  for (const Convention convention : {Convention::zc_combine, Convention::paper}) {
    EXPECT_EQ(n_columns("nasbench201", convention), 191u);
    EXPECT_EQ(n_columns("transnasbench101_micro", convention), 94u);
    EXPECT_EQ(n_columns("darts", convention), 1540u);
    EXPECT_EQ(n_columns("darts_cell", convention), 770u);
  }
}

TEST(Columns, OfDartsHaveThePublishedSpelling) {
  const auto names = names_of(select_features(*find_space("darts"), Convention::zc_combine, {}));
  EXPECT_EQ(names[0], "op_count_normal_0");
  EXPECT_EQ(names[16], "max_op_on_path_allowed_(1)_normal_c_{k-2}");
  EXPECT_EQ(names[16 + 7 * 4 + 3], "max_op_on_path_allowed_(1, 2)_reduce_c_{k-1}");
  EXPECT_EQ(names.back(), "node_degree_allowed_(1, 2, 3, 4, 5, 6, 7)_reduce_avg_out");
  const auto graf_nas = names_of(select_features(*find_space("darts"), Convention::graf_nas, {}));
  EXPECT_EQ(graf_nas[16], "node_degree_(max_pool_3x3)_normal_c_{k-2}_degree");
}

TEST(Columns, HaveTheSpellingOfEachConvention) {
  const auto space = find_space("nasbench201");
  const auto graf_nas = names_of(select_features(*space, Convention::graf_nas, {}));
  const auto zc_combine = names_of(select_features(*space, Convention::zc_combine, {}));
  EXPECT_EQ(graf_nas[5 + 5], "min_path_len_(skip_connect,none)");
  EXPECT_EQ(zc_combine[5], "min_path_len_banned_()");
  EXPECT_EQ(zc_combine[5 + 31 + 5], "max_op_on_path_allowed_(0, 1)");
  EXPECT_EQ(graf_nas.back(), "node_degree_(skip_connect,none,nor_conv_3x3,nor_conv_1x1,avg_pool_3x3)_avg_out");
  EXPECT_EQ(zc_combine.back(), "node_degree_allowed_(0, 1, 2, 3, 4)_avg_out");
}

TEST(Families, HaveTheColumnsTheyAnnounce) {
  for (const char* name : {"nasbench201", "transnasbench101_micro", "darts", "darts_cell"}) {
    const auto space = find_space(name);
    for (const Convention convention : kConventions) {
      for (const Family& family : families_of(*space, convention)) {
        const FeatureSet alone = select_features(*space, convention, {family.name});
        EXPECT_EQ(alone.columns().size() + alone.wide_columns().size(), n_columns(family)) << family.name;
        std::size_t n_of_blocks = 0;
        for (const ColumnBlockPointer& block : alone.row_blocks()) n_of_blocks += block->columns().size();
        EXPECT_EQ(n_of_blocks, alone.columns().size()) << family.name;
        EXPECT_EQ(alone.families, std::vector<std::string>{family.name});
      }
    }
  }
}

TEST(Families, ByDefaultAreAllButTheCosts) {
  const FeatureSet features = select_features(*find_space("nasbench201"), Convention::graf_nas, {});
  EXPECT_EQ(features.families, (std::vector<std::string>{"op_count", "min_path_len", "max_op_on_path", "node_degree"}));
  EXPECT_TRUE(features.wide_columns().empty());
  EXPECT_EQ(select_features(*find_space("darts"), Convention::graf_nas, {}).families, (std::vector<std::string>{"op_count", "node_degree"}));
  EXPECT_EQ(select_features(*find_space("darts"), Convention::paper, {}).families,
            (std::vector<std::string>{"op_count", "max_op_on_path", "node_degree"}));
}

TEST(Families, KeepTheirOrderWhateverIsAsked) {
  const auto space = find_space("nasbench201");
  const auto forward = select_features(*space, Convention::graf_nas, {"op_count", "node_degree", "cost"});
  const auto backward = select_features(*space, Convention::graf_nas, {"cost", "node_degree", "op_count", "op_count"});
  EXPECT_EQ(names_of(forward), names_of(backward));
  EXPECT_EQ(forward.families, backward.families);
  ASSERT_EQ(forward.wide_columns().size(), 3u);
  ASSERT_EQ(backward.wide_columns().size(), 3u);
  const std::vector<std::uint64_t> words = words_of(*space, 12345);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(forward.wide_columns()[i].name, backward.wide_columns()[i].name);
    EXPECT_EQ(wide_values(*space, forward, words.data())[i], wide_values(*space, backward, words.data())[i]);
  }
}

TEST(Families, OfCostAreParamsAndFlops) {
  const FeatureSet features = select_features(*find_space("nasbench201"), Convention::graf_nas, {"cost"});
  ASSERT_EQ(features.wide_columns().size(), 3u);
  EXPECT_EQ(features.wide_columns()[0].name, "params");
  EXPECT_EQ(features.wide_columns()[1].name, "flops");
  EXPECT_EQ(features.wide_columns()[2].name, "flops_nats");
  EXPECT_TRUE(features.columns().empty());
}

TEST(Families, UnknownOnesAreRejectedWithASuggestion) {
  EXPECT_EQ(message_of_families({"op_count", "node_degre"}), "unknown feature family 'node_degre'; did you mean node_degree?");
}

TEST(Families, UnknownOnesWithNothingNearListAll) {
  std::string names;
  for (const Family& family : families_of(*find_space("nasbench201"), Convention::graf_nas)) {
    names += (names.empty() ? "" : ", ") + family.name;
    for (const Family& group : family.groups) names += ", " + family.name + ":" + group.name;
  }
  EXPECT_TRUE(names.starts_with("op_count, min_path_len, max_op_on_path, node_degree, cost")) << names;
  EXPECT_EQ(message_of_families({"zzzzzzzzzzzzzzzzzzzzzzzz"}), "unknown feature family 'zzzzzzzzzzzzzzzzzzzzzzzz'; there are " + names);
}

TEST(Conventions, PrintAsTheyAreParsed) {
  for (const Convention convention : {Convention::graf_nas, Convention::zc_combine, Convention::paper}) {
    EXPECT_EQ(parse_convention(to_string(convention)), convention);
  }
  EXPECT_THROW(parse_convention("graf-nas"), InputError);
  EXPECT_THROW(parse_convention(""), InputError);
}

TEST(Subsets, AreBySizeAndThenLexicographic) {
  std::vector<std::string> texts;
  const OpNames ops{{"a", "b", "c"}, 0};
  for (const OpSet subset : subsets_by_size(3, 0, 3)) texts.push_back(allowed_name("f", Convention::zc_combine, ops, subset));
  std::vector<std::string> expected;
  for (const char* ids : {"()", "(0)", "(1)", "(2)", "(0, 1)", "(0, 2)", "(1, 2)", "(0, 1, 2)"}) expected.push_back(std::string("f_allowed_") + ids);
  EXPECT_EQ(texts, expected);
}

TEST(Subsets, OfASizeAreThoseOfThatSizeOnly) {
  EXPECT_EQ(subsets_by_size(5, 2, 2).size(), 10u);
  EXPECT_EQ(subsets_by_size(5, 1, 5).size(), 31u);
}

TEST(AllowedName, PrintsNamesWithoutBlanksAndIdsWithThem) {
  const OpNames ops{{"a", "b", "c"}, 0};
  EXPECT_EQ(allowed_name("f", Convention::graf_nas, ops, 0b101), "f_(a,c)");
  EXPECT_EQ(allowed_name("f", Convention::zc_combine, ops, 0b101), "f_allowed_(0, 2)");
  EXPECT_EQ(allowed_name("f", Convention::paper, ops, 0b101), "f_allowed_(0, 2)");
}

TEST(AllowedName, CountsIdsFromTheFirst) {
  EXPECT_EQ(allowed_name("f", Convention::paper, {{"a", "b", "c"}, 2}, 0b101), "f_allowed_(2, 4)");
  EXPECT_EQ(allowed_name("f", Convention::graf_nas, {{"a", "b", "c"}, 2}, 0b101), "f_(a,c)");
}

TEST(MinPathLenSubsets, AreAllowedSetsInTheReleaseAndBannedOnesInTheExperiments) {
  const OpNames ops{{"a", "b"}, 0};
  const auto listed = [&](Convention convention) {
    std::vector<std::pair<std::string, OpSet>> subsets;
    for (const NamedSubset& subset : min_path_len_subsets(convention, ops)) subsets.emplace_back(subset.name, subset.allowed);
    return subsets;
  };
  using Expected = std::vector<std::pair<std::string, OpSet>>;
  EXPECT_EQ(listed(Convention::graf_nas), (Expected{{"min_path_len_(a)", 1}, {"min_path_len_(b)", 2}, {"min_path_len_(a,b)", 3}}));
  const Expected banned = {{"min_path_len_banned_()", 3}, {"min_path_len_banned_(0)", 2}, {"min_path_len_banned_(1)", 1}};
  EXPECT_EQ(listed(Convention::zc_combine), banned);
  EXPECT_EQ(listed(Convention::paper), banned);
}

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

TEST(AdjacencyBits, OfDartsNameBothCells) {
  const AdjacencyBits bits = find_space("darts")->adjacency_bits();
  EXPECT_EQ(bits.edges, (std::vector<std::string>{"0->2", "0->3", "0->4", "0->5", "1->2", "1->3", "1->4", "1->5", "2->3", "2->4", "2->5",
                                                  "3->4", "3->5", "4->5"}));
  ASSERT_EQ(bits.operations.size(), 14u);
  EXPECT_EQ(bits.operations.front(), "normal_max_pool_3x3");
  EXPECT_EQ(bits.operations.back(), "reduce_dil_conv_5x5");
  EXPECT_EQ(find_space("darts_cell")->adjacency_bits().operations.front(), "max_pool_3x3");
}

TEST(AdjacencyBits, NameEveryWordOfEverySpace) {
  for (const std::string& name : space_names()) {
    const auto space = find_space(name);
    EXPECT_EQ(space->adjacency_bits().operations.size(), static_cast<std::size_t>(space->codec().n_words())) << name;
  }
}

// A space whose key does not list the edges in topological order (as TransNAS-Bench-101 micro).
TEST(EdgeSpace, SortsTheEdgesOfItsKey) {
  EdgeSpaceDefinition definition;
  definition.name = "exchanged";
  definition.operations = {"a", "b"};
  definition.n_nodes = 4;
  definition.key_edges = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}};
  const EdgeSpace space(definition);
  ElementMask masks[2];
  space.codec().decode(space.index_of("(0, 0, 1, 0, 0, 0)"), masks);
  const AdjacencyBits bits = space.adjacency_bits();
  EXPECT_EQ(bits.edges[static_cast<std::size_t>(lowest_bit(masks[1]))], "2->3");
  EXPECT_EQ(popcount(masks[1]), 1);
}

}  // namespace
}  // namespace cartograf

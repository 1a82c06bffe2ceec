#include "host/space/equivalence.hpp"

#include <gtest/gtest.h>

#include <set>

#include "host/space/catalog.hpp"
#include "kernels/algorithms/random_permutation.hpp"
#include "tests/equivalence/small_cells.hpp"

namespace cartograf {
namespace {

using testing_equivalence::Edges;
using testing_equivalence::small_graph;
using testing_equivalence::Words;

std::uint64_t count_classes(const std::vector<std::uint64_t>& classes) { return std::set(classes.begin(), classes.end()).size(); }

constexpr OpRoles kNasbench201{1, 0};
constexpr OpRoles kMicro{0, 1};
constexpr OpRoles kDarts{-1, 2};

std::vector<std::uint64_t> whole_space_classes(const SearchSpace& space, OpRoles roles, Equivalence equivalence, int threads = 2) {
  ArchitectureSource source;
  source.codec = space.codec();
  return equivalence_classes(edge_graph(space, roles), equivalence, source, space.size(), threads);
}

std::uint64_t n_classes(const SearchSpace& space, OpRoles roles, Equivalence equivalence) {
  return count_classes(whole_space_classes(space, roles, equivalence));
}

std::string form_of(const SearchSpace& space, OpRoles roles, const std::string& key, Equivalence equivalence) {
  return canonical_form(edge_graph(space, roles), space.encode(key).words.data(), equivalence);
}

TEST(Equivalence, NamesRoundTrip) {
  for (const Equivalence equivalence : kEquivalences) EXPECT_EQ(parse_equivalence(to_string(equivalence)), equivalence);
  try {
    parse_equivalence("contractd");
    FAIL() << "expected an InputError";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("contracted"), std::string::npos) << error.what();
  }
}

TEST(Equivalence, NeedsOperationsOnEdges) {
  EXPECT_THROW(edge_graph(*find_space("transnasbench101_macro"), {}), InputError);
  EXPECT_THROW(edge_graph(*find_space("nasbench101"), {}), InputError);
}

// Dong and Yang, ICLR 2020: 12,751 when only skips are contracted, 6,466 with zeros too.
TEST(Equivalence, CountsOfNasbench201) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  EXPECT_EQ(n_classes(*space, kNasbench201, Equivalence::labelled), 15'625u);
  EXPECT_EQ(n_classes(*space, kNasbench201, Equivalence::contracted), 5'425u);
  EXPECT_EQ(n_classes(*space, kNasbench201, Equivalence::expression), 6'466u);
  EXPECT_EQ(n_classes(*space, kNasbench201, Equivalence::expression_skip), 12'751u);
  EXPECT_EQ(n_classes(*space, kNasbench201, Equivalence::expression_live), 5'390u);
}

TEST(Equivalence, CountsOfTransNasbench101Micro) {
  const std::unique_ptr<SearchSpace> space = make_transnasbench101_micro();
  EXPECT_EQ(n_classes(*space, kMicro, Equivalence::labelled), 4'096u);
  EXPECT_EQ(n_classes(*space, kMicro, Equivalence::contracted), 1'011u);
  EXPECT_EQ(n_classes(*space, kMicro, Equivalence::expression), 1'236u);
  EXPECT_EQ(n_classes(*space, kMicro, Equivalence::expression_skip), 3'131u);
  EXPECT_EQ(n_classes(*space, kMicro, Equivalence::expression_live), 951u);
}

// As the published code prints them.
TEST(Equivalence, ExpressionsAreThoseOfTheAuthors) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::string key = "(2, 0, 1, 4, 3, 0)";  // 1->2 conv 3x3, 1->3 skip, 1->4 none, 2->3 pool, 2->4 conv 1x1, 3->4 skip
  EXPECT_EQ(form_of(*space, kNasbench201, key, Equivalence::expression),
            "#+((0)@nor_conv_3x3)@avg_pool_3x3+0+((0)@nor_conv_3x3)@nor_conv_1x1");
  EXPECT_EQ(form_of(*space, kNasbench201, key, Equivalence::expression_skip),
            "((0)@nor_conv_3x3)@avg_pool_3x3+0+((0)@nor_conv_3x3)@nor_conv_1x1+(0)@none");
  EXPECT_EQ(form_of(*space, kNasbench201, key, Equivalence::expression_live),
            "((0)@nor_conv_3x3)@avg_pool_3x3+0+((0)@nor_conv_3x3)@nor_conv_1x1");
  EXPECT_EQ(form_of(*space, kNasbench201, "(1, 1, 1, 1, 1, 1)", Equivalence::expression_live), "");
  EXPECT_EQ(form_of(*space, kNasbench201, "(1, 1, 1, 2, 1, 1)", Equivalence::expression), "#+#+#");
}

// One convolution read twice, and two convolutions: strings cannot tell them apart.
TEST(Equivalence, ExpressionsConflateSharedWithEqual) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::string shared = "(2, 1, 1, 0, 0, 0)", equal = "(1, 2, 2, 1, 1, 0)";
  for (const Equivalence equivalence : {Equivalence::expression, Equivalence::expression_live}) {
    EXPECT_EQ(form_of(*space, kNasbench201, shared, equivalence), form_of(*space, kNasbench201, equal, equivalence));
  }
  EXPECT_NE(form_of(*space, kNasbench201, shared, Equivalence::contracted), form_of(*space, kNasbench201, equal, Equivalence::contracted));
}

// A sum that comes through a skip stays one term when its reader sorts, so that one sum has several strings.
TEST(Equivalence, ExpressionsSplitEqualSums) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::string a = "(0, 0, 0, 1, 2, 3)", b = "(0, 0, 1, 3, 2, 0)";
  EXPECT_EQ(form_of(*space, kNasbench201, a, Equivalence::contracted), form_of(*space, kNasbench201, b, Equivalence::contracted));
  EXPECT_NE(form_of(*space, kNasbench201, a, Equivalence::expression_live), form_of(*space, kNasbench201, b, Equivalence::expression_live));
}

TEST(Equivalence, EverythingDeadIsOneClass) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::vector<std::uint64_t> classes = whole_space_classes(*space, kNasbench201, Equivalence::contracted);
  const std::uint64_t dead = classes[space->index_of("(1, 1, 1, 1, 1, 1)")];
  EXPECT_EQ(classes[space->index_of("(2, 1, 1, 0, 1, 1)")], dead);
  EXPECT_NE(classes[space->index_of("(1, 1, 0, 1, 1, 1)")], dead);
}

TEST(Equivalence, AClassIsNamedByItsFirstMember) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::vector<std::uint64_t> classes = whole_space_classes(*space, kNasbench201, Equivalence::contracted);
  const EdgeGraph graph = edge_graph(*space, kNasbench201);
  std::set<std::string> seen;
  for (std::uint64_t index = 0; index < classes.size(); ++index) {
    ASSERT_LE(classes[index], index);
    ASSERT_EQ(classes[classes[index]], classes[index]);
    const bool is_new = seen.insert(canonical_form(graph, words_of(*space, index).data(), Equivalence::contracted)).second;
    ASSERT_EQ(is_new, classes[index] == index);
  }
}

TEST(Equivalence, OfIndicesInAnyOrder) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const std::vector<std::uint64_t> all = whole_space_classes(*space, kNasbench201, Equivalence::contracted);
  std::vector<std::uint64_t> indices;
  for (std::uint64_t index = all.size(); index-- > 0;) indices.push_back(index);
  ArchitectureSource source;
  source.codec = space->codec();
  source.indices = indices.data();
  const auto classes = equivalence_classes(edge_graph(*space, kNasbench201), Equivalence::contracted, source, indices.size(), 2);
  for (std::size_t row = 0; row < indices.size(); ++row) ASSERT_EQ(classes[row], all[indices[row]]);
}

TEST(Equivalence, OfPackedArchitecturesByRow) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  std::vector<std::uint64_t> packed;
  for (const char* key : {"(2, 1, 1, 1, 0, 1)", "(1, 1, 0, 1, 1, 1)", "(1, 2, 1, 1, 1, 0)"}) {
    const std::vector<std::uint64_t> words = space->encode(key).words;
    packed.insert(packed.end(), words.begin(), words.end());
  }
  ArchitectureSource source;
  source.codec = space->codec();
  source.packed = packed.data();
  const auto classes = equivalence_classes(edge_graph(*space, kNasbench201), Equivalence::contracted, source, 3, 1);
  EXPECT_EQ(classes, (std::vector<std::uint64_t>{0, 1, 0}));
  EXPECT_TRUE(equivalence_classes(edge_graph(*space, kNasbench201), Equivalence::contracted, source, 0).empty());
}

TEST(Equivalence, IsTheSameOnAnyNumberOfThreads) {
  const std::unique_ptr<SearchSpace> darts = find_space("darts_cell");
  const EdgeGraph graph = edge_graph(*darts, kDarts);
  ArchitectureSource source;
  source.codec = darts->codec();
  for (const Equivalence equivalence : kEquivalences) {
    const auto expected = equivalence_classes(graph, equivalence, source, 20'000, 1);
    EXPECT_LT(count_classes(expected), 20'000u);
    for (const int threads : {2, 3, 7}) EXPECT_EQ(equivalence_classes(graph, equivalence, source, 20'000, threads), expected);
  }
}

TEST(Equivalence, InputsOfADartsCellDiffer) {
  const std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  const std::string tail = ", (0, 4), (1, 4), (0, 4), (1, 4), (0, 4), (1, 4))";
  for (const Equivalence equivalence : kEquivalences) {
    const auto form = [&](const std::string& head) { return form_of(*space, kDarts, head + tail, equivalence); };
    EXPECT_NE(form("((0, 3), (1, 4)"), form("((0, 4), (1, 3)"));
    EXPECT_EQ(form("((0, 3), (1, 4)"), form("((1, 4), (0, 3)"));
  }
}

// Nodes 2 and 3 change places; then node 4 reads the same sum from either of two nodes.
TEST(Equivalence, IntermediateNodesChangePlaces) {
  const std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  const std::string a = "((0, 3), (1, 4), (0, 5), (1, 6), (0, 0), (2, 1), (0, 4), (1, 4))";
  const std::string b = "((0, 5), (1, 6), (0, 3), (1, 4), (0, 0), (3, 1), (0, 4), (1, 4))";
  for (const Equivalence equivalence : kEquivalences) EXPECT_EQ(form_of(*space, kDarts, a, equivalence), form_of(*space, kDarts, b, equivalence));

  const std::string of_2 = "((0, 2), (1, 2), (0, 2), (2, 3), (1, 0), (2, 1), (0, 4), (1, 4))";
  const std::string of_both = "((0, 2), (1, 2), (0, 2), (2, 3), (1, 0), (2, 1), (0, 2), (1, 2))";
  EXPECT_NE(form_of(*space, kDarts, of_2, Equivalence::contracted), form_of(*space, kDarts, of_both, Equivalence::contracted));
  const std::string through_5 = "((0, 2), (1, 2), (0, 2), (1, 2), (0, 4), (2, 3), (0, 4), (2, 3))";
  const std::string through_both = "((0, 2), (1, 2), (0, 2), (1, 2), (0, 4), (2, 3), (0, 4), (3, 3))";
  EXPECT_EQ(form_of(*space, kDarts, through_5, Equivalence::contracted), form_of(*space, kDarts, through_both, Equivalence::contracted));
  EXPECT_NE(form_of(*space, kDarts, through_5, Equivalence::labelled), form_of(*space, kDarts, through_both, Equivalence::labelled));
}

TEST(Equivalence, TheCellsOfAPairDoNotChangePlaces) {
  const std::unique_ptr<SearchSpace> pair = find_space("darts");
  const std::string a = "((0, 3), (1, 4), (0, 5), (1, 6), (0, 0), (2, 1), (0, 4), (1, 4))";
  const std::string b = "((0, 5), (1, 6), (0, 3), (1, 4), (0, 0), (3, 1), (0, 4), (1, 4))";  // equivalent to a
  const std::string c = "((0, 1), (1, 1), (0, 5), (1, 6), (0, 0), (2, 1), (0, 4), (1, 4))";
  for (const Equivalence equivalence : kEquivalences) {
    const auto form = [&](const std::string& normal, const std::string& reduce) {
      return form_of(*pair, kDarts, "(" + normal + ", " + reduce + ")", equivalence);
    };
    EXPECT_EQ(form(a, c), form(b, c));
    EXPECT_NE(form(a, c), form(c, a));
  }
}

// Every node reads the two before it: the string of node n has as many inputs as Fibonacci's number n.
TEST(Equivalence, RefusesEndlessExpressions) {
  Edges edges;
  for (int node = 0; node < 31; ++node) {
    edges.emplace_back(node, node + 1);
    if (node < 30) edges.emplace_back(node, node + 2);
  }
  const EdgeGraph graph = small_graph(32, edges, {}, 2, {-1, 1});
  const Words convolutions = {low_bits(graph.cell.n_elements), 0};
  EXPECT_THROW(canonical_form(graph, convolutions.data(), Equivalence::expression), InputError);
  EXPECT_FALSE(canonical_form(graph, convolutions.data(), Equivalence::contracted).empty());
  const Words skips = {0, low_bits(graph.cell.n_elements)};
  EXPECT_NE(canonical_form(graph, skips.data(), Equivalence::contracted), canonical_form(graph, convolutions.data(), Equivalence::contracted));
}

}  // namespace
}  // namespace cartograf

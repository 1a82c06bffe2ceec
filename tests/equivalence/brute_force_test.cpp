// Canonical forms against definitions that try every numbering.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <numeric>
#include <random>

#include "host/space/catalog.hpp"
#include "tests/equivalence/naive.hpp"
#include "tests/equivalence/small_cells.hpp"

namespace cartograf {
namespace {

using testing_equivalence::all_architectures;
using testing_equivalence::complete_edges;
using testing_equivalence::Edges;
using testing_equivalence::small_graph;
using testing_equivalence::Words;
using NaiveForm = std::function<std::string(const EdgeGraph&, const std::uint64_t*)>;

/// Two architectures have equal canonical forms exactly when they have equal naive ones. Returns the number of classes.
std::size_t expect_same_classes(const EdgeGraph& graph, const std::vector<Words>& architectures, Equivalence equivalence,
                                const NaiveForm& naive_form) {
  std::map<std::string, std::string> naive_of, canonical_of;
  for (const Words& words : architectures) {
    const std::string canonical = canonical_form(graph, words.data(), equivalence);
    const std::string naive = naive_form(graph, words.data());
    EXPECT_EQ(naive_of.emplace(canonical, naive).first->second, naive);
    EXPECT_EQ(canonical_of.emplace(naive, canonical).first->second, canonical);
    if (testing::Test::HasFailure()) break;
  }
  return naive_of.size();
}

std::vector<Words> whole_space(const SearchSpace& space) {
  std::vector<Words> all;
  for (std::uint64_t index = 0; index < space.size(); ++index) all.push_back(words_of(space, index));
  return all;
}

/// A cell like those of DARTS: two inputs, `n` intermediate nodes, each with two sources; all go into the output.
EdgeGraph concatenating_graph(int n, int n_ops, OpRoles roles) {
  Edges candidates, fixed;
  for (int source = 0; source < n + 2; ++source) {
    for (int node = std::max(2, source + 1); node < n + 2; ++node) candidates.emplace_back(source, node);
  }
  for (int node = 2; node < n + 2; ++node) fixed.emplace_back(node, n + 2);
  return small_graph(n + 3, candidates, fixed, n_ops, roles);
}

std::vector<Words> with_two_sources(const EdgeGraph& graph, const std::vector<Words>& architectures) {
  std::vector<Words> kept;
  for (const Words& words : architectures) {
    const std::uint64_t present = std::accumulate(words.begin(), words.end(), std::uint64_t{0}, std::bit_or<>());
    std::vector<int> n_entering(graph.cell.n_nodes);
    for (int edge = 0; edge < graph.cell.n_elements; ++edge) n_entering[graph.cell.target[edge]] += static_cast<int>(present >> edge & 1);
    if (std::all_of(n_entering.begin() + 2, n_entering.end() - 1, [](int n) { return n == 2; })) kept.push_back(words);
  }
  return kept;
}

TEST(BruteForce, ThreeNodes) {
  for (const OpRoles roles : {OpRoles{0, 1}, OpRoles{-1, 1}, OpRoles{0, -1}, OpRoles{-1, -1}}) {
    const EdgeGraph graph = small_graph(3, complete_edges(3), {}, 4, roles);
    const std::vector<Words> all = all_architectures(graph, true);
    ASSERT_EQ(all.size(), 125u);
    expect_same_classes(graph, all, Equivalence::labelled, naive::labelled_form);
    expect_same_classes(graph, all, Equivalence::contracted, naive::contracted_form);
  }
}

TEST(BruteForce, FourNodes) {
  for (const OpRoles roles : {OpRoles{0, 1}, OpRoles{-1, 1}, OpRoles{0, -1}}) {
    const EdgeGraph graph = small_graph(4, complete_edges(4), {}, 3, roles);
    const std::vector<Words> all = all_architectures(graph, true);
    ASSERT_EQ(all.size(), 4096u);
    // Absent edges let the inner nodes change places.
    EXPECT_LT(expect_same_classes(graph, all, Equivalence::labelled, naive::labelled_form), 4096u);
    expect_same_classes(graph, all, Equivalence::contracted, naive::contracted_form);
  }
}

TEST(BruteForce, FiveNodesOfTwoOperations) {
  const EdgeGraph graph = small_graph(5, {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 4}, {2, 4}, {3, 4}}, {}, 2, {-1, 0});
  const std::vector<Words> all = all_architectures(graph, true);
  expect_same_classes(graph, all, Equivalence::labelled, naive::labelled_form);
  expect_same_classes(graph, all, Equivalence::contracted, naive::contracted_form);
}

TEST(BruteForce, TwoInputsAndTwoOutputsKeepTheirPlaces) {
  EdgeGraph graph = small_graph(6, {{0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 4}, {2, 5}, {3, 4}, {3, 5}}, {}, 2, {-1, 0});
  ASSERT_EQ(graph.inputs, (std::vector<std::uint8_t>{0, 1}));
  ASSERT_EQ(graph.outputs, (std::vector<std::uint8_t>{4, 5}));
  const std::vector<Words> all = all_architectures(graph, true);
  expect_same_classes(graph, all, Equivalence::labelled, naive::labelled_form);
  expect_same_classes(graph, all, Equivalence::contracted, naive::contracted_form);
}

TEST(BruteForce, PartsOfAConcatenation) {
  for (const int n : {2, 3}) {
    const EdgeGraph graph = concatenating_graph(n, n == 2 ? 4 : 2, n == 2 ? OpRoles{3, 0} : OpRoles{-1, 0});
    const std::vector<Words> all = with_two_sources(graph, all_architectures(graph, true));
    ASSERT_EQ(all.size(), n == 2 ? 16u * 48u : 4u * 12u * 24u);
    EXPECT_LT(expect_same_classes(graph, all, Equivalence::labelled, naive::labelled_form), all.size());
    expect_same_classes(graph, all, Equivalence::contracted, naive::contracted_form);
  }
}

TEST(BruteForce, WholeNasbench201) {
  const std::unique_ptr<SearchSpace> space = make_nasbench201();
  const EdgeGraph graph = edge_graph(*space, {1, 0});
  EXPECT_EQ(expect_same_classes(graph, whole_space(*space), Equivalence::labelled, naive::labelled_form), 15'625u);
  EXPECT_EQ(expect_same_classes(graph, whole_space(*space), Equivalence::contracted, naive::contracted_form), 5'425u);
}

TEST(BruteForce, WholeTransNasbench101Micro) {
  const std::unique_ptr<SearchSpace> space = make_transnasbench101_micro();
  const EdgeGraph graph = edge_graph(*space, {0, 1});
  EXPECT_EQ(expect_same_classes(graph, whole_space(*space), Equivalence::contracted, naive::contracted_form), 1'011u);
}

/// Cells of DARTS with skip_connect and one convolution only, so that many of a sample are equivalent.
std::vector<Words> darts_sample(const EdgeGraph& graph, std::size_t n) {
  const PredecessorCodec darts({2, 4, 2, 7});
  std::mt19937_64 random(1);
  std::vector<Words> sample;
  while (sample.size() < n) {
    Words words(graph.cell.n_ops);
    for (int i = 0; i < 4; ++i) {
      const auto a = static_cast<int>(random() % static_cast<unsigned>(i + 2));
      const int b = (a + 1 + static_cast<int>(random() % static_cast<unsigned>(i + 1))) % (i + 2);
      for (const int source : {a, b}) words[random() % 3 == 0 ? 3 : 2] |= ElementMask{1} << darts.element(source, i + 2);
    }
    if (naive::n_live_instances(graph, words.data()) <= 5) sample.push_back(words);
  }
  return sample;
}

TEST(BruteForce, SampleOfDartsCells) {
  const std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  const EdgeGraph graph = edge_graph(*space, {-1, 2});
  ASSERT_EQ(graph.inputs, (std::vector<std::uint8_t>{0, 1}));
  ASSERT_EQ(graph.outputs, (std::vector<std::uint8_t>{6}));
  const std::vector<Words> sample = darts_sample(graph, 3000);
  const std::size_t labelled = expect_same_classes(graph, sample, Equivalence::labelled, naive::labelled_form);
  const std::size_t contracted = expect_same_classes(graph, sample, Equivalence::contracted, naive::contracted_form);
  EXPECT_LT(labelled, sample.size());
  EXPECT_LT(contracted, labelled);
}

constexpr int kSide = 7;

/// Input, two layers of seven nodes, output; every node of a layer may lead to every node of the next.
EdgeGraph two_layers() {
  Edges edges;
  for (int a = 1; a <= kSide; ++a) edges.emplace_back(0, a);
  for (int a = 1; a <= kSide; ++a) {
    for (int b = 1; b <= kSide; ++b) edges.emplace_back(a, kSide + b);
  }
  for (int b = 1; b <= kSide; ++b) edges.emplace_back(kSide + b, 2 * kSide + 1);
  return small_graph(2 * kSide + 2, edges, {}, 1, {});
}

/// Node a of the first layer leads to a and to next[a] of the second; both layers then renumbered at random.
Words two_regular(const std::vector<int>& next, std::mt19937& random) {
  std::vector<int> first(kSide), second(kSide);
  std::iota(first.begin(), first.end(), 0);
  std::iota(second.begin(), second.end(), 0);
  std::shuffle(first.begin(), first.end(), random);
  std::shuffle(second.begin(), second.end(), random);
  Words words = {low_bits(kSide) | low_bits(kSide) << (kSide + kSide * kSide)};
  for (std::size_t a = 0; a < kSide; ++a) {
    for (const std::size_t b : {a, static_cast<std::size_t>(next[a])}) words[0] |= ElementMask{1} << (kSide + first[a] * kSide + second[b]);
  }
  return words;
}

// Refinement cannot tell one ring of fourteen nodes from a ring of six and one of eight: only the search can.
TEST(BruteForce, RegularGraphsThatColoursDoNotSeparate) {
  const EdgeGraph graph = two_layers();
  const std::vector<int> one_ring = {1, 2, 3, 4, 5, 6, 0}, two_rings = {1, 2, 0, 4, 5, 6, 3};
  std::mt19937 random(1);
  for (const Equivalence equivalence : {Equivalence::labelled, Equivalence::contracted}) {
    const std::string one = canonical_form(graph, two_regular(one_ring, random).data(), equivalence);
    const std::string two = canonical_form(graph, two_regular(two_rings, random).data(), equivalence);
    EXPECT_NE(one, two);
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(canonical_form(graph, two_regular(one_ring, random).data(), equivalence), one);
      EXPECT_EQ(canonical_form(graph, two_regular(two_rings, random).data(), equivalence), two);
    }
  }
}

// Thirty equal branches have 30! symmetries; those found on the way spare the search the rest.
TEST(BruteForce, ManyEqualBranches) {
  Edges edges;
  for (int node = 1; node <= 30; ++node) edges.emplace_back(0, node);
  for (int node = 1; node <= 30; ++node) edges.emplace_back(node, 31);
  const EdgeGraph graph = small_graph(32, edges, {}, 2, {});
  const auto start = std::chrono::steady_clock::now();
  for (const Equivalence equivalence : {Equivalence::labelled, Equivalence::contracted}) {
    const Words ten_first = {low_bits(30) << 30 | low_bits(10), low_bits(30) & ~low_bits(10)};
    const Words ten_last = {low_bits(30) << 30 | low_bits(10) << 20, low_bits(20)};
    const Words eleven = {low_bits(30) << 30 | low_bits(11), low_bits(30) & ~low_bits(11)};
    EXPECT_EQ(canonical_form(graph, ten_first.data(), equivalence), canonical_form(graph, ten_last.data(), equivalence));
    EXPECT_NE(canonical_form(graph, ten_first.data(), equivalence), canonical_form(graph, eleven.data(), equivalence));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace cartograf

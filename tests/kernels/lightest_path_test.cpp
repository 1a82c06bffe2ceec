// The path search of the convention `paper`, whose tie-break is part of the definition.
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/features/measure.hpp"
#include "tests/kernels/random_dag.hpp"

namespace cartograf {
namespace {

using testing_kernels::make_cell;
using testing_kernels::marked_edges;
using testing_kernels::random_dag;

int lightest(const Cell& cell, ElementMask present, ElementMask allowed, int from, int to) {
  Subgraph subgraph;
  subgraph.present = present;
  subgraph.allowed = allowed;
  subgraph.n_nodes = cell.n_nodes;
  return evaluate({MeasureKind::lightest_path, static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to), -1}, cell, subgraph);
}

// 0-1-3 and 0-2-3, and the direct 0-3.
const reference::Graph kDiamond = {{0, 1}, {0, 2}, {0, 3}, {1, 3}, {2, 3}};

TEST(LightestPath, TakesTheAllowedEdges) {
  const Cell cell = make_cell(4, kDiamond);
  EXPECT_EQ(lightest(cell, 0b11111, 0b01001, 0, 3), 2);  // 0-1-3 weighs -2
  EXPECT_EQ(lightest(cell, 0b11111, 0b10010, 0, 3), 2);  // 0-2-3
  EXPECT_EQ(lightest(cell, 0b11111, 0b00100, 0, 3), 1);  // 0-3
  EXPECT_EQ(lightest(cell, 0b11111, 0, 0, 3), 0);        // 0-3 weighs 1, the others 2
}

TEST(LightestPath, OfEqualWeightsTheFirstFound) {
  // 0-3, not allowed, and 0-1-2-3 with one allowed edge: both weigh 1. The direct edge is relaxed first.
  const reference::Graph edges = {{0, 1}, {0, 3}, {1, 2}, {2, 3}};
  const Cell cell = make_cell(4, edges);
  EXPECT_EQ(lightest(cell, 0b1111, 0b0001, 0, 3), 0);
  EXPECT_EQ(reference::counts_of_lightest_paths(marked_edges(edges, 0b1111, 0b0001), 0, 3), (std::vector<int>{1, 0}));
}

TEST(LightestPath, IsMinusOneWhenTheGraphHasNone) {
  const Cell cell = make_cell(4, kDiamond);
  EXPECT_EQ(lightest(cell, 0b00011, 0b00011, 0, 3), -1);
  EXPECT_EQ(lightest(cell, 0, 0, 0, 3), -1);
  EXPECT_EQ(lightest(cell, 0b11111, 0b11111, 3, 0), -1);
}

TEST(LightestPath, NeverCountsEdgesWithoutAnOperation) {
  Cell cell = make_cell(4, kDiamond);
  cell.n_elements = 3;                               // 1-3 and 2-3 carry none
  EXPECT_EQ(lightest(cell, 0b011, 0b010, 0, 3), 1);  // 0-2-3
}

/// Compares with the oracle on random parts of random graphs; returns how often equal weights left a choice of counts.
int compare_on_edges(std::mt19937_64& random, int most_nodes, int masks) {
  int n_nodes = 0;
  const reference::Graph edges = random_dag(random, n_nodes, most_nodes);
  Cell cell = make_cell(n_nodes, edges);
  if (random() % 2 == 0) cell.n_elements = static_cast<std::uint8_t>(edges.size() - std::min<std::size_t>(edges.size(), 3));
  int n_ties = 0;
  for (int i = 0; i < masks; ++i) {
    const ElementMask present = (random() | random()) & low_bits(cell.n_elements);
    const ElementMask allowed = present & random();
    const auto marked = marked_edges(edges, present | cell.fixed_edges(), allowed);
    const int expected = reference::allowed_on_lightest_path(marked, 0, n_nodes - 1);
    EXPECT_EQ(lightest(cell, present, allowed, 0, n_nodes - 1), expected) << n_nodes << ' ' << present << ' ' << allowed;
    if (most_nodes > 12) continue;  // too many paths
    const std::vector<int> counts = reference::counts_of_lightest_paths(marked, 0, n_nodes - 1);
    if (!counts.empty()) {
      EXPECT_NE(std::find(counts.begin(), counts.end(), expected), counts.end());
      n_ties += *std::min_element(counts.begin(), counts.end()) != *std::max_element(counts.begin(), counts.end());
    }
  }
  return n_ties;
}

TEST(LightestPath, EqualsTheOracleOnRandomGraphs) {
  std::mt19937_64 random(1);
  int n_ties = 0;
  for (int graph = 0; graph < 2000; ++graph) n_ties += compare_on_edges(random, 9, 20);
  EXPECT_GT(n_ties, 1000) << "the tie-break was hardly tested";
}

TEST(LightestPath, EqualsTheOracleOnGraphsOfUpTo32Nodes) {
  std::mt19937_64 random(2);
  for (int graph = 0; graph < 2000; ++graph) compare_on_edges(random, kMaxNodes, 5);
}

TEST(LightestPath, EqualsTheOracleOnEveryMarkOfTheCompleteGraphOfFiveNodes) {
  reference::Graph edges;
  for (int from = 0; from < 5; ++from) {
    for (int to = from + 1; to < 5; ++to) edges.push_back({from, to});
  }
  const Cell cell = make_cell(5, edges);
  for (ElementMask present = 0; present < 1024; ++present) {
    for (ElementMask allowed = present;; allowed = (allowed - 1) & present) {
      ASSERT_EQ(lightest(cell, present, allowed, 0, 4), reference::allowed_on_lightest_path(marked_edges(edges, present, allowed), 0, 4))
          << present << ' ' << allowed;
      if (allowed == 0) break;
    }
  }
}

}  // namespace
}  // namespace cartograf

// Eigenvalues of the normalised Laplacian and spanning trees: graphs whose values are known, and plain counting.
#include "kernels/features/spectral.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "kernels/features/measures/node_graph.hpp"
#include "tests/kernels/random_dag.hpp"
#include "tests/kernels/small_plan.hpp"

namespace cartograf {
namespace {

using Edges = std::vector<std::pair<int, int>>;

SimpleGraph graph_of(int n_nodes, const Edges& edges) {
  SimpleGraph graph;
  graph.n_nodes = n_nodes;
  for (const auto& [a, b] : edges) graph.add_edge(a, b);
  return graph;
}

Edges path(int n) {
  Edges edges;
  for (int node = 1; node < n; ++node) edges.emplace_back(node - 1, node);
  return edges;
}

Edges cycle(int n) {
  Edges edges = path(n);
  edges.emplace_back(n - 1, 0);
  return edges;
}

Edges complete(int n) {
  Edges edges;
  for (int a = 0; a < n; ++a) {
    for (int b = a + 1; b < n; ++b) edges.emplace_back(a, b);
  }
  return edges;
}

Edges complete_bipartite(int n_left, int n_right) {
  Edges edges;
  for (int a = 0; a < n_left; ++a) {
    for (int b = 0; b < n_right; ++b) edges.emplace_back(a, n_left + b);
  }
  return edges;
}

std::vector<double> eigenvalues(const SimpleGraph& graph) {
  std::vector<double> values(static_cast<std::size_t>(graph.n_nodes));
  laplacian_eigenvalues(graph, values.data());
  return values;
}

/// 1 - cos(pi k / (n - 1)) of a path, 1 - cos(2 pi k / n) of a cycle (Chung 1997, examples 1.4 and 1.5).
std::vector<double> cosines(int n, double step) {
  std::vector<double> values;
  for (int k = 0; k < n; ++k) values.push_back(1 - std::cos(step * k));
  std::sort(values.begin(), values.end());
  return values;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12) << i;
}

TEST(LaplacianEigenvalues, OfPathsAndCycles) {
  for (int n = 2; n <= kMaxNodes; ++n) expect_near(eigenvalues(graph_of(n, path(n))), cosines(n, std::numbers::pi / (n - 1)));
  for (int n = 3; n <= kMaxNodes; ++n) expect_near(eigenvalues(graph_of(n, cycle(n))), cosines(n, 2 * std::numbers::pi / n));
}

TEST(LaplacianEigenvalues, OfACompleteGraphAreZeroAndNTimesAsMuchAsNLessOne) {
  for (int n = 2; n <= 11; ++n) {
    std::vector<double> expected(static_cast<std::size_t>(n), static_cast<double>(n) / (n - 1));
    expected[0] = 0;
    expect_near(eigenvalues(graph_of(n, complete(n))), expected);
  }
}

TEST(LaplacianEigenvalues, OfSmallGraphsAreExact) {
  EXPECT_EQ(eigenvalues(graph_of(2, path(2))), (std::vector<double>{0, 2}));
  EXPECT_EQ(eigenvalues(graph_of(3, path(3))), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(eigenvalues(graph_of(4, cycle(4))), (std::vector<double>{0, 1, 1, 2}));
  EXPECT_EQ(eigenvalues(graph_of(5, complete_bipartite(2, 3))), (std::vector<double>{0, 1, 1, 1, 2}));
}

TEST(LaplacianEigenvalues, OfIsolatedNodesAreZero) {
  EXPECT_EQ(eigenvalues(graph_of(3, {})), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(eigenvalues(graph_of(5, {{1, 2}, {2, 4}})), (std::vector<double>{0, 0, 0, 1, 2}));
  for (const double value : eigenvalues(graph_of(3, {}))) EXPECT_FALSE(std::signbit(value));
}

TEST(LaplacianEigenvalues, OfTwoPartsAreThoseOfBoth) {
  EXPECT_EQ(eigenvalues(graph_of(5, {{0, 1}, {2, 3}, {3, 4}})), (std::vector<double>{0, 0, 1, 2, 2}));
}

TEST(SpanningTrees, OfGraphsCheckedByHand) {
  EXPECT_EQ(spanning_trees(graph_of(4, path(4))), 1);
  EXPECT_EQ(spanning_trees(graph_of(5, cycle(5))), 5);
  EXPECT_EQ(spanning_trees(graph_of(4, complete(4))), 16);
  EXPECT_EQ(spanning_trees(graph_of(2, path(2))), 1);
  EXPECT_EQ(spanning_trees(graph_of(5, complete_bipartite(2, 3))), 12);  // 2^2 * 3
}

TEST(SpanningTrees, FollowTheFormulasOfCayleyAndScoins) {
  for (int n = 2; n <= 11; ++n) EXPECT_EQ(spanning_trees(graph_of(n, complete(n))), std::pow(n, n - 2)) << n;
  EXPECT_EQ(spanning_trees(graph_of(16, complete_bipartite(8, 8))), std::pow(8.0, 14));
  EXPECT_EQ(spanning_trees(graph_of(20, complete_bipartite(4, 16))), std::pow(4.0, 15) * std::pow(16.0, 3));
}

TEST(SpanningTrees, LeaveIsolatedNodesOut) {
  EXPECT_EQ(spanning_trees(graph_of(7, {{1, 2}, {2, 4}, {1, 4}})), 3);
  EXPECT_EQ(spanning_trees(graph_of(3, {})), 0);
}

TEST(SpanningTrees, OfTwoPartsAreNone) {
  EXPECT_EQ(spanning_trees(graph_of(5, {{0, 1}, {2, 3}, {3, 4}})), 0);
  EXPECT_EQ(spanning_trees(graph_of(6, {{0, 1}, {2, 3}, {4, 5}})), 0);
}

TEST(SpanningTrees, OfParallelEdgesAreThoseOfOne) { EXPECT_EQ(spanning_trees(graph_of(2, {{0, 1}, {1, 0}, {0, 1}})), 1); }

/// Sets of n - 1 edges that join all nodes, tried one by one.
int counted_trees(int n_nodes, const Edges& edges) {
  int n_trees = 0;
  for (std::uint64_t set = 0; set < std::uint64_t{1} << edges.size(); ++set) {
    if (popcount(set) != n_nodes - 1) continue;
    std::vector<int> part(static_cast<std::size_t>(n_nodes));
    std::iota(part.begin(), part.end(), 0);
    for (std::size_t e = 0; e < edges.size(); ++e) {
      if ((set >> e & 1) == 0) continue;
      const int from = part[static_cast<std::size_t>(edges[e].first)];
      std::replace(part.begin(), part.end(), from, part[static_cast<std::size_t>(edges[e].second)]);
    }
    n_trees += std::count(part.begin(), part.end(), part[0]) == n_nodes;
  }
  return n_trees;
}

TEST(SpanningTrees, OfRandomGraphsAreCounted) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const int n_nodes = std::uniform_int_distribution(2, 6)(random);
    Edges edges;
    for (const auto& edge : complete(n_nodes)) {
      if (random() % 3 != 0) edges.push_back(edge);
    }
    const SimpleGraph graph = graph_of(n_nodes, edges);
    bool isolated = false;
    for (int node = 0; node < n_nodes; ++node) isolated = isolated || graph.degree(node) == 0;
    if (isolated) continue;
    EXPECT_EQ(spanning_trees(graph), counted_trees(n_nodes, edges));
  }
}

TEST(LaplacianEigenvalues, DoNotDependOnTheOrderOfNodes) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    const int n_nodes = std::uniform_int_distribution(2, 11)(random);
    std::vector<int> place(static_cast<std::size_t>(n_nodes));
    std::iota(place.begin(), place.end(), 0);
    std::shuffle(place.begin(), place.end(), random);
    SimpleGraph graph = graph_of(n_nodes, {});
    SimpleGraph shuffled = graph;
    for (const auto& [a, b] : complete(n_nodes)) {
      if (random() % 2 == 0) continue;
      graph.add_edge(a, b);
      shuffled.add_edge(place[static_cast<std::size_t>(a)], place[static_cast<std::size_t>(b)]);
    }
    EXPECT_EQ(eigenvalues(graph), eigenvalues(shuffled));
    EXPECT_EQ(spanning_trees(graph), spanning_trees(shuffled));
    const std::vector<double> values = eigenvalues(graph);
    double trace = 0;
    for (int node = 0; node < n_nodes; ++node) trace += graph.degree(node) > 0 ? 1 : 0;
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), trace, 1e-11);
  }
}

// NAS-Bench-201: edges 0-1, 0-2, 0-3, 1-2, 1-3, 2-3, operation 0 is zero.
TEST(LiveGraph, OfNasbench201LeavesOutWhatNoSignalPasses) {
  Cell cell = testing_kernels::nasbench201_cell();
  cell.n_terminals = 1;
  cell.output[0] = 3;
  const std::uint64_t all[5] = {0, 0, 0, 0b111111, 0};
  EXPECT_EQ(live_graph(cell, all, 0).n_edges(), 6);
  EXPECT_EQ(spanning_trees(live_graph(cell, all, 0)), 16);
  // 0-1, 1-3 live; 0-2 leads nowhere; 2-3 comes from nowhere were it not for 0-2 with zero on it.
  const std::uint64_t some[5] = {0b101110, 0, 0b010001, 0, 0};
  EXPECT_EQ(eigenvalues(live_graph(cell, some, 0)), (std::vector<double>{0, 0, 1, 2}));
  EXPECT_EQ(live_graph(cell, some, -1).n_edges(), 6);
  const std::uint64_t dead[5] = {0b111100, 0, 0, 0b000011, 0};  // 0-1 and 0-2 alone
  EXPECT_EQ(live_graph(cell, dead, 0).n_edges(), 0);
  EXPECT_EQ(spanning_trees(live_graph(cell, dead, 0)), 0);
}

// Two inputs 0 and 1, a node 2 that takes one of them, and its fixed edge into the output 3.
TEST(LiveGraph, HasTheFixedEdges) {
  Cell cell = testing_kernels::make_cell(4, {{0, 2}, {1, 2}, {2, 3}});
  cell.n_elements = 2;
  cell.n_ops = 1;
  cell.n_terminals = 2;
  cell.input[1] = 1;
  cell.output[0] = cell.output[1] = 3;
  const std::uint64_t first = 0b01;
  EXPECT_EQ(eigenvalues(live_graph(cell, &first, -1)), (std::vector<double>{0, 0, 1, 2}));
  const std::uint64_t both = 0b11;
  EXPECT_EQ(spanning_trees(live_graph(cell, &both, -1)), 1);
  EXPECT_EQ(live_graph(cell, &both, -1).degree(2), 3);
}

TEST(NodeGraphs, HaveAllTheirEdges) {
  Cell cell;
  cell.kind = CellKind::nodes;
  cell.n_nodes = cell.n_elements = 6;
  cell.n_ops = 1;
  std::uint64_t adjacency = 0;
  for (const auto& [a, b] : complete(4)) adjacency |= std::uint64_t{1} << NodeGraph::bit_of(a, b, 6);
  const std::uint64_t words[3] = {0b0110, adjacency, 4};
  EXPECT_EQ(node_graph(cell, words).n_nodes, 6);
  EXPECT_EQ(spanning_trees(node_graph(cell, words)), 16);
  expect_near(eigenvalues(node_graph(cell, words)), {0, 0, 0, 4.0 / 3, 4.0 / 3, 4.0 / 3});
}

}  // namespace
}  // namespace cartograf

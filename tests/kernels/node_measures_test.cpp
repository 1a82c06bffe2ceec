// Measures of graphs with operations on nodes.
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/features/measure.hpp"
#include "tests/kernels/random_dag.hpp"

namespace cartograf {
namespace {

using testing_kernels::random_dag;

struct Labelled {
  int n_nodes = 0;
  reference::Graph edges;
};

Cell graph_cell(int capacity) {
  Cell cell;
  cell.kind = CellKind::nodes;
  cell.n_nodes = static_cast<std::uint8_t>(capacity);
  cell.n_elements = static_cast<std::uint8_t>(capacity);
  return cell;
}

/// The strict upper triangle of a matrix of `capacity` rows, its bits counted one by one.
std::uint64_t packed(const reference::Graph& edges, int capacity) {
  std::uint64_t bits = 0;
  int bit = 0;
  for (int row = 0; row < capacity; ++row) {
    for (int column = row + 1; column < capacity; ++column, ++bit) {
      for (const reference::Edge& edge : edges) {
        if (edge.from == row && edge.to == column) bits |= std::uint64_t{1} << bit;
      }
    }
  }
  return bits;
}

int value(const Measure& measure, const Labelled& graph, ElementMask allowed, int capacity) {
  Subgraph subgraph;
  subgraph.present = low_bits(graph.n_nodes - 1) & ~ElementMask{1};
  subgraph.allowed = allowed;
  subgraph.adjacency = packed(graph.edges, capacity);
  subgraph.n_nodes = graph.n_nodes;
  return evaluate(measure, graph_cell(capacity), subgraph);
}

int value(MeasureKind kind, const Labelled& graph, ElementMask allowed, int capacity = 7) {
  return value(Measure{kind, 0, 0, -1}, graph, allowed, capacity);
}

// 0-1-2-4, 0-3-4 and the direct 0-4.
const Labelled kFive = {5, {{0, 1}, {0, 3}, {0, 4}, {1, 2}, {2, 4}, {3, 4}}};

TEST(NodePaths, OfAGraphCheckedByHand) {
  EXPECT_EQ(value(MeasureKind::node_shortest_path, kFive, 0b01110), 1);
  EXPECT_EQ(value(MeasureKind::node_longest_path, kFive, 0b01110), 3);
  EXPECT_EQ(value(MeasureKind::node_longest_path, kFive, 0b01000), 2);
  EXPECT_EQ(value(MeasureKind::node_longest_path, kFive, 0b00010), 1);
}

TEST(NodePaths, WriteTheConventionsValueWithoutAPath) {
  const Labelled chain = {4, {{0, 1}, {1, 2}, {2, 3}}};
  EXPECT_EQ(value({MeasureKind::node_shortest_path, 0, 0, Measure::kNumberOfNodes}, chain, 0b010, 7), 4);
  EXPECT_EQ(value({MeasureKind::node_longest_path, 0, 0, -4, -3}, chain, 0b010, 7), -4);
  EXPECT_EQ(value({MeasureKind::node_longest_path, 0, 0, -4, -3}, chain, 0b110, 7), 0);
}

TEST(NodeDegrees, OfAGraphCheckedByHand) {
  EXPECT_EQ(value(MeasureKind::node_into_output, kFive, 0b01110), 2);
  EXPECT_EQ(value(MeasureKind::node_into_output, kFive, 0b00100), 1);
  EXPECT_EQ(value(MeasureKind::node_out_of_input, kFive, 0b01010), 2);
  EXPECT_EQ(value(MeasureKind::node_out_of_input, kFive, 0b00100), 0);
  EXPECT_EQ(value(MeasureKind::node_sources, kFive, 0b00110), 2);  // 1-2, 2-4
  EXPECT_EQ(value(MeasureKind::node_targets, kFive, 0b00110), 2);  // 0-1, 1-2
  EXPECT_EQ(value(MeasureKind::count, kFive, 0b00110), 2);
}

TEST(NodeEdge, TellsWhetherTheEdgeIsThere) {
  for (std::uint8_t from = 0; from < 5; ++from) {
    for (std::uint8_t to = static_cast<std::uint8_t>(from + 1); to < 5; ++to) {
      const bool expected = std::any_of(kFive.edges.begin(), kFive.edges.end(), [&](auto edge) { return edge.from == from && edge.to == to; });
      EXPECT_EQ(value({MeasureKind::node_edge, from, to}, kFive, 0, 7), expected ? 1 : 0);
    }
  }
}

TEST(NodeLightestPath, CountsTheAllowedNodesOnIt) {
  EXPECT_EQ(value(MeasureKind::node_lightest_path, kFive, 0b00110), 2);  // 0-1-2-4 weighs -1
  EXPECT_EQ(value(MeasureKind::node_lightest_path, kFive, 0b01000), 1);  // 0-3-4 weighs 0
  EXPECT_EQ(value(MeasureKind::node_lightest_path, kFive, 0), 0);
}

TEST(NodeLightestPath, IsMinusOneWithoutAPath) {
  EXPECT_EQ(value(MeasureKind::node_lightest_path, {4, {{0, 1}, {2, 3}}}, 0b0110), -1);
}

TEST(NodeGraph, NumbersItsBitsRowByRow) {
  for (int capacity = 2; capacity <= kMaxGraphNodes; ++capacity) {
    int bit = 0;
    for (int row = 0; row < capacity; ++row) {
      for (int column = row + 1; column < capacity; ++column) EXPECT_EQ(NodeGraph::bit_of(row, column, capacity), bit++);
    }
  }
}

/// The edges whose ends are input, output or allowed.
reference::Graph kept(const Labelled& graph, ElementMask allowed) {
  const ElementMask nodes = allowed | 1 | ElementMask{1} << (graph.n_nodes - 1);
  reference::Graph edges;
  for (const auto& edge : graph.edges) {
    if ((nodes >> edge.from & 1) != 0 && (nodes >> edge.to & 1) != 0) edges.push_back(edge);
  }
  return edges;
}

class RandomGraphs : public testing::TestWithParam<int> {
 protected:
  /// Calls `check(graph, allowed)` for random graphs of at most the capacity.
  template <class Check>
  void for_each(Check check) {
    std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()));
    for (int i = 0; i < 300; ++i) {
      Labelled graph;
      graph.edges = random_dag(random, graph.n_nodes, GetParam());
      for (int set = 0; set < 10; ++set) check(graph, random() & low_bits(graph.n_nodes - 1) & ~ElementMask{1});
    }
  }
};

TEST_P(RandomGraphs, PathsEqualRecursion) {
  for_each([](const Labelled& graph, ElementMask allowed) {
    const reference::Graph part = kept(graph, allowed);
    ASSERT_EQ(value(MeasureKind::node_shortest_path, graph, allowed, GetParam()), reference::shortest_path(part, 0, graph.n_nodes - 1));
    ASSERT_EQ(value(MeasureKind::node_longest_path, graph, allowed, GetParam()), reference::longest_path(part, 0, graph.n_nodes - 1));
  });
}

TEST_P(RandomGraphs, LightestPathsEqualTheOracle) {
  for_each([](const Labelled& graph, ElementMask allowed) {
    std::vector<reference::MarkedEdge> marked;  // sorted by source, then target
    for (const auto& edge : graph.edges) marked.push_back({edge.from, edge.to, (allowed >> edge.to & 1) != 0});
    ASSERT_EQ(value(MeasureKind::node_lightest_path, graph, allowed, GetParam()),
              reference::allowed_on_lightest_path(marked, 0, graph.n_nodes - 1));
  });
}

TEST_P(RandomGraphs, DegreesEqualCounting) {
  for_each([](const Labelled& graph, ElementMask allowed) {
    int into_output = 0, out_of_input = 0, sources = 0, targets = 0;
    for (const auto& edge : graph.edges) {
      const bool from = (allowed >> edge.from & 1) != 0;
      const bool to = (allowed >> edge.to & 1) != 0;
      into_output += from && edge.to == graph.n_nodes - 1;
      out_of_input += to && edge.from == 0;
      sources += from;
      targets += to;
    }
    ASSERT_EQ(value(MeasureKind::node_into_output, graph, allowed, GetParam()), into_output);
    ASSERT_EQ(value(MeasureKind::node_out_of_input, graph, allowed, GetParam()), out_of_input);
    ASSERT_EQ(value(MeasureKind::node_sources, graph, allowed, GetParam()), sources);
    ASSERT_EQ(value(MeasureKind::node_targets, graph, allowed, GetParam()), targets);
  });
}

INSTANTIATE_TEST_SUITE_P(Capacities, RandomGraphs, testing::Values(3, 5, 7, 9, kMaxGraphNodes));

}  // namespace
}  // namespace cartograf

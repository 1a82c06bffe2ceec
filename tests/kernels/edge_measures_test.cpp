// Measures of cells with operations on edges.
#include <gtest/gtest.h>

#include "kernels/features/measure.hpp"
#include "tests/kernels/random_dag.hpp"

namespace cartograf {
namespace {

using testing_kernels::edges_of;
using testing_kernels::make_cell;
using testing_kernels::random_dag;

// Five nodes: 0-1-2-3-4 in a row, and the short cuts 0-2, 1-4.
const reference::Graph kLadder = {{0, 1}, {0, 2}, {1, 2}, {1, 4}, {2, 3}, {3, 4}};
constexpr ElementMask kAll = 0b111111;

int value(const Measure& measure, const Cell& cell, ElementMask allowed) {
  Subgraph subgraph;
  subgraph.present = low_bits(cell.n_elements);
  subgraph.allowed = allowed;
  subgraph.n_nodes = cell.n_nodes;
  return evaluate(measure, cell, subgraph);
}

TEST(PathLength, OfTheWholeLadder) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, kAll, 0, 4, false), 2);  // 0-1-4
  EXPECT_EQ(path_length(cell, kAll, 0, 4, true), 4);   // 0-1-2-3-4
}

TEST(PathLength, WithoutTheShortCutToTheOutput) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, kAll & ~ElementMask{0b001000}, 0, 4, false), 3);  // 0-2-3-4
}

TEST(PathLength, OfAnEmptySetOfEdgesIsMinusOne) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, 0, 0, 4, false), -1);
  EXPECT_EQ(path_length(cell, 0, 0, 4, true), -1);
}

TEST(PathLength, IgnoresEdgesThatCannotBeReached) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, 0b110100, 0, 4, true), -1);  // 1-2-3-4, but nothing leaves the input
}

TEST(PathLength, OfADirectEdgeIsOne) {
  const Cell cell = make_cell(2, {{0, 1}});
  EXPECT_EQ(path_length(cell, 1, 0, 1, false), 1);
  EXPECT_EQ(path_length(cell, 1, 0, 1, true), 1);
}

TEST(PathLength, FollowsItsTerminals) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, kAll, 1, 3, true), 2);  // 1-2-3
  EXPECT_EQ(path_length(cell, kAll, 3, 1, true), -1);
}

TEST(PathLength, HoldsTheLongestPathOf32Nodes) {
  reference::Graph chain;
  for (int node = 0; node + 1 < kMaxNodes; ++node) chain.push_back({node, node + 1});
  EXPECT_EQ(path_length(make_cell(kMaxNodes, chain), low_bits(kMaxNodes - 1), 0, kMaxNodes - 1, true), 31);
}

TEST(ShortestPath, WritesTheConventionsValueWithoutAPath) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(value({MeasureKind::shortest_path, 0, 4, 6}, cell, 0), 6);
  EXPECT_EQ(value({MeasureKind::shortest_path, 0, 4, 6}, cell, kAll), 2);
}

TEST(LongestPath, WritesTheConventionsValueWithoutAPath) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(value({MeasureKind::longest_path, 0, 4, -1}, cell, 0), -1);
  EXPECT_EQ(value({MeasureKind::longest_path, 0, 4, -1}, cell, kAll), 4);
}

TEST(Paths, AddTheOffsetOnlyWhereAPathExists) {
  const Cell cell = make_cell(5, kLadder);
  for (const MeasureKind kind : {MeasureKind::shortest_path, MeasureKind::longest_path, MeasureKind::lightest_path}) {
    const int length = value({kind, 0, 4, -1}, cell, kAll);
    EXPECT_EQ(value({kind, 0, 4, -1, -2}, cell, kAll), length - 2);
  }
  EXPECT_EQ(value({MeasureKind::longest_path, 0, 4, -1, -2}, cell, 0), -1);
}

TEST(Paths, MayWriteTheNumberOfNodesWithoutOne) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(value({MeasureKind::shortest_path, 0, 4, Measure::kNumberOfNodes}, cell, 0), 5);
}

TEST(Paths, MayUseEdgesWithoutAnOperation) {
  Cell cell = make_cell(5, kLadder);
  cell.n_elements = 4;                                                         // 2-3 and 3-4 carry no operation
  EXPECT_EQ(value({MeasureKind::longest_path, 0, 4, -1}, cell, 0b000010), 3);  // 0-2 and both
  EXPECT_EQ(value({MeasureKind::shortest_path, 0, 4, -1}, cell, 0b001001), 2);
  EXPECT_EQ(value({MeasureKind::count}, cell, 0b000010), 1);
}

TEST(Count, CountsTheAllowedEdges) { EXPECT_EQ(value({MeasureKind::count}, make_cell(5, kLadder), 0b101001), 3); }

TEST(Constant, IsItself) {
  EXPECT_EQ(value({MeasureKind::constant, 0, 0, 4}, make_cell(5, kLadder), 0), 4);
  EXPECT_EQ(value({MeasureKind::constant}, make_cell(5, kLadder), kAll), 0);
}

TEST(PresentAt, TellsWhetherTheEdgeIsAllowed) {
  const Cell cell = make_cell(5, kLadder);
  for (std::uint8_t edge = 0; edge < 6; ++edge) EXPECT_EQ(value({MeasureKind::present_at, edge}, cell, 0b101001), 0b101001 >> edge & 1);
}

TEST(Degrees, OfTheWholeLadder) {
  const Cell cell = make_cell(5, kLadder);
  EXPECT_EQ(value({MeasureKind::leaving, 0}, cell, kAll), 2);
  EXPECT_EQ(value({MeasureKind::entering, 4}, cell, kAll), 2);
  EXPECT_EQ(value({MeasureKind::leaving, 1}, cell, kAll), 2);
  EXPECT_EQ(value({MeasureKind::entering, 0}, cell, kAll), 0);
  EXPECT_EQ(value({MeasureKind::count}, cell, kAll), 6);
}

TEST(Degrees, CountOnlyAllowedEdges) {
  const Cell cell = make_cell(5, kLadder);
  constexpr ElementMask allowed = 0b100110;  // 0-2, 1-2, 3-4
  EXPECT_EQ(value({MeasureKind::leaving, 0}, cell, allowed), 1);
  EXPECT_EQ(value({MeasureKind::entering, 4}, cell, allowed), 1);
  EXPECT_EQ(value({MeasureKind::count}, cell, allowed), 3);
}

TEST(Degrees, HoldTheCountOf64Edges) {
  const Cell cell = make_cell(2, reference::Graph(64, {0, 1}));
  EXPECT_EQ(value({MeasureKind::leaving, 0}, cell, ~ElementMask{0}), 64);
  EXPECT_EQ(value({MeasureKind::entering, 1}, cell, ~ElementMask{0}), 64);
  EXPECT_EQ(value({MeasureKind::count}, cell, ~ElementMask{0}), 64);
}

TEST(Measures, AreTabulatedWhenTheAllowedEdgesDecideThem) {
  for (const MeasureKind kind : {MeasureKind::count, MeasureKind::shortest_path, MeasureKind::longest_path, MeasureKind::leaving,
                                 MeasureKind::entering, MeasureKind::present_at, MeasureKind::constant, MeasureKind::longest_run}) {
    EXPECT_TRUE(depends_on_allowed_alone(kind, true));
    EXPECT_TRUE(depends_on_allowed_alone(kind, false));
  }
  for (const MeasureKind kind : {MeasureKind::lightest_path, MeasureKind::layers_up_to}) {
    EXPECT_TRUE(depends_on_allowed_alone(kind, true));
    EXPECT_FALSE(depends_on_allowed_alone(kind, false));
  }
  for (const MeasureKind kind : {MeasureKind::node_shortest_path, MeasureKind::node_edge, MeasureKind::node_sources}) {
    EXPECT_FALSE(depends_on_allowed_alone(kind, true));
  }
}

/// Random cells, each with random sets of allowed edges.
class RandomCells : public testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr int kMasks = 100;

  RandomCells() : edges_(random_dag(random_, n_nodes_)), cell_(make_cell(n_nodes_, edges_)) {}

  ElementMask random_mask() { return (random_() | random_()) & low_bits(cell_.n_elements); }
  Measure measure(MeasureKind kind) const { return {kind, 0, static_cast<std::uint8_t>(n_nodes_ - 1), -1}; }

  std::mt19937_64 random_{GetParam()};
  int n_nodes_ = 0;
  reference::Graph edges_;
  Cell cell_;
};

TEST_P(RandomCells, PathLengthsEqualRecursion) {
  for (int i = 0; i < kMasks; ++i) {
    const ElementMask allowed = random_mask();
    const reference::Graph graph = edges_of(edges_, allowed);
    ASSERT_EQ(path_length(cell_, allowed, 0, n_nodes_ - 1, false), reference::shortest_path(graph, 0, n_nodes_ - 1));
    ASSERT_EQ(path_length(cell_, allowed, 0, n_nodes_ - 1, true), reference::longest_path(graph, 0, n_nodes_ - 1));
    ASSERT_EQ(value(measure(MeasureKind::shortest_path), cell_, allowed), reference::shortest_path(graph, 0, n_nodes_ - 1));
    ASSERT_EQ(value(measure(MeasureKind::longest_path), cell_, allowed), reference::longest_path(graph, 0, n_nodes_ - 1));
  }
}

TEST_P(RandomCells, PathLengthsBetweenAnyNodesEqualRecursion) {
  for (int i = 0; i < 5; ++i) {
    const ElementMask allowed = random_mask();
    const reference::Graph graph = edges_of(edges_, allowed);
    for (int from = 0; from < n_nodes_; ++from) {
      for (int to = from + 1; to < n_nodes_; ++to) {
        ASSERT_EQ(path_length(cell_, allowed, from, to, false), reference::shortest_path(graph, from, to)) << from << ' ' << to;
        ASSERT_EQ(path_length(cell_, allowed, from, to, true), reference::longest_path(graph, from, to)) << from << ' ' << to;
      }
    }
  }
}

TEST_P(RandomCells, DegreesEqualCounting) {
  for (int i = 0; i < kMasks; ++i) {
    const ElementMask allowed = random_mask();
    const reference::Graph graph = edges_of(edges_, allowed);
    for (std::uint8_t node = 0; node < n_nodes_; ++node) {
      ASSERT_EQ(value({MeasureKind::leaving, node}, cell_, allowed), reference::edges_leaving(graph, node));
      ASSERT_EQ(value({MeasureKind::entering, node}, cell_, allowed), reference::edges_entering(graph, node));
    }
    ASSERT_EQ(value({MeasureKind::count}, cell_, allowed), static_cast<int>(graph.size()));
  }
}

TEST_P(RandomCells, LongestIsAtLeastShortest) {
  for (int i = 0; i < kMasks; ++i) {
    const ElementMask allowed = random_mask();
    const int shortest = path_length(cell_, allowed, 0, n_nodes_ - 1, false);
    const int longest = path_length(cell_, allowed, 0, n_nodes_ - 1, true);
    ASSERT_EQ(shortest < 0, longest < 0);
    ASSERT_GE(longest, shortest);
  }
}

TEST_P(RandomCells, MoreAllowedEdgesNeverHurt) {
  const auto output = static_cast<std::uint8_t>(n_nodes_ - 1);
  for (int i = 0; i < kMasks; ++i) {
    const ElementMask more = random_mask();
    const ElementMask fewer = more & random_();
    const int shortest = path_length(cell_, fewer, 0, output, false);
    if (shortest >= 0) {
      ASSERT_GE(path_length(cell_, more, 0, output, false), 0);
      ASSERT_LE(path_length(cell_, more, 0, output, false), shortest);
      ASSERT_GE(path_length(cell_, more, 0, output, true), path_length(cell_, fewer, 0, output, true));
    }
    for (const Measure& degree : {Measure{MeasureKind::leaving, 0}, Measure{MeasureKind::entering, output}, Measure{MeasureKind::count}}) {
      ASSERT_GE(value(degree, cell_, more), value(degree, cell_, fewer));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCells, testing::Range<std::uint64_t>(1, 17));

}  // namespace
}  // namespace cartograf

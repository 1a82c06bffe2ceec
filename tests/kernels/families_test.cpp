#include "kernels/features/family.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/kernels/random_dag.hpp"

namespace cartograf {
namespace {

using testing_kernels::edges_of;
using testing_kernels::make_cell;
using testing_kernels::random_dag;

// Five nodes: 0-1-2-3-4 in a row, and the short cuts 0-2, 1-4.
const reference::Graph kLadder = {{0, 1}, {0, 2}, {1, 2}, {1, 4}, {2, 3}, {3, 4}};
constexpr EdgeMask kAll = 0b111111;

std::array<std::int8_t, kMaxParts> values(FamilyRule rule, const EdgeCell& cell, EdgeMask allowed) {
  std::array<std::int8_t, kMaxParts> out{};
  evaluate(rule, cell, {low_bits(cell.n_edges), allowed}, out.data());
  return out;
}

TEST(PathLength, OfTheWholeLadder) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, kAll, false), 2);  // 0-1-4
  EXPECT_EQ(path_length(cell, kAll, true), 4);   // 0-1-2-3-4
}

TEST(PathLength, WithoutTheShortCutToTheOutput) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, kAll & ~EdgeMask{0b001000}, false), 3);  // 0-2-3-4
}

TEST(PathLength, OfAnEmptySetOfEdgesIsMinusOne) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, 0, false), -1);
  EXPECT_EQ(path_length(cell, 0, true), -1);
}

TEST(PathLength, IgnoresEdgesThatCannotBeReached) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(path_length(cell, 0b110100, true), -1);  // 1-2-3-4, but nothing leaves the input
}

TEST(PathLength, OfADirectEdgeIsOne) {
  const EdgeCell cell = make_cell(2, {{0, 1}});
  EXPECT_EQ(path_length(cell, 1, false), 1);
  EXPECT_EQ(path_length(cell, 1, true), 1);
}

TEST(PathLength, FollowsTheTerminalsOfTheCell) {
  EdgeCell cell = make_cell(5, kLadder);
  cell.input = 1;
  cell.output = 3;
  EXPECT_EQ(path_length(cell, kAll, true), 2);  // 1-2-3
}

TEST(PathLength, HoldsTheLongestPathOf32Nodes) {
  reference::Graph chain;
  for (int node = 0; node + 1 < kMaxNodes; ++node) chain.push_back({node, node + 1});
  EXPECT_EQ(path_length(make_cell(kMaxNodes, chain), low_bits(kMaxNodes - 1), true), 31);
}

TEST(MinPathLength, WritesTheConventionsValueWithoutAPath) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(values({Family::min_path_len, 6}, cell, 0)[0], 6);
  EXPECT_EQ(values({Family::min_path_len, 6}, cell, kAll)[0], 2);
}

TEST(MaxOpOnPath, WritesTheConventionsValueWithoutAPath) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(values({Family::max_op_on_path, -1}, cell, 0)[0], -1);
  EXPECT_EQ(values({Family::max_op_on_path, -1}, cell, kAll)[0], 4);
}

TEST(OpCount, CountsTheAllowedEdges) {
  const EdgeCell cell = make_cell(5, kLadder);
  EXPECT_EQ(values({Family::op_count, 0}, cell, 0b101001)[0], 3);
}

TEST(NodeDegree, OfTheWholeLadder) {
  const auto found = values({Family::node_degree, 0}, make_cell(5, kLadder), kAll);
  EXPECT_EQ(found, (std::array<std::int8_t, 4>{2, 2, 6, 6}));
}

TEST(NodeDegree, CountsOnlyAllowedEdges) {
  const auto found = values({Family::node_degree, 0}, make_cell(5, kLadder), 0b100110);  // 0-2, 1-2, 3-4
  EXPECT_EQ(found, (std::array<std::int8_t, 4>{1, 1, 3, 3}));
}

TEST(NodeDegree, HoldsTheCountOf64Edges) {
  const reference::Graph parallel(64, {0, 1});
  const auto found = values({Family::node_degree, 0}, make_cell(2, parallel), ~EdgeMask{0});
  EXPECT_EQ(found, (std::array<std::int8_t, 4>{64, 64, 64, 64}));
}

TEST(Families, HavePartsAsTheyWrite) {
  EXPECT_EQ(parts_of(Family::op_count), 1);
  EXPECT_EQ(parts_of(Family::min_path_len), 1);
  EXPECT_EQ(parts_of(Family::max_op_on_path), 1);
  EXPECT_EQ(parts_of(Family::node_degree), 4);
}

/// Random cells, each with random sets of allowed edges.
class RandomCells : public testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr int kMasks = 100;

  RandomCells() : edges_(random_dag(random_, n_nodes_)), cell_(make_cell(n_nodes_, edges_)) {}

  EdgeMask random_mask() { return (random_() | random_()) & low_bits(cell_.n_edges); }

  std::mt19937_64 random_{GetParam()};
  int n_nodes_ = 0;
  reference::Graph edges_;
  EdgeCell cell_;
};

TEST_P(RandomCells, PathLengthsEqualRecursion) {
  for (int i = 0; i < kMasks; ++i) {
    const EdgeMask allowed = random_mask();
    const reference::Graph graph = edges_of(edges_, allowed);
    ASSERT_EQ(path_length(cell_, allowed, false), reference::shortest_path(graph, 0, n_nodes_ - 1));
    ASSERT_EQ(path_length(cell_, allowed, true), reference::longest_path(graph, 0, n_nodes_ - 1));
  }
}

TEST_P(RandomCells, DegreesEqualCounting) {
  for (int i = 0; i < kMasks; ++i) {
    const EdgeMask allowed = random_mask();
    const reference::Graph graph = edges_of(edges_, allowed);
    const auto found = values({Family::node_degree, 0}, cell_, allowed);
    ASSERT_EQ(found[0], reference::edges_leaving(graph, 0));
    ASSERT_EQ(found[1], reference::edges_entering(graph, n_nodes_ - 1));
    ASSERT_EQ(found[2], static_cast<int>(graph.size()));
    ASSERT_EQ(found[3], static_cast<int>(graph.size()));
  }
}

TEST_P(RandomCells, LongestIsAtLeastShortest) {
  for (int i = 0; i < kMasks; ++i) {
    const EdgeMask allowed = random_mask();
    const int shortest = path_length(cell_, allowed, false);
    const int longest = path_length(cell_, allowed, true);
    ASSERT_EQ(shortest < 0, longest < 0);
    ASSERT_GE(longest, shortest);
  }
}

TEST_P(RandomCells, MoreAllowedEdgesNeverHurt) {
  for (int i = 0; i < kMasks; ++i) {
    const EdgeMask more = random_mask();
    const EdgeMask fewer = more & random_();
    const int shortest = path_length(cell_, fewer, false);
    if (shortest >= 0) {
      ASSERT_GE(path_length(cell_, more, false), 0);
      ASSERT_LE(path_length(cell_, more, false), shortest);
      ASSERT_GE(path_length(cell_, more, true), path_length(cell_, fewer, true));
    }
    const auto high = values({Family::node_degree, 0}, cell_, more);
    const auto low = values({Family::node_degree, 0}, cell_, fewer);
    for (std::size_t part = 0; part < high.size(); ++part) ASSERT_GE(high[part], low[part]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCells, testing::Range<std::uint64_t>(1, 17));

}  // namespace
}  // namespace cartograf

// Families of one's own, beside those of cartograf that count the same.
#include <cartograf/family.hpp>

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include <cartograf/features.hpp>

#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

/// How often each operation occurs in the first cell.
FeatureFamily counts(std::size_t n_operations) {
  FeatureFamily family;
  family.name = "mine";
  for (std::size_t op = 0; op < n_operations; ++op) family.columns.push_back("mine_" + std::to_string(op));
  family.compute = [](std::span<const CellGraph> cells, std::span<double> values) {
    std::fill(values.begin(), values.end(), 0);
    const auto count = [&](int op) {
      if (op >= 0) ++values[static_cast<std::size_t>(op)];
    };
    for (const Edge& edge : cells.front().edges) count(edge.operation);
    for (const int op : cells.front().node_operations) count(op);
  };
  return family;
}

struct Counted {
  const char* space;
  int first_id;  ///< of its operations, in the names of published columns
};

TEST(ApiFamily, SeesEveryOperationThatItsSpaceCounts) {
  for (const Counted& counted : {Counted{"nasbench201", 0}, Counted{"nasbench101", 2}, Counted{"darts_cell", 1}, Counted{"transnasbench101_micro", 0}}) {
    const Space space(counted.space);
    const int n_operations = static_cast<int>(space.operations().size());
    const Features features = Features(space, {"op_count"}).with(counts(space.operations().size()));
    const FeatureTable table = compute(features, ArchitectureList::sample(space, 500, 1), Dtype::float64);
    const std::span<const double> values = table.rows().values<double>();
    for (int op = 0; op < n_operations; ++op) {
      const std::size_t own = column_index(table.columns, "mine_" + std::to_string(op));
      const std::size_t theirs = column_index(table.columns, "op_count_" + std::to_string(counted.first_id + op));
      for (std::size_t row = 0; row < table.indices.size(); ++row) {
        const double* const numbers = values.data() + row * table.columns.size();
        ASSERT_EQ(numbers[own], numbers[theirs]) << counted.space << " " << space.key(table.indices[row]) << " " << op;
      }
    }
  }
}

TEST(ApiFamily, SeesTheEdgesOfTheKey) {
  const Space space("nasbench201");
  FeatureFamily family;
  family.name = "edges";
  family.columns = {"code"};
  family.compute = [](std::span<const CellGraph> cells, std::span<double> values) {
    ASSERT_EQ(cells.size(), 1u);
    ASSERT_EQ(cells[0].n_nodes, 4);
    ASSERT_EQ(cells[0].edges.size(), 6u);
    double code = 0;
    for (const Edge& edge : cells[0].edges) code = code * 5 + edge.operation;
    values[0] = code;
  };
  const FeatureTable table = compute(Features(space, {"op_count"}).with(family), ArchitectureList(space));
  const std::vector<double> codes = table.column("code");
  // Keys write the operations of the six edges, each a digit, in the order of the edges.
  for (std::size_t row = 0; row < codes.size(); ++row) {
    double expected = 0;
    for (const char c : space.key(table.indices[row])) {
      if (c >= '0' && c <= '4') expected = expected * 5 + (c - '0');
    }
    ASSERT_EQ(codes[row], expected) << space.key(table.indices[row]);
  }
}

TEST(ApiFamily, HasBothCellsOfDarts) {
  FeatureFamily family;
  family.name = "cells";
  family.columns = {"n_cells", "n_edges"};
  family.compute = [](std::span<const CellGraph> cells, std::span<double> values) {
    values[0] = static_cast<double>(cells.size());
    values[1] = 0;
    for (const CellGraph& cell : cells) values[1] += static_cast<double>(cell.edges.size());
  };
  const Space space("darts");
  const FeatureTable table = compute(Features(space, {"op_count"}).with(family), ArchitectureList::sample(space, 3, 1));
  EXPECT_EQ(table.column("n_cells"), std::vector<double>(3, 2));
  EXPECT_EQ(table.column("n_edges"), std::vector<double>(3, 24)) << "8 edges with an operation and 4 into the output, in each cell";
  EXPECT_EQ(space.cells(0).size(), 2u);
  EXPECT_EQ(space.cells(0)[1].edges.size(), 12u);
}

TEST(ApiFamily, ThatThrowsStopsTheStream) {
  FeatureFamily family = counts(5);
  family.compute = [](std::span<const CellGraph>, std::span<double>) { throw std::runtime_error("of my own"); };
  const Space space("nasbench201");
  EXPECT_EQ(message_of<std::runtime_error>([&] { compute(Features(space, {"op_count"}).with(family), ArchitectureList(space)); }), "of my own");
}

TEST(ApiFamily, BadInputSaysWhatIsMissing) {
  const Features features(Space("nasbench201"), {"op_count"});
  FeatureFamily family = counts(5);
  family.name = "signal";
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "'signal' is one of nasbench201's own"));
  family = counts(5);
  family.columns[1] = "op_count_0";
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "'op_count_0' already"));
  family.columns.clear();
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "at least one column"));
  family = counts(5);
  family.columns[2] = "";
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "an empty one"));
  family = counts(5);
  family.name = "mine:part";
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "without a colon"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(counts(5)).with(counts(5)); }), "'mine' already"));
  family = counts(5);
  family.compute = nullptr;
  EXPECT_TRUE(contains(message_of<InputError>([&] { features.with(family); }), "a function"));
  EXPECT_THROW(compute(features.with(counts(5)), ArchitectureList(Space("nasbench201")), Dtype::int8), InputError);
}

}  // namespace
}  // namespace cartograf

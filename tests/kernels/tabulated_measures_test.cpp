// Every measure that is tabulated has, whatever the operations of the architecture, the value of the table.
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/cpu/launch.hpp"
#include "kernels/features/rows.hpp"
#include "tests/kernels/random_dag.hpp"

namespace cartograf {
namespace {

constexpr int kOps = 3;
constexpr int kKinds = 256;  // what MeasureKind can hold: kinds that come later are among them
constexpr int kRounds = 40;
constexpr int kArchitectures = 60;

MeasureKind kind_of(int number) { return static_cast<MeasureKind>(number); }

bool is_of_edges(MeasureKind kind) { return kind >= MeasureKind::shortest_path && kind <= MeasureKind::sequence; }

/// An operation for each element, or none for some where an architecture may lack elements.
std::vector<std::uint64_t> random_words(std::mt19937_64& random, ElementMask elements, bool complete) {
  std::vector<std::uint64_t> words(kOps);
  for (ElementMask rest = elements; rest != 0; rest = without_lowest_bit(rest)) {
    if (complete || random() % 4 != 0) words[random() % kOps] |= rest & -rest;
  }
  return words;
}

/// 2 nodes to `capacity`, as graph_number() numbers it.
std::uint64_t random_graph(std::mt19937_64& random, int capacity) {
  const int n_nodes = std::uniform_int_distribution(2, capacity)(random);
  std::uint64_t graph = static_cast<std::uint64_t>(n_nodes) << (capacity * (capacity - 1) / 2);
  for (int row = 0; row < n_nodes; ++row) {
    for (int column = row + 1; column < n_nodes; ++column) graph |= (random() & 1) << NodeGraph::bit_of(row, column, capacity);
  }
  return graph;
}

/// A plan with a column of every kind that `fits`, on random nodes, and each measure with its table.
class Tabulated {
 public:
  template <class Fits>
  Tabulated(std::mt19937_64& random, FeaturePlan plan, Fits fits) : plan_(std::move(plan)) {
    const auto node = [&] { return static_cast<std::uint8_t>(random() % plan_.cell().n_nodes); };
    for (int number = 0; number < kKinds; ++number) {
      if (fits(kind_of(number))) plan_.add_column({kind_of(number), node(), node(), static_cast<std::int8_t>(random() % kOps)}, 1);
    }
    table_ = cpu::make_table(plan_, 1);
  }

  void expect_values(const std::vector<std::uint64_t>& words, OpSet ops) const {
    PlanView view = plan_.view();
    view.table = table_.data();
    const std::uint64_t first = first_case(view, words.data());
    ASSERT_NE(first, kNotInTable);
    const Subgraph subgraph = subgraph_of(plan_.cell(), words.data(), ops);
    for (const Measure& measure : plan_.measures()) {
      if (measure.table_offset == Measure::kNoTable) continue;
      EXPECT_EQ(table_[measure.table_offset + first + case_of(plan_.cell(), subgraph.allowed)], evaluate(measure, plan_.cell(), subgraph))
          << "kind " << static_cast<int>(measure.kind);
    }
  }

  int n_tabulated() const {
    return static_cast<int>(std::count_if(plan_.measures().begin(), plan_.measures().end(),
                                          [](const Measure& measure) { return measure.table_offset != Measure::kNoTable; }));
  }

 private:
  FeaturePlan plan_;
  std::vector<std::int8_t> table_;
};

TEST(TabulatedMeasures, OnEdgesHaveTheirDirectValues) {
  std::mt19937_64 random(1);
  for (int round = 0; round < kRounds; ++round) {
    int n_nodes = 0;
    reference::Graph edges = testing_kernels::random_dag(random, n_nodes, 5);
    Cell cell = testing_kernels::make_cell(n_nodes, edges);
    cell.n_ops = kOps;
    cell.n_terminals = 1;
    cell.output[0] = static_cast<std::uint8_t>(n_nodes - 1);
    for (const bool complete : {true, false}) {
      const Tabulated tabulated(random, FeaturePlan(cell, complete), [](MeasureKind) { return true; });
      EXPECT_GE(tabulated.n_tabulated(), 7);
      for (int i = 0; i < kArchitectures; ++i) tabulated.expect_values(random_words(random, low_bits(cell.n_elements), complete), random() % 8);
    }
  }
}

TEST(TabulatedMeasures, OnLayersHaveTheirDirectValues) {
  std::mt19937_64 random(2);
  Cell cell;
  cell.kind = CellKind::layers;
  cell.n_nodes = cell.n_elements = 6;
  cell.n_ops = kOps;
  for (std::size_t op = 0; op < kOps; ++op) cell.op_value[op] = static_cast<std::int8_t>(op * op);
  for (const bool complete : {true, false}) {
    const Tabulated tabulated(random, FeaturePlan(cell, complete), [](MeasureKind kind) { return !is_of_edges(kind); });
    EXPECT_GE(tabulated.n_tabulated(), 4);
    for (int i = 0; i < kRounds * kArchitectures; ++i) tabulated.expect_values(random_words(random, low_bits(cell.n_elements), complete), random() % 8);
  }
}

TEST(TabulatedMeasures, OnNodesHaveTheirDirectValues) {
  std::mt19937_64 random(3);
  for (int round = 0; round < kRounds; ++round) {
    Cell cell;
    cell.kind = CellKind::nodes;
    cell.n_nodes = cell.n_elements = 6;
    cell.n_ops = kOps;
    std::vector<std::uint64_t> graphs;
    for (int i = 0; i < 10; ++i) graphs.push_back(random_graph(random, cell.n_nodes));
    std::sort(graphs.begin(), graphs.end());
    graphs.erase(std::unique(graphs.begin(), graphs.end()), graphs.end());
    const Tabulated tabulated(random, FeaturePlan(cell, false, graphs), [](MeasureKind kind) { return !is_of_edges(kind); });
    EXPECT_GE(tabulated.n_tabulated(), 13);
    for (int i = 0; i < kArchitectures; ++i) {
      const std::uint64_t graph = graphs[random() % graphs.size()];
      const auto n_nodes = static_cast<int>(graph >> 15);
      std::vector<std::uint64_t> words = random_words(random, low_bits(n_nodes - 1) & ~ElementMask{1}, true);
      words.push_back(graph & low_bits(15));
      words.push_back(static_cast<std::uint64_t>(n_nodes));
      tabulated.expect_values(words, random() % 8);
    }
  }
}

TEST(TabulatedMeasures, AreThoseOnlyThatAreListed) {
  for (int number = static_cast<int>(MeasureKind::value_repeats) + 1; number < kKinds; ++number) {
    EXPECT_FALSE(depends_on_allowed_alone(kind_of(number), true)) << number;
    EXPECT_FALSE(depends_on_graph_and_allowed_alone(kind_of(number))) << number;
  }
  for (const MeasureKind kind : {MeasureKind::sequence, MeasureKind::live_count, MeasureKind::node_sequence, MeasureKind::first_value,
                                 MeasureKind::last_value, MeasureKind::value_rises, MeasureKind::value_falls, MeasureKind::value_repeats}) {
    EXPECT_FALSE(depends_on_allowed_alone(kind, true));
    EXPECT_FALSE(depends_on_graph_and_allowed_alone(kind));
  }
}

}  // namespace
}  // namespace cartograf

// The largest spaces that there may be: 32 nodes and 62 or 64 edges, 11 nodes with all 55 edges. No integer leaves int8,
// and wide columns do not overflow.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "host/space/edge_space.hpp"
#include "host/family/extra_families.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "kernels/features/rows.hpp"
#include "tests/families/subjects.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

constexpr int kNodes = 32;

using Edges = std::vector<std::pair<int, int>>;  // from 1, by source

std::string document(const Edges& edges, const std::string& operations) {
  std::string text;
  for (const auto& [source, target] : edges) text += (text.empty() ? "[" : ", [") + std::to_string(source) + ", " + std::to_string(target) + "]";
  return R"({"name": "large", "kind": "edges", "operations": )" + operations + R"(, "nodes": 32, "edges": [)" + text + "]}";
}

Subject subject_of(const Edges& edges, const std::vector<int>& ops, int n_ops) {
  naive::Cell cell;
  cell.n_nodes = kNodes;
  cell.n_ops = n_ops;
  cell.terminals = {{0, kNodes - 1}};
  for (std::size_t e = 0; e < edges.size(); ++e) cell.edges.push_back({edges[e].first - 1, edges[e].second - 1, ops[e]});
  return {key_of(ops), {cell}};
}

/// Every node has an edge from the one before in the chain, so that paths are long; the others are random.
Edges random_edges(std::size_t n, std::mt19937_64& random) {
  std::set<std::pair<int, int>> edges;
  for (int node = 1; node < kNodes; ++node) edges.insert({node, node + 1});
  while (edges.size() < n) {
    const int a = 1 + static_cast<int>(random() % 28);
    edges.insert({a, a + 2 + static_cast<int>(random() % 3)});
  }
  return {edges.begin(), edges.end()};
}

class LargeEdgeSpace : public testing::TestWithParam<std::string> {};

// Sparse: the oracle lists every path.
TEST_P(LargeEdgeSpace, Of62EdgesEqualsTheOracle) {
  std::mt19937_64 random(107);
  std::set<std::pair<int, int>> picked;
  while (picked.size() < 62) {
    const int a = 1 + static_cast<int>(random() % 31), b = 1 + static_cast<int>(random() % 32);
    if (a < b) picked.insert({a, b});
  }
  const Edges edges(picked.begin(), picked.end());
  const auto space = space_from_json(document(edges, R"(["a", "b"])"), "large.json");
  std::vector<Subject> subjects;
  for (int i = 0; i < 5; ++i) {
    std::vector<int> ops(edges.size());
    for (int& op : ops) op = static_cast<int>(random() % 2);
    subjects.push_back(subject_of(edges, ops, 2));
  }
  expect_equal_to_oracle(*space, GetParam(), subjects);
}

INSTANTIATE_TEST_SUITE_P(All, LargeEdgeSpace, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

std::vector<double> row_of(const SearchSpace& space, const FeatureSet& set, Dtype dtype) {
  std::vector<double> row;
  if (dtype == Dtype::int8) {
    std::vector<std::int8_t> values(set.columns().size());
    FeatureEngine(space, set, {}).compute_range(0, 1, dtype, values.data());
    row.assign(values.begin(), values.end());
  } else {
    row.resize(set.columns().size());
    FeatureEngine(space, set, {}).compute_range(0, 1, dtype, row.data());
  }
  return row;
}

TEST(LargestEdgeSpace, FitsInt8InEveryFamily) {
  std::mt19937_64 random(108);
  const auto space = space_from_json(document(random_edges(64, random), R"(["a"])"), "large.json");
  std::vector<std::string> families;
  for (const Family& family : families_of(*space, Convention::graf_nas)) {
    if (family.name != "spectral") families.push_back(family.name);  // real numbers
  }
  for (const Convention convention : kConventions) {
    const FeatureSet set = select_features(*space, convention, families);
    const auto narrow = row_of(*space, set, Dtype::int8);
    const auto wide = row_of(*space, set, Dtype::float64);
    for (std::size_t c = 0; c < narrow.size(); ++c) ASSERT_EQ(narrow[c] / set.columns()[c].divisor, wide[c]) << set.columns()[c].name;
    EXPECT_EQ(*std::max_element(narrow.begin(), narrow.end()), 64);  // op_count
  }
}

// Node i leads to i + 1 and i + 2: Fibonacci's numbers.
TEST(LargestEdgeSpace, CountsManyPaths) {
  Edges edges;
  for (int node = 1; node < kNodes; ++node) {
    edges.emplace_back(node, node + 1);
    if (node + 2 <= kNodes) edges.emplace_back(node, node + 2);
  }
  const auto space = space_from_json(document(edges, R"(["a"])"), "large.json");
  std::vector<std::int64_t> fibonacci = {1, 1};
  while (fibonacci.size() < 32) fibonacci.push_back(fibonacci[fibonacci.size() - 1] + fibonacci[fibonacci.size() - 2]);
  std::int64_t walks = 0;
  for (std::size_t distance = 1; distance < 32; ++distance) walks += static_cast<std::int64_t>(32 - distance) * fibonacci[distance];
  const FeatureSet set = select_features(*space, Convention::graf_nas, {"path_counts"});
  const auto words = words_of(*space, 0);
  const std::vector<std::int64_t> wide = wide_values(*space, set, words.data());
  EXPECT_EQ(wide.at(0), fibonacci[31]);
  EXPECT_EQ(wide.at(1), walks);
}

/// The complete graph of 11 nodes, all with the one operation; GraphSpace could not list the classes of such a space.
class CompleteGraph : public testing::TestWithParam<std::string> {
 protected:
  static constexpr int kGraphNodes = 11;

  static SpaceTraits description() {
    SpaceTraits d;
    d.ops.names = {"a"};
    d.ops.first_id = 2;
    d.cell.kind = CellKind::nodes;
    d.cell.n_nodes = d.cell.n_elements = kGraphNodes;
    d.cell.n_ops = 1;
    return d;
  }

  static naive::Cell oracle_cell() {
    naive::Cell cell;
    cell.n_nodes = kGraphNodes;
    cell.n_ops = 1;
    cell.terminals = {{0, kGraphNodes - 1}};
    cell.node_ops.assign(kGraphNodes, 0);
    cell.node_ops.front() = cell.node_ops.back() = naive::Cell::kTerminal;
    for (int a = 0; a < kGraphNodes; ++a) {
      for (int b = a + 1; b < kGraphNodes; ++b) cell.edges.push_back({a, b, naive::Edge::kNoOperation});
    }
    return cell;
  }

  template <class T>
  static std::vector<T> row(const FeatureSet& set, const std::vector<std::uint64_t>& words) {
    std::vector<T> values(set.columns().size());
    if (values.empty()) return values;
    const FeaturePlan plan = dynamic_cast<const MeasureBlock&>(*set.row_blocks().at(0)).plan({});
    FeatureRows<T> rows;
    rows.plan = plan.view();
    rows.source.codec.words_per_cell = 3;
    rows.source.packed = words.data();
    rows.out = values.data();
    rows.write_row(0);
    return values;
  }
};

TEST_P(CompleteGraph, EqualsTheOracleAndFitsInt8) {
  FeatureSet set(Convention::graf_nas);
  for (const Family& family : extra_families(description(), Convention::graf_nas)) {
    if (family.name == GetParam()) set.add(family.blocks());
  }
  const std::vector<std::uint64_t> words = {0b01111111110, (std::uint64_t{1} << 55) - 1, kGraphNodes};
  const std::vector<std::int64_t> expected = naive::values(GetParam(), {oracle_cell()});
  ASSERT_EQ(set.columns().size() + set.wide_columns().size(), expected.size());
  const auto numerators = row<std::int8_t>(set, words);
  const auto doubles = row<double>(set, words);
  for (std::size_t c = 0; c < numerators.size(); ++c) {
    ASSERT_EQ(numerators[c], expected[c]) << set.columns()[c].name;
    ASSERT_EQ(doubles[c], static_cast<double>(expected[c])) << set.columns()[c].name;
  }
  Codec codec;
  codec.words_per_cell = 3;
  const std::vector<std::int64_t> wide = wide_values(*find_space("nasbench101"), codec, set, words.data());  // which does not matter
  for (std::size_t c = 0; c < wide.size(); ++c) ASSERT_EQ(wide[c], expected[numerators.size() + c]);
}

INSTANTIATE_TEST_SUITE_P(All, CompleteGraph, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

TEST(CompleteGraphMeasures, CountAll55Edges) {
  Subgraph subgraph;
  subgraph.allowed = 0b11111111111;
  subgraph.adjacency = (std::uint64_t{1} << 55) - 1;
  subgraph.n_nodes = 11;
  Cell cell;
  cell.kind = CellKind::nodes;
  cell.n_nodes = cell.n_elements = 11;
  cell.n_ops = 1;
  EXPECT_EQ(evaluate({MeasureKind::node_sources}, cell, subgraph), 55);
  EXPECT_EQ(evaluate({MeasureKind::node_targets}, cell, subgraph), 55);
}

}  // namespace
}  // namespace cartograf

#include "host/space/graph_classes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/graph/graph_oracle.hpp"
#include "host/space/graph_canonical.hpp"
#include "host/space/graph_key.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using test::OracleGraph;

constexpr GraphCode kNasBench101{7, 3, 2};

/// Calls visit for every graph of n nodes and every labelling.
template <class Visit>
void for_all_graphs(int n, int n_ops, Visit visit) {
  const int n_pairs = n * (n - 1) / 2;
  for (int bits = 0; bits < 1 << n_pairs; ++bits) {
    OracleGraph graph;
    graph.n = n;
    graph.edge.assign(static_cast<std::size_t>(n), std::vector<int>(static_cast<std::size_t>(n)));
    int pair = 0;
    for (int row = 0; row < n; ++row) {
      for (int column = row + 1; column < n; ++column) graph.edge[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = bits >> pair++ & 1;
    }
    graph.op.assign(static_cast<std::size_t>(n), 2);
    graph.op.front() = 0;
    graph.op.back() = 1;
    int n_labellings = 1;
    for (int i = 2; i < n; ++i) n_labellings *= n_ops;
    for (int labelling = 0; labelling < n_labellings; ++labelling) {
      for (int i = 1, rest = labelling; i + 1 < n; ++i, rest /= n_ops) graph.op[static_cast<std::size_t>(i)] = 2 + rest % n_ops;
      if (labelling == 0 && !graph.valid(n_pairs)) break;
      visit(graph);
    }
  }
}

/// Classes by brute force, for each number of edges (the last: all).
std::vector<std::size_t> brute_force_counts(int n, int n_ops) {
  std::vector<std::set<std::string>> classes(static_cast<std::size_t>(n * (n - 1) / 2) + 1);
  for_all_graphs(n, n_ops, [&](const OracleGraph& graph) {
    int n_edges = 0;
    for (int row = 0; row < n; ++row) {
      for (int column = 0; column < n; ++column) n_edges += graph.at(row, column);
    }
    classes[static_cast<std::size_t>(n_edges)].insert(graph.canonical_text());
  });
  std::vector<std::size_t> counts;
  for (const auto& of_edges : classes) counts.push_back(of_edges.size());
  return counts;
}

std::map<int, std::size_t> counts_by_nodes(const GraphCode& layout, const std::vector<std::uint64_t>& codes) {
  std::map<int, std::size_t> counts;
  for (const std::uint64_t code : codes) ++counts[static_cast<int>(code >> (layout.op_bits() + layout.adjacency_bits()))];
  return counts;
}

NodeOpGraph graph_of_code(const GraphCode& layout, std::uint64_t code) {
  std::vector<std::uint64_t> words(layout.n_ops + 2u);
  layout.decode(code, words.data());
  return read_words(layout, words.data());
}

TEST(GraphClasses, OfNasBench101) {
  const auto codes = enumerate_graph_classes(kNasBench101, 9);
  const std::map<int, std::size_t> expected = {{2, 1}, {3, 6}, {4, 84}, {5, 2'441}, {6, 62'010}, {7, 359'082}};
  EXPECT_EQ(counts_by_nodes(kNasBench101, codes), expected);
  EXPECT_EQ(codes.size(), 423'624u);
  EXPECT_TRUE(std::adjacent_find(codes.begin(), codes.end(), std::greater_equal<>()) == codes.end()) << "strictly ascending";
}

TEST(GraphClasses, NasBench101HasAsManyAdjacencies) {
  EXPECT_EQ(enumerate_graph_classes({7, 1, 0}, 9).size(), 2'494u);
}

TEST(GraphClasses, AsManyAsByBruteForce) {
  const std::pair<int, int> cases[] = {{2, 3}, {3, 3}, {4, 1}, {4, 3}, {4, 5}, {5, 1}, {5, 2}, {5, 3}, {6, 1}};
  for (const auto& [n, n_ops] : cases) {
    std::size_t expected = 0;
    int max_edges = 0;
    for (const std::size_t count : brute_force_counts(n, n_ops)) {
      expected += count;
      const GraphCode layout{static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(n_ops), static_cast<std::uint8_t>(n_ops > 4 ? 3 : 2)};
      if (max_edges >= n - 1) {
        EXPECT_EQ(counts_by_nodes(layout, enumerate_graph_classes(layout, max_edges))[n], expected)
            << n << " nodes, " << n_ops << " operations, " << max_edges << " edges";
      }
      ++max_edges;
    }
  }
}

TEST(GraphClasses, OfFourAndFiveNodesAreThoseOfBruteForce) {
  for (const int n : {4, 5}) {
    std::set<std::string> expected;
    for_all_graphs(n, 3, [&](const OracleGraph& graph) {
      if (graph.valid(9)) expected.insert(graph.canonical_text());
    });
    std::set<std::string> found;
    for (const std::uint64_t code : enumerate_graph_classes(kNasBench101, 9)) {
      const NodeOpGraph graph = graph_of_code(kNasBench101, code);
      if (graph.n_nodes == n) found.insert(OracleGraph::from_key(graph_key(graph)).canonical_text());
    }
    EXPECT_EQ(found, expected);
  }
}

TEST(GraphClasses, DoNotDependOnThreads) {
  EXPECT_EQ(enumerate_graph_classes(kNasBench101, 9, 1), enumerate_graph_classes(kNasBench101, 9, 3));
}

TEST(GraphClasses, TooManyAreRefused) {
  EXPECT_THROW(enumerate_graph_classes({7, 32, 5}, 21), InputError);
  EXPECT_THROW(enumerate_graph_classes({10, 1, 0}, 45, 0, 100'000), InputError);
  EXPECT_THROW(enumerate_graph_classes(kNasBench101, 9, 0, 423'623), InputError);
}

TEST(GraphCanonical, CodeIsTheSmallestOverAllNumberings) {
  const GraphCode layout{6, 2, 1};
  for_all_graphs(5, 2, [&](const OracleGraph& graph) {
    std::uint64_t smallest = ~std::uint64_t{0};
    std::set<std::uint64_t> canonical;
    for (const OracleGraph& other : graph.numberings()) {
      const NodeOpGraph unpacked = parse_graph_key(other.key(), {6, 15, 2});
      canonical.insert(canonical_code(layout, unpacked));
      smallest = std::min(smallest, pack_code(layout, 5, pack_adjacency(unpacked, 6), op_code(layout, unpacked)));
    }
    EXPECT_EQ(canonical, std::set<std::uint64_t>{smallest}) << graph.key();
  });
}

TEST(GraphCanonical, NumberingsOfACanonicalGraphAreItsAutomorphisms) {
  const GraphCode layout{6, 1, 0};
  for_all_graphs(6, 1, [&](const OracleGraph& graph) {
    const NodeOpGraph unpacked = parse_graph_key(graph.key(), {6, 15, 1});
    if (canonical_code(layout, unpacked) != pack_code(layout, 6, pack_adjacency(unpacked, 6), 0)) return;
    std::size_t n_automorphisms = 0;
    for (const OracleGraph& other : graph.numberings()) n_automorphisms += other.edge == graph.edge;
    EXPECT_EQ(canonical_numberings(layout, unpacked).size(), n_automorphisms) << graph.key();
  });
}

TEST(GraphCanonical, WordsAndCodesRoundTrip) {
  const GraphCode layout{7, 3, 2};
  for (const std::uint64_t code : enumerate_graph_classes(layout, 7)) {
    const NodeOpGraph graph = graph_of_code(layout, code);
    EXPECT_EQ(pack_code(layout, graph.n_nodes, pack_adjacency(graph, 7), op_code(layout, graph)), code);
    std::uint64_t words[5], decoded[5] = {};
    write_words(layout, graph, words);
    layout.decode(code, decoded);
    EXPECT_TRUE(std::equal(words, words + 5, decoded));
  }
}

}  // namespace
}  // namespace cartograf

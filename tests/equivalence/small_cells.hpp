#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/space/equivalence.hpp"

namespace cartograf::testing_equivalence {

using Edges = std::vector<std::pair<int, int>>;
using Words = std::vector<std::uint64_t>;

/// A cell of the given candidate edges, and of fixed edges after them; both sorted by source.
inline EdgeGraph small_graph(int n_nodes, const Edges& candidates, const Edges& fixed, int n_ops, OpRoles roles) {
  Cell cell;
  cell.n_nodes = static_cast<std::uint8_t>(n_nodes);
  cell.n_elements = static_cast<std::uint8_t>(candidates.size());
  cell.n_ops = static_cast<std::uint8_t>(n_ops);
  for (const Edges* edges : {&candidates, &fixed}) {
    for (const auto& [source, target] : *edges) {
      cell.source[cell.n_edges] = static_cast<std::uint8_t>(source);
      cell.target[cell.n_edges++] = static_cast<std::uint8_t>(target);
    }
  }
  std::vector<std::string> names;
  for (int op = 0; op < n_ops; ++op) names.push_back("op" + std::to_string(op));
  return edge_graph(cell, names, roles);
}

inline Edges complete_edges(int n_nodes) {
  Edges edges;
  for (int source = 0; source < n_nodes; ++source) {
    for (int target = source + 1; target < n_nodes; ++target) edges.emplace_back(source, target);
  }
  return edges;
}

/// Every way to put one of the operations, or with `may_miss` nothing, on each candidate edge.
inline std::vector<Words> all_architectures(const EdgeGraph& graph, bool may_miss) {
  std::vector<Words> all = {Words(graph.cell.n_ops)};
  for (int edge = 0; edge < graph.cell.n_elements; ++edge) {
    std::vector<Words> longer;
    for (const Words& words : all) {
      if (may_miss) longer.push_back(words);
      for (std::size_t op = 0; op < graph.cell.n_ops; ++op) {
        longer.push_back(words);
        longer.back()[op] |= std::uint64_t{1} << edge;
      }
    }
    all = std::move(longer);
  }
  return all;
}

}  // namespace cartograf::testing_equivalence

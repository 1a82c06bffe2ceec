#pragma once

#include <algorithm>
#include <random>

#include "kernels/features/cell.hpp"
#include "tests/reference/graph.hpp"

namespace cartograf::testing_kernels {

/// A cell whose elements are the edges of a graph, sorted by source.
inline Cell make_cell(int n_nodes, const reference::Graph& edges) {
  Cell cell;
  cell.kind = CellKind::edges;
  cell.n_nodes = static_cast<std::uint8_t>(n_nodes);
  cell.n_elements = static_cast<std::uint8_t>(edges.size());
  cell.n_edges = cell.n_elements;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    cell.source[e] = static_cast<std::uint8_t>(edges[e].from);
    cell.target[e] = static_cast<std::uint8_t>(edges[e].to);
  }
  return cell;
}

/// The edges of a mask.
inline reference::Graph edges_of(const reference::Graph& edges, ElementMask mask) {
  reference::Graph chosen;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if ((mask >> e & 1) != 0) chosen.push_back(edges[e]);
  }
  return chosen;
}

/// The edges of `present`, marked where they are in `allowed`.
inline std::vector<reference::MarkedEdge> marked_edges(const reference::Graph& edges, ElementMask present, ElementMask allowed) {
  std::vector<reference::MarkedEdge> marked;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if ((present >> e & 1) != 0) marked.push_back({edges[e].from, edges[e].to, (allowed >> e & 1) != 0});
  }
  return marked;
}

/// 2 to `most_nodes` nodes; every forward edge that fits into 64, or a random part of them.
inline reference::Graph random_dag(std::mt19937_64& random, int& n_nodes, int most_nodes = 12) {
  n_nodes = std::uniform_int_distribution(2, most_nodes)(random);
  const double density = std::uniform_real_distribution(0.2, 1.2)(random);
  reference::Graph edges;
  for (int from = 0; from < n_nodes; ++from) {
    for (int to = from + 1; to < n_nodes && edges.size() < 64; ++to) {
      if (std::uniform_real_distribution(0.0, 1.0)(random) < density) edges.push_back({from, to});
    }
  }
  return edges;
}

}  // namespace cartograf::testing_kernels

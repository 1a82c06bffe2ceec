#pragma once

#include <algorithm>
#include <random>

#include "kernels/features/edge_cell.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf::testing_kernels {

/// A cell of a graph whose edges are sorted by source; node 0 is the input, the last one the output.
inline EdgeCell make_cell(int n_nodes, const reference::Graph& edges) {
  EdgeCell cell;
  cell.n_nodes = static_cast<std::uint8_t>(n_nodes);
  cell.n_edges = static_cast<std::uint8_t>(edges.size());
  cell.output = static_cast<std::uint8_t>(n_nodes - 1);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    cell.source[e] = static_cast<std::uint8_t>(edges[e].from);
    cell.target[e] = static_cast<std::uint8_t>(edges[e].to);
  }
  return cell;
}

/// The edges of a mask.
inline reference::Graph edges_of(const reference::Graph& edges, EdgeMask mask) {
  reference::Graph chosen;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if ((mask >> e & 1) != 0) chosen.push_back(edges[e]);
  }
  return chosen;
}

/// 2 to 12 nodes; every forward edge that fits into 64, or a random part of them.
inline reference::Graph random_dag(std::mt19937_64& random, int& n_nodes) {
  n_nodes = std::uniform_int_distribution(2, 12)(random);
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

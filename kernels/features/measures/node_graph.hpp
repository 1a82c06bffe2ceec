#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"
#include "kernels/features/measures/relaxation.hpp"

namespace cartograf {

/// A graph with operations on nodes: bit rows over an adjacency packed as the strict upper triangle of a matrix of
/// `capacity` rows, row by row: (0,1), (0,2), ..., (1,2), ...
class NodeGraph {
 public:
  CARTOGRAF_HD NodeGraph(std::uint64_t adjacency, int n_nodes, int capacity)
      : adjacency_(adjacency), n_nodes_(n_nodes), capacity_(capacity) {}

  /// Position of the bit of edge row -> column, row < column < capacity.
  CARTOGRAF_HD static constexpr int bit_of(int row, int column, int capacity) {
    return row * (2 * capacity - row - 1) / 2 + column - row - 1;
  }

  CARTOGRAF_HD int n_nodes() const { return n_nodes_; }
  CARTOGRAF_HD int input() const { return 0; }
  CARTOGRAF_HD int output() const { return n_nodes_ - 1; }

  /// The nodes that edges from `node` lead to, one bit each.
  CARTOGRAF_HD std::uint32_t successors(int node) const {
    if (node + 1 >= capacity_) return 0;
    const std::uint64_t row = adjacency_ >> bit_of(node, node + 1, capacity_) & low_bits(capacity_ - 1 - node);
    return static_cast<std::uint32_t>(row << (node + 1));
  }

  CARTOGRAF_HD bool has_edge(int from, int to) const { return (successors(from) >> to & 1) != 0; }

  /// Edges on the shortest or longest path from one node to another over the nodes of `kept`, both ends in it; -1 when
  /// there is none.
  CARTOGRAF_HD int path_length(std::uint32_t kept, int from, int to, bool longest) const {
    std::int8_t length[kMaxGraphNodes];
    for (int node = 0; node < n_nodes_; ++node) length[node] = -1;
    length[from] = 0;
    for (int node = from; node < to; ++node) {
      if (length[node] < 0 || (kept >> node & 1) == 0) continue;
      for (std::uint32_t rest = successors(node) & kept; rest != 0; rest &= rest - 1) {
        std::int8_t& after = length[lowest_bit(rest)];
        const auto candidate = static_cast<std::int8_t>(length[node] + 1);
        if (after < 0 || (longest ? candidate > after : candidate < after)) after = candidate;
      }
    }
    return length[to];
  }

  /// Number of edges whose source is in `sources` and whose target is in `targets`.
  CARTOGRAF_HD int edges_between(std::uint32_t sources, std::uint32_t targets) const {
    int count = 0;
    for (std::uint32_t rest = sources & static_cast<std::uint32_t>(low_bits(n_nodes_)); rest != 0; rest &= rest - 1) {
      count += popcount(successors(lowest_bit(rest)) & targets);
    }
    return count;
  }

 private:
  std::uint64_t adjacency_;
  int n_nodes_;
  int capacity_;
};

/// `max_op_on_path` of the convention `paper` with operations on nodes: an edge into an allowed node weighs -1, any
/// other +1 (the output is not allowed); the number of allowed nodes on a lightest input -> output path, or -1.
/// Neighbours come in ascending order.
CARTOGRAF_HD inline int ops_on_lightest_path(const NodeGraph& graph, std::uint32_t allowed) {
  Relaxation search(graph.input());
  for (int node = search.pop(); node >= 0; node = search.pop()) {
    for (std::uint32_t rest = graph.successors(node); rest != 0; rest &= rest - 1) {
      const int next = lowest_bit(rest);
      search.relax(node, next, (allowed >> next & 1) != 0 ? -1 : 1);
    }
  }
  if (!search.reached(graph.output())) return -1;
  int count = 0;
  for (int node = graph.output(); node != graph.input(); node = search.first_predecessor(node)) {
    count += static_cast<int>(allowed >> node & 1);
  }
  return count;
}

}  // namespace cartograf

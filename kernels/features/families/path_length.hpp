#pragma once

#include "kernels/features/edge_cell.hpp"

namespace cartograf {

/// Number of edges on the shortest (`longest` false) or longest path from input to output over the allowed edges;
/// -1 when there is none. Dynamic programming over the edges in topological order.
CARTOGRAF_HD inline int path_length(const EdgeCell& cell, EdgeMask allowed, bool longest) {
  constexpr std::int8_t unreached = -1;
  std::int8_t length[kMaxNodes];
  for (int node = 0; node < cell.n_nodes; ++node) length[node] = unreached;
  length[cell.input] = 0;
  for (EdgeMask rest = allowed; rest != 0; rest = without_lowest_bit(rest)) {
    const int edge = lowest_bit(rest);
    const std::int8_t from = length[cell.source[edge]];
    if (from == unreached) continue;
    std::int8_t& to = length[cell.target[edge]];
    const auto candidate = static_cast<std::int8_t>(from + 1);
    const bool better = longest ? candidate > to : candidate < to;
    if (to == unreached || better) to = candidate;
  }
  return length[cell.output];
}

/// GRAF's `min_path_len`: edges on the shortest input -> output path over S (ICML 2024, section 3).
/// `unreachable` is what a convention writes when there is no such path.
struct MinPathLength {
  static constexpr int parts = 1;

  CARTOGRAF_HD static void evaluate(const EdgeCell& cell, Subgraph subgraph, std::int8_t unreachable, std::int8_t* out) {
    const int length = path_length(cell, subgraph.allowed, false);
    out[0] = length < 0 ? unreachable : static_cast<std::int8_t>(length);
  }
};

/// GRAF's `max_op_on_path` as released: edges on the longest input -> output path over S.
struct MaxOpOnPath {
  static constexpr int parts = 1;

  CARTOGRAF_HD static void evaluate(const EdgeCell& cell, Subgraph subgraph, std::int8_t unreachable, std::int8_t* out) {
    const int length = path_length(cell, subgraph.allowed, true);
    out[0] = length < 0 ? unreachable : static_cast<std::int8_t>(length);
  }
};

}  // namespace cartograf

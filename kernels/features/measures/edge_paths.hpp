#pragma once

#include "kernels/features/cell.hpp"

namespace cartograf {

/// Number of edges on the shortest (`longest` false) or longest path from one node to another over `edges`; -1 when
/// there is none. Dynamic programming over the edges in topological order.
CARTOGRAF_HD inline int path_length(const Cell& cell, ElementMask edges, int from, int to, bool longest) {
  constexpr std::int8_t unreached = -1;
  std::int8_t length[kMaxNodes];
  for (int node = 0; node < cell.n_nodes; ++node) length[node] = unreached;
  length[from] = 0;
  for (ElementMask rest = edges; rest != 0; rest = without_lowest_bit(rest)) {
    const int edge = lowest_bit(rest);
    const std::int8_t before = length[cell.source[edge]];
    if (before == unreached) continue;
    std::int8_t& after = length[cell.target[edge]];
    const auto candidate = static_cast<std::int8_t>(before + 1);
    const bool better = longest ? candidate > after : candidate < after;
    if (after == unreached || better) after = candidate;
  }
  return length[to];
}

}  // namespace cartograf

#pragma once

#include "kernels/features/cell.hpp"

namespace cartograf {

/// The edges of `edges` that lie on a path from `input` to `output` over `edges`.
CARTOGRAF_HD inline ElementMask edges_between(const Cell& cell, ElementMask edges, int input, int output) {
  std::uint32_t forward = std::uint32_t{1} << input;
  for (ElementMask rest = edges; rest != 0; rest = without_lowest_bit(rest)) {
    const int edge = lowest_bit(rest);
    if ((forward >> cell.source[edge] & 1) != 0) forward |= std::uint32_t{1} << cell.target[edge];
  }
  std::uint32_t backward = std::uint32_t{1} << output;
  ElementMask live = 0;
  for (ElementMask rest = edges; rest != 0;) {  // from the last edge to the first
    const int edge = highest_bit(rest);
    rest &= ~(ElementMask{1} << edge);
    if ((backward >> cell.target[edge] & 1) == 0) continue;
    backward |= std::uint32_t{1} << cell.source[edge];
    if ((forward >> cell.source[edge] & 1) != 0) live |= ElementMask{1} << edge;
  }
  return live;
}

/// The edges of `edges` that lie on a path between the two nodes of any pair of terminals: what a signal passes.
CARTOGRAF_HD inline ElementMask live_edges(const Cell& cell, ElementMask edges) {
  ElementMask live = 0;
  for (int pair = 0; pair < cell.n_terminals; ++pair) live |= edges_between(cell, edges, cell.input[pair], cell.output[pair]);
  return live;
}

}  // namespace cartograf

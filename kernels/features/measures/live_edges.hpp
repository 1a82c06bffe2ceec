#pragma once

#include "kernels/features/cell.hpp"

namespace cartograf {

/// The edges of `edges` that lie on a path from an input of the cell to an output over `edges`: what a signal passes.
CARTOGRAF_HD inline ElementMask live_edges(const Cell& cell, ElementMask edges) {
  std::uint32_t forward = cell.inputs;
  for (ElementMask rest = edges; rest != 0; rest = without_lowest_bit(rest)) {
    const int edge = lowest_bit(rest);
    if ((forward >> cell.source[edge] & 1) != 0) forward |= std::uint32_t{1} << cell.target[edge];
  }
  std::uint32_t backward = cell.outputs;
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

}  // namespace cartograf

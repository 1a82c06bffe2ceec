#pragma once

#include "kernels/features/cell.hpp"

namespace cartograf {

/// Number of edges of `edges` that leave (`leaving` true) or enter a node.
CARTOGRAF_HD inline int edge_degree(const Cell& cell, ElementMask edges, int node, bool leaving) {
  int degree = 0;
  for (ElementMask rest = edges; rest != 0; rest = without_lowest_bit(rest)) {
    const int edge = lowest_bit(rest);
    degree += (leaving ? cell.source[edge] : cell.target[edge]) == node;
  }
  return degree;
}

}  // namespace cartograf

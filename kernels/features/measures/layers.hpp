#pragma once

#include "kernels/features/cell.hpp"

namespace cartograf {

/// Layers of S among the first `position` + 1; 0 for a position that the architecture does not have.
CARTOGRAF_HD inline int layers_up_to(const Subgraph& subgraph, int position) {
  if ((subgraph.present >> position & 1) == 0) return 0;
  return popcount(subgraph.allowed & low_bits(position + 1));
}

/// Length of the longest run of neighbouring layers of S.
CARTOGRAF_HD inline int longest_run(ElementMask layers) {
  int length = 0;
  for (; layers != 0; layers &= layers << 1) ++length;
  return length;
}

}  // namespace cartograf

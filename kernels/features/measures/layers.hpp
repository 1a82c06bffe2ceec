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

/// What a layer stands for under S: the sum of op_value over the operations of S that it carries, which is one operation
/// when S are the choices of one attribute.
CARTOGRAF_HD inline int layer_value(const Cell& cell, const Subgraph& subgraph, int layer) {
  int value = 0;
  for (std::uint64_t rest = subgraph.ops; rest != 0; rest = without_lowest_bit(rest)) {
    const int op = lowest_bit(rest);
    if ((subgraph.words[op] >> layer & 1) != 0) value += cell.op_value[op];
  }
  return value;
}

/// Layers of S, but the first, whose value compares so with that of the layer of S before: `direction` 1 larger, -1
/// smaller, 0 equal. Layers between the two that carry no operation of S do not count.
CARTOGRAF_HD inline int value_steps(const Cell& cell, const Subgraph& subgraph, int direction) {
  if (subgraph.allowed == 0) return 0;
  int steps = 0;
  int before = layer_value(cell, subgraph, lowest_bit(subgraph.allowed));
  for (ElementMask rest = without_lowest_bit(subgraph.allowed); rest != 0; rest = without_lowest_bit(rest)) {
    const int value = layer_value(cell, subgraph, lowest_bit(rest));
    steps += (value > before) - (value < before) == direction;
    before = value;
  }
  return steps;
}

}  // namespace cartograf

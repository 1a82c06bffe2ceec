#pragma once

#include "kernels/features/edge_cell.hpp"

namespace cartograf {

/// GRAF's `node_degree` with operations on edges, in its published order and naming: `in_degree` counts the edges of S
/// that LEAVE the input, `out_degree` those that ENTER the output (swapped against normal usage), `avg_in` and
/// `avg_out` are the mean out- and in-degree over all nodes. Both sums are the number of edges of S; the division by
/// the number of nodes is the column's divisor.
struct NodeDegree {
  static constexpr int parts = 4;

  CARTOGRAF_HD static void evaluate(const EdgeCell& cell, Subgraph subgraph, std::int8_t* out) {
    int leaving_input = 0;
    int entering_output = 0;
    for (EdgeMask rest = subgraph.allowed; rest != 0; rest = without_lowest_bit(rest)) {
      const int edge = lowest_bit(rest);
      leaving_input += cell.source[edge] == cell.input;
      entering_output += cell.target[edge] == cell.output;
    }
    const auto edges = static_cast<std::int8_t>(popcount(subgraph.allowed));
    out[0] = static_cast<std::int8_t>(leaving_input);
    out[1] = static_cast<std::int8_t>(entering_output);
    out[2] = edges;
    out[3] = edges;
  }
};

}  // namespace cartograf

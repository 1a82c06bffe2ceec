#pragma once

#include "kernels/features/edge_cell.hpp"

namespace cartograf {

/// Number of edges whose operation is in the subset; with a subset of one operation this is GRAF's `op_count`
/// (Kadlecova et al., "Surprisingly Strong Performance Prediction with Neural Graph Features", ICML 2024, section 3).
struct OpCount {
  static constexpr int parts = 1;

  CARTOGRAF_HD static void evaluate(const EdgeCell&, Subgraph subgraph, std::int8_t* out) {
    out[0] = static_cast<std::int8_t>(popcount(subgraph.allowed));
  }
};

}  // namespace cartograf

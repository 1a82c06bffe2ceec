#pragma once

#include <cstdint>

#include "kernels/features/bits.hpp"

namespace cartograf {

inline constexpr int kMaxNodes = 32;

/// The candidate graph of a cell with operations on edges: a directed acyclic graph whose edges every architecture of
/// the space labels with operations. Nodes are numbered in topological order. Edges are sorted by source node, so that
/// one pass over them in order relaxes every edge after all edges that enter its source.
struct EdgeCell {
  std::uint8_t n_nodes = 0;
  std::uint8_t n_edges = 0;
  std::uint8_t input = 0;
  std::uint8_t output = 0;
  std::uint8_t source[kMaxEdges] = {};
  std::uint8_t target[kMaxEdges] = {};
};

/// The part of a cell that a feature looks at. `present`: the edges that the architecture has at all.
/// `allowed`: those of them whose operation is in the op subset S.
struct Subgraph {
  EdgeMask present = 0;
  EdgeMask allowed = 0;
};

}  // namespace cartograf

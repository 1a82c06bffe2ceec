#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/space/equivalence.hpp"

namespace cartograf {

/// A directed acyclic graph with a label on every vertex and every arc. Vertices are numbered topologically; two arcs
/// may have the same ends.
struct LabelledDag {
  struct Arc {
    std::uint8_t from = 0;
    std::uint8_t to = 0;
    std::uint64_t label = 0;  ///< below 2^48
  };

  std::vector<std::uint64_t> labels;  ///< [n_vertices], below 2^63
  std::vector<Arc> arcs;              ///< by `to`
};

/// Vertices at most: the instances of all edges, the inputs and the outputs.
inline constexpr std::size_t kMaxDagVertices = kMaxElements + 2 * kMaxNodes;

/// The operation of every edge of a cell.
struct EdgeOps {
  static constexpr int kAbsent = -1;
  std::array<std::int8_t, kMaxElements> op;
};

/// words: [n_ops]. Fixed edges get the operation n_ops, which no candidate edge has.
EdgeOps edge_ops(const Cell& cell, const std::uint64_t* words);

/// A cell as it stands: its nodes, and every edge that the architecture has with its operation.
LabelledDag labelled_dag(const EdgeGraph& graph, const std::uint64_t* words);

/// What a cell computes. Every live edge with an operation other than zero and identity is an instance of its operation.
/// The value of a node is the multiset of what enters it: the instance of every such edge, and for every identity all
/// members of its source's value; the value of an input is itself. Vertices: the inputs, the live instances, the outputs.
/// An arc from t to an instance, or to an output, says how often t is in the value of the node that it reads. Live is
/// what gets a non-empty value and reaches an output. A fixed edge is an instance of an operation of its own: the parts
/// of a concatenation stay apart.
LabelledDag contracted_dag(const EdgeGraph& graph, const std::uint64_t* words);

}  // namespace cartograf

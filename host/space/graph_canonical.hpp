#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/features/codec.hpp"

namespace cartograf {

/// A graph with an operation on every inner node, unpacked. Node 0 is the input, the last one the output; edges lead to
/// higher numbers, and every node lies on a path from the input to the output.
struct NodeOpGraph {
  int n_nodes = 0;
  std::array<std::uint32_t, kMaxGraphNodes> successors{};  ///< bit v of successors[u]: there is an edge u -> v
  std::array<std::uint8_t, kMaxGraphNodes> ops{};          ///< of the inner nodes, from 0

  int input() const { return 0; }
  int output() const { return n_nodes - 1; }
  bool has_edge(int from, int to) const { return (successors[static_cast<std::size_t>(from)] >> to & 1) != 0; }
  int n_edges() const;
};

/// The adjacency as packed architectures hold it (NodeGraph::bit_of), and back; ops stay 0.
std::uint64_t pack_adjacency(const NodeOpGraph& graph, int capacity);
NodeOpGraph unpack_adjacency(std::uint64_t adjacency, int n_nodes, int capacity);

/// The words of a graph, [layout.n_ops + 2], and back; bits of nodes that are not inner ones are passed over.
void write_words(const GraphCode& layout, const NodeOpGraph& graph, std::uint64_t* words);
NodeOpGraph read_words(const GraphCode& layout, const std::uint64_t* words);

/// Packs what GraphCode::decode unpacks; `ops` as op_code() returns them.
std::uint64_t pack_code(const GraphCode& layout, int n_nodes, std::uint64_t adjacency, std::uint64_t ops);
/// The bits of a GraphCode that hold the operations: node 1 the most significant.
std::uint64_t op_code(const GraphCode& layout, const NodeOpGraph& graph);

/// The canonical code of a graph: the smallest GraphCode over all numberings of its inner nodes in which every edge
/// still leads to a higher number; operations travel with their nodes, input and output stay where they are. By the
/// layout of GraphCode that makes the row (successors, node v as bit v) of the last inner node smallest, then the row
/// before it, and so on to the row of the input; among the numberings left, the operations of nodes 1, 2, ... in turn.
/// Two graphs are isomorphic, with equal operations, exactly when their canonical codes are equal.
std::uint64_t canonical_code(const GraphCode& layout, const NodeOpGraph& graph);

/// A numbering of the nodes: node_at[i] is the node that gets number i.
using Numbering = std::array<std::uint8_t, kMaxGraphNodes>;

/// All numberings under which the edges of a graph (operations left aside) become those of its canonical code. For a
/// graph numbered so already they are its automorphisms.
std::vector<Numbering> canonical_numberings(const GraphCode& layout, NodeOpGraph graph);

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "kernels/features/bits.hpp"

namespace cartograf {

inline constexpr int kMaxNodes = 32;
/// Pairs of an input and an output at most.
inline constexpr int kMaxTerminals = 8;
/// Nodes of a graph with operations on nodes: its adjacency must fit 64 bits (11 * 10 / 2 = 55).
inline constexpr int kMaxGraphNodes = 11;

/// What carries the operations.
enum class CellKind : std::uint8_t {
  edges,   ///< candidate edges of a fixed graph, of which an architecture has some or all
  nodes,   ///< the inner nodes of a graph whose edges are the architecture's own
  layers,  ///< a chain of layers
};

/// The fixed part of a space's cells. Nodes are numbered in topological order.
///
/// edges: element e < n_elements is the candidate edge source[e] -> target[e]; elements n_elements ... n_edges - 1 are
/// edges that every architecture has and that carry no operation (DARTS: into the output). Two elements may have the same
/// ends. All are sorted so that one pass in order relaxes every edge after all edges that enter its source.
/// Loose ends: the last n_ends elements lead into the output and carry the last of the n_ops operations, which is none of
/// the space's: an architecture has those of the nodes that no other node takes.
/// nodes: element i is node i of at most n_nodes; node 0 is the input, the last node of the architecture the output.
/// layers: element i is layer i of at most n_elements.
struct Cell {
  CellKind kind = CellKind::edges;
  std::uint8_t n_nodes = 0;
  std::uint8_t n_elements = 0;
  std::uint8_t n_edges = 0;
  std::uint8_t n_ops = 0;                  ///< words of a cell with operations on edges
  std::uint8_t n_ends = 0;                 ///< edges: loose ends
  std::uint8_t most_entering = 0;          ///< edges: elements that enter a node of an architecture at most; 0 = as many as there are
  std::uint8_t n_terminals = 0;            ///< edges: pairs of nodes that signals pass between
  std::uint8_t input[kMaxTerminals] = {};  ///< of each pair
  std::uint8_t output[kMaxTerminals] = {};
  std::uint8_t source[kMaxElements] = {};
  std::uint8_t target[kMaxElements] = {};
  std::int8_t op_value[kMaxOps] = {};  ///< layers: what the operation stands for, such as its width

  /// Elements without the loose ends.
  CARTOGRAF_HD int n_candidates() const { return n_elements - n_ends; }
  CARTOGRAF_HD ElementMask ends() const { return low_bits(n_elements) & ~low_bits(n_candidates()); }
  /// The operation of loose ends as a subset.
  CARTOGRAF_HD OpSet end_op() const { return n_ends == 0 ? 0 : OpSet{1} << (n_ops - 1); }
  /// Edges that every architecture has, without an operation: every path may use them.
  CARTOGRAF_HD ElementMask fixed_edges() const { return low_bits(n_edges) & ~low_bits(n_elements); }
};

/// Words of an architecture of one cell, as packed adjacency tensors hold them: for each operation the mask of the
/// elements that carry it; with operations on nodes two more, the adjacency and the number of nodes.
CARTOGRAF_HD constexpr int words_per_cell(CellKind kind, int n_ops) { return kind == CellKind::nodes ? n_ops + 2 : n_ops; }

/// What a measure looks at: one architecture's cell and one op subset S.
struct Subgraph {
  ElementMask present = 0;               ///< elements that carry any operation
  ElementMask allowed = 0;               ///< those whose operation is in S
  std::uint64_t adjacency = 0;           ///< nodes: the upper triangle, row by row (node_graph.hpp)
  int n_nodes = 0;                       ///< nodes: of this architecture
  OpSet ops = 0;                         ///< S, or a sequence of operations (op_sequence.hpp)
  const std::uint64_t* words = nullptr;  ///< all words of the cell
};

}  // namespace cartograf

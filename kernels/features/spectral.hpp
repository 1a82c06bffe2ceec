#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"

namespace cartograf {

/// An undirected graph without loops and parallel edges; edges that are added twice are one. A node without an edge is
/// isolated: one that the architecture lacks, or that no signal passes.
struct SimpleGraph {
  static constexpr int kMaxEdges = kMaxElements;  ///< the edges of a cell, fixed ones included, are no more

  int n_nodes = 0;
  std::uint32_t neighbours[kMaxNodes] = {};  ///< one bit for each neighbour

  void add_edge(int a, int b) {
    neighbours[a] |= std::uint32_t{1} << b;
    neighbours[b] |= std::uint32_t{1} << a;
  }
  int degree(int node) const { return popcount(neighbours[node]); }
  int n_edges() const;
};

/// What a signal passes of a cell with operations on edges, on all nodes of the cell: the edges, fixed ones included, that
/// lie on an input -> output path of edges that carry an operation other than `zero_op` (-1: there is no such operation).
/// words: those of the cell.
SimpleGraph live_graph(const Cell& cell, const std::uint64_t* words, int zero_op);

/// The graph of an architecture with operations on nodes, on the greatest number of nodes of the space: all its edges.
SimpleGraph node_graph(const Cell& cell, const std::uint64_t* words);

/// Eigenvalues of the normalised Laplacian I - D^-1/2 A D^-1/2 (Chung, Spectral Graph Theory, 1997), D the degrees, A the
/// adjacency; the row of an isolated node is 0, so it adds an eigenvalue 0. All lie in 0 ... 2. Written to `eigenvalues`
/// [n_nodes] ascending, each rounded to a multiple of 2^-40: what the order of the nodes changes in the last bits is gone.
/// By cyclic Jacobi rotations in a fixed order.
void laplacian_eigenvalues(const SimpleGraph& graph, double* eigenvalues);

/// Number of spanning trees (Kirchhoff's theorem) of the graph without its isolated nodes; 0 when what is left is not
/// connected, or nothing is. An exact integer, by fraction-free elimination (Bareiss, 1968), then rounded once to double.
double spanning_trees(const SimpleGraph& graph);

}  // namespace cartograf

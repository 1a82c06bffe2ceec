#include "kernels/features/spectral.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/int128.hpp"
#include "kernels/features/measures/live_edges.hpp"
#include "kernels/features/measures/node_graph.hpp"

namespace cartograf {
namespace {

/// A symmetric matrix; both triangles are kept.
struct SymmetricMatrix {
  int n = 0;
  double at[kMaxNodes][kMaxNodes] = {};
};

SymmetricMatrix normalised_laplacian(const SimpleGraph& graph) {
  SymmetricMatrix matrix;
  matrix.n = graph.n_nodes;
  for (int row = 0; row < graph.n_nodes; ++row) {
    if (graph.degree(row) > 0) matrix.at[row][row] = 1;
    for (std::uint32_t rest = graph.neighbours[row]; rest != 0; rest &= rest - 1) {
      const int column = lowest_bit(rest);
      matrix.at[row][column] = -1 / std::sqrt(static_cast<double>(graph.degree(row) * graph.degree(column)));
    }
  }
  return matrix;
}

/// Makes entry (p, q) 0 by a rotation of rows and columns p and q (Golub and Van Loan, Matrix Computations, 8.5).
void rotate(SymmetricMatrix& matrix, int p, int q) {
  auto& at = matrix.at;
  if (at[p][q] == 0) return;
  const double theta = (at[q][q] - at[p][p]) / (2 * at[p][q]);
  const double tangent = (theta >= 0 ? 1 : -1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
  const double cosine = 1 / std::sqrt(tangent * tangent + 1);
  const double sine = tangent * cosine;
  at[p][p] -= tangent * at[p][q];
  at[q][q] += tangent * at[p][q];
  at[p][q] = at[q][p] = 0;
  for (int i = 0; i < matrix.n; ++i) {
    if (i == p || i == q) continue;
    const double before = at[i][p];
    at[i][p] = at[p][i] = cosine * before - sine * at[i][q];
    at[i][q] = at[q][i] = sine * before + cosine * at[i][q];
  }
}

/// Sum of the squares above the diagonal.
double off_diagonal(const SymmetricMatrix& matrix) {
  double sum = 0;
  for (int row = 0; row < matrix.n; ++row) {
    for (int column = row + 1; column < matrix.n; ++column) sum += matrix.at[row][column] * matrix.at[row][column];
  }
  return sum;
}

/// To a multiple of 2^-40; never -0.
double rounded_to_grid(double value) {
  constexpr double scale = static_cast<double>(std::uint64_t{1} << 40);
  return std::nearbyint(value * scale) / scale + 0.0;
}

}  // namespace

int SimpleGraph::n_edges() const {
  int ends = 0;
  for (int node = 0; node < n_nodes; ++node) ends += degree(node);
  return ends / 2;
}

SimpleGraph live_graph(const Cell& cell, const std::uint64_t* words, int zero_op) {
  ElementMask edges = cell.fixed_edges();
  for (int op = 0; op < cell.n_ops; ++op) {
    if (op != zero_op) edges |= words[op];
  }
  SimpleGraph graph;
  graph.n_nodes = cell.n_nodes;
  for (ElementMask rest = live_edges(cell, edges); rest != 0; rest = without_lowest_bit(rest)) {
    graph.add_edge(cell.source[lowest_bit(rest)], cell.target[lowest_bit(rest)]);
  }
  return graph;
}

SimpleGraph node_graph(const Cell& cell, const std::uint64_t* words) {
  const NodeGraph directed(words[cell.n_ops], static_cast<int>(words[cell.n_ops + 1]), cell.n_nodes);
  SimpleGraph graph;
  graph.n_nodes = cell.n_nodes;
  for (int node = 0; node < directed.n_nodes(); ++node) {
    for (std::uint32_t rest = directed.successors(node); rest != 0; rest &= rest - 1) graph.add_edge(node, lowest_bit(rest));
  }
  return graph;
}

void laplacian_eigenvalues(const SimpleGraph& graph, double* eigenvalues) {
  SymmetricMatrix matrix = normalised_laplacian(graph);
  constexpr int most_sweeps = 30;  // a handful are needed: convergence is quadratic
  for (int sweep = 0; sweep < most_sweeps && off_diagonal(matrix) > 1e-32; ++sweep) {
    for (int p = 0; p < matrix.n; ++p) {
      for (int q = p + 1; q < matrix.n; ++q) rotate(matrix, p, q);
    }
  }
  for (int i = 0; i < matrix.n; ++i) eigenvalues[i] = rounded_to_grid(matrix.at[i][i]);
  std::sort(eigenvalues, eigenvalues + matrix.n);
}

double spanning_trees(const SimpleGraph& graph) {
  CARTOGRAF_EXPECTS(graph.n_edges() <= SimpleGraph::kMaxEdges);
  int nodes[kMaxNodes];
  int n = 0;
  for (int node = 0; node < graph.n_nodes; ++node) {
    if (graph.degree(node) > 0) nodes[n++] = node;
  }
  if (n == 0) return 0;
  --n;  // the Laplacian without the row and column of one node
  // Entries are minors of it, at most the product of 31 degrees whose sum is 128 or less, below 2^64; their products fit.
  Int128 minors[kMaxNodes][kMaxNodes];
  for (int row = 0; row < n; ++row) {
    for (int column = 0; column < n; ++column) {
      const bool joined = (graph.neighbours[nodes[row]] >> nodes[column] & 1) != 0;
      minors[row][column] = row == column ? graph.degree(nodes[row]) : joined ? -1
                                                                              : 0;
    }
  }
  Int128 before = 1;
  for (int pivot = 0; pivot + 1 < n; ++pivot) {
    if (minors[pivot][pivot] == 0) return 0;  // no leading minor of a positive definite matrix is
    for (int row = pivot + 1; row < n; ++row) {
      for (int column = pivot + 1; column < n; ++column) {
        minors[row][column] = (minors[row][column] * minors[pivot][pivot] - minors[row][pivot] * minors[pivot][column]) / before;
      }
    }
    before = minors[pivot][pivot];
  }
  return static_cast<double>(minors[n - 1][n - 1]);
}

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A naive oracle for the families beyond the papers: lists of edges and plain recursion over all paths, written from
/// docs/features.md. It includes nothing of the project, so that a shared mistake is unlikely.
namespace naive {

/// Sorted operations, from 0.
using Ops = std::vector<int>;

struct Edge {
  static constexpr int kAbsent = -1;       ///< a candidate that the architecture does not have
  static constexpr int kNoOperation = -2;  ///< in every architecture, in every subgraph (DARTS: into the output)

  int from = 0;
  int to = 0;
  int op = kAbsent;
};

/// Input and output of what counts as a path through the cell.
using Terminals = std::pair<int, int>;

/// One cell. Operations on edges: `edges`, those that may carry operations first and in the order of the columns.
/// Operations on nodes: `node_ops`, kTerminal for the first and last node; edges then have no operation.
struct Cell {
  static constexpr int kTerminal = -3;

  int n_nodes = 0;  ///< that columns are about; an architecture with operations on nodes may have fewer
  int n_ops = 0;
  int zero_op = -1;    ///< passes nothing on; -1 = there is none
  int n_parallel = 1;  ///< so many neighbours among the candidates are parallel edges in any order, which columns take together
  std::vector<Terminals> terminals;
  std::vector<Edge> edges;
  std::vector<int> node_ops;

  bool ops_on_nodes() const { return !node_ops.empty(); }
};

/// How columns are called.
struct Names {
  std::vector<std::string> ops;
  bool ids_in_subsets = false;  ///< "allowed_(0, 1)" instead of "(a,b)"
  int first_id = 0;
  int first_node = 0;
  std::vector<std::string> parts = {""};  ///< of the cells: "normal_", "reduce_"
};

std::vector<Ops> non_empty_subsets(int n_ops);

/// Values and names of a family, the columns of /features and then those of /wide (path_counts), in their order. The
/// costs of `effective` are not among them.
std::vector<std::int64_t> values(const std::string& family, const std::vector<Cell>& cells);
std::vector<std::string> names(const std::string& family, const std::vector<Cell>& cells, const Names& names);

/// Edges that lie on a path, of edges that carry no zero operation, from an input to its output.
std::vector<bool> live(const Cell& cell);
/// The cell with the zero operation on every edge that is not live; the cell must have a zero operation.
Cell pruned(Cell cell);

}  // namespace naive

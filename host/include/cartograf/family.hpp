#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <cartograf/types.hpp>

/// @file
/// A family of features of one's own.

namespace cartograf {

/// An edge of a cell that an architecture has.
struct Edge {
  int source = 0;      ///< node that it leaves
  int target = 0;      ///< node that it enters
  int operation = -1;  ///< what it carries (Space::operations()); -1 = nothing but the signal
};

/// One cell of an architecture. Nodes are numbered in topological order.
struct CellGraph {
  int n_nodes = 0;                   ///< nodes of this architecture; with operations in a chain of layers, one more than its layers
  std::vector<Edge> edges;           ///< operations on edges: candidate edges by number, then fixed ones; else by source and target
  std::vector<int> node_operations;  ///< operations on nodes: [n_nodes], -1 at the input and the output; else empty
};

/// Computes the numbers of a family for one architecture: its cells in the order of its key, and one number for each column
/// to be written. It is called from many threads at once.
using FamilyFunction = std::function<void(std::span<const CellGraph> cells, std::span<double> values)>;

/// Feature columns that a program computes itself, beside those of cartograf: in batches, stores, predictors and search.
struct FeatureFamily {
  std::string name;                  ///< none of the space's own
  std::vector<std::string> columns;  ///< their names
  FamilyFunction compute;            ///< on threads of the CPU, also where a GPU computes the rest
};

}  // namespace cartograf

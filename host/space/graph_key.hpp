#pragma once

#include <string>
#include <string_view>

#include "host/space/graph_canonical.hpp"

namespace cartograf {

/// What a key of a graph space may hold.
struct GraphKeyLimits {
  int max_nodes = 0;
  int max_edges = 0;
  int n_ops = 0;
};

/// "(adjacency matrix row by row, 0 or 1, then the operation id of every node)", n * n + n numbers for n nodes.
std::string graph_key(const NodeOpGraph& graph);
/// The same into memory that has room for it; returns its length.
std::size_t write_graph_key(const NodeOpGraph& graph, char* out);

/// Reads such a key. Throws KeyError unless it is a graph of the space: the matrix upper triangular, no more nodes and
/// edges than the limits, every node on a path from the input to the output, and operations as GraphSpace numbers them.
NodeOpGraph parse_graph_key(std::string_view key, const GraphKeyLimits& limits);

}  // namespace cartograf

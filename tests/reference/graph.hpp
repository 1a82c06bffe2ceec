#pragma once

#include <vector>

/// Part of the oracle: edge lists, plain recursion over all paths, and the path search of the convention `paper`.
namespace reference {

struct Edge {
  int from = 0;
  int to = 0;
};
using Graph = std::vector<Edge>;

/// Number of edges of every path from `from` to `to`; the graph must have no cycle.
std::vector<int> path_lengths(const Graph& graph, int from, int to);
/// Edges on the shortest or longest path; -1 when there is none.
int shortest_path(const Graph& graph, int from, int to);
int longest_path(const Graph& graph, int from, int to);
int edges_leaving(const Graph& graph, int node);
int edges_entering(const Graph& graph, int node);

/// An edge that weighs -1 when allowed and +1 when not.
struct MarkedEdge {
  int from = 0;
  int to = 0;
  bool allowed = false;
};

/// Allowed edges on the minimum-weight path that NetworkX's Bellman-Ford finds when edges are inserted in this order and
/// paths follow first predecessors; -1 when there is no path.
int allowed_on_lightest_path(const std::vector<MarkedEdge>& edges, int from, int to);

/// Allowed edges of every path whose weight is smallest: what a lightest path may count.
std::vector<int> counts_of_lightest_paths(const std::vector<MarkedEdge>& edges, int from, int to);

}  // namespace reference

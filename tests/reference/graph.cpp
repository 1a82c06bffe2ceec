#include "tests/reference/graph.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace reference {
namespace {

void extend_paths(const Graph& graph, int node, int to, int length, std::vector<int>& lengths) {
  if (node == to) lengths.push_back(length);
  for (const Edge& edge : graph) {
    if (edge.from == node) extend_paths(graph, edge.to, to, length + 1, lengths);
  }
}

bool holds(const std::deque<int>& queue, int node) { return std::find(queue.begin(), queue.end(), node) != queue.end(); }

/// Weight and allowed edges of every path.
void extend_marked(const std::vector<MarkedEdge>& edges, int node, int to, int weight, int allowed,
                   std::vector<std::pair<int, int>>& paths) {
  if (node == to) paths.emplace_back(weight, allowed);
  for (const MarkedEdge& edge : edges) {
    if (edge.from == node) extend_marked(edges, edge.to, to, weight + (edge.allowed ? -1 : 1), allowed + edge.allowed, paths);
  }
}

}  // namespace

std::vector<int> path_lengths(const Graph& graph, int from, int to) {
  std::vector<int> lengths;
  extend_paths(graph, from, to, 0, lengths);
  return lengths;
}

int shortest_path(const Graph& graph, int from, int to) {
  const std::vector<int> lengths = path_lengths(graph, from, to);
  return lengths.empty() ? -1 : *std::min_element(lengths.begin(), lengths.end());
}

int longest_path(const Graph& graph, int from, int to) {
  const std::vector<int> lengths = path_lengths(graph, from, to);
  return lengths.empty() ? -1 : *std::max_element(lengths.begin(), lengths.end());
}

int edges_leaving(const Graph& graph, int node) {
  return static_cast<int>(std::count_if(graph.begin(), graph.end(), [&](const Edge& edge) { return edge.from == node; }));
}

int edges_entering(const Graph& graph, int node) {
  return static_cast<int>(std::count_if(graph.begin(), graph.end(), [&](const Edge& edge) { return edge.to == node; }));
}

int allowed_on_lightest_path(const std::vector<MarkedEdge>& edges, int from, int to) {
  std::map<int, int> distance = {{from, 0}};
  std::map<int, std::vector<int>> predecessors = {{from, {}}};
  std::deque<int> queue = {from};
  while (!queue.empty()) {
    const int node = queue.front();
    queue.pop_front();
    const std::vector<int>& before = predecessors[node];
    if (std::any_of(before.begin(), before.end(), [&](int predecessor) { return holds(queue, predecessor); })) continue;
    for (const MarkedEdge& edge : edges) {
      if (edge.from != node) continue;
      const int candidate = distance[node] + (edge.allowed ? -1 : 1);
      const auto known = distance.find(edge.to);
      if (known == distance.end() || candidate < known->second) {
        if (!holds(queue, edge.to)) queue.push_back(edge.to);
        distance[edge.to] = candidate;
        predecessors[edge.to] = {node};
      } else if (candidate == known->second) {
        predecessors[edge.to].push_back(node);
      }
    }
  }
  if (!distance.contains(to)) return -1;
  int count = 0;
  for (int node = to; node != from; node = predecessors[node].front()) {
    for (const MarkedEdge& edge : edges) count += edge.allowed && edge.from == predecessors[node].front() && edge.to == node;
  }
  return count;
}

std::vector<int> counts_of_lightest_paths(const std::vector<MarkedEdge>& edges, int from, int to) {
  std::vector<std::pair<int, int>> paths;
  extend_marked(edges, from, to, 0, 0, paths);
  std::vector<int> counts;
  if (paths.empty()) return counts;
  const int smallest = std::min_element(paths.begin(), paths.end())->first;
  for (const auto& [weight, allowed] : paths) {
    if (weight == smallest) counts.push_back(allowed);
  }
  return counts;
}

}  // namespace reference

#pragma once

#include <algorithm>
#include <deque>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace cartograf::test {

/// A NAS-Bench-101 key taken apart, and everything about it computed in the plainest way. Shares no code with the library.
struct OracleGraph {
  int n = 0;
  std::vector<std::vector<int>> edge;  ///< [n][n]
  std::vector<int> op;                 ///< ids as in the key: 0 input, 1 output, 2 ...

  static OracleGraph from_numbers(const std::vector<int>& numbers) {
    OracleGraph graph;
    while (graph.n * (graph.n + 1) < static_cast<int>(numbers.size())) ++graph.n;
    auto next = numbers.begin();
    for (int row = 0; row < graph.n; ++row, next += graph.n) graph.edge.emplace_back(next, next + graph.n);
    graph.op.assign(next, numbers.end());
    return graph;
  }

  static OracleGraph from_key(const std::string& key) {
    std::vector<int> numbers;
    for (std::size_t at = key.find('('); key[at] != ')'; at = key.find_first_of(",)", at + 1)) numbers.push_back(std::stoi(key.substr(at + 1)));
    return from_numbers(numbers);
  }

  int at(int row, int column) const { return edge[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]; }
  int op_of(int node) const { return op[static_cast<std::size_t>(node)]; }

  std::string key() const {
    std::string text;
    for (const auto& row : edge) {
      for (const int value : row) text += ", " + std::to_string(value);
    }
    for (const int id : op) text += ", " + std::to_string(id);
    return "(" + text.substr(2) + ")";
  }

  /// Whether every edge leads to a higher node and every node lies on a path from the first to the last.
  bool valid(int max_edges) const {
    int n_edges = 0;
    for (int row = 0; row < n; ++row) {
      for (int column = 0; column < n; ++column) {
        if (at(row, column) != 0 && column <= row) return false;
        n_edges += at(row, column);
      }
    }
    std::set<int> on_path;
    for (const auto& path : paths()) on_path.insert(path.begin(), path.end());
    return n_edges <= max_edges && static_cast<int>(on_path.size()) == n;
  }

  /// All paths from the first to the last node.
  std::vector<std::vector<int>> paths() const {
    std::vector<std::vector<int>> found;
    std::vector<int> path = {0};
    extend(path, found);
    return found;
  }

  /// The graph under all numberings of the inner nodes whose edges lead to higher nodes.
  std::vector<OracleGraph> numberings() const {
    std::vector<OracleGraph> found;
    std::vector<int> node_at(static_cast<std::size_t>(n));
    std::iota(node_at.begin(), node_at.end(), 0);
    do {
      OracleGraph other = *this;
      bool upper = true;
      for (int row = 0; row < n; ++row) {
        const int node = node_at[static_cast<std::size_t>(row)];
        other.op[static_cast<std::size_t>(row)] = op_of(node);
        for (int column = 0; column < n; ++column) {
          const int value = at(node, node_at[static_cast<std::size_t>(column)]);
          other.edge[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = value;
          upper = upper && (value == 0 || column > row);
        }
      }
      if (upper) found.push_back(other);
    } while (std::next_permutation(node_at.begin() + 1, node_at.end() - 1));
    return found;
  }

  /// The same text for isomorphic graphs.
  std::string canonical_text() const {
    std::vector<std::string> texts;
    for (const OracleGraph& graph : numberings()) texts.push_back(graph.key());
    return *std::min_element(texts.begin(), texts.end());
  }

  /// Edges of all paths over terminals and nodes with an op of `allowed`.
  std::vector<int> kept_path_lengths(const std::set<int>& allowed) const {
    std::vector<int> lengths;
    for (const auto& path : paths()) {
      const bool kept = std::all_of(path.begin(), path.end(), [&](int node) { return node == 0 || node == n - 1 || allowed.contains(op_of(node)); });
      if (kept) lengths.push_back(static_cast<int>(path.size()) - 1);
    }
    return lengths;
  }

  int min_path_len(const std::set<int>& allowed) const {
    const auto lengths = kept_path_lengths(allowed);
    return lengths.empty() ? n : *std::min_element(lengths.begin(), lengths.end());
  }

  int max_op_on_path(const std::set<int>& allowed) const {
    const auto lengths = kept_path_lengths(allowed);
    return (lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end()) + 1) - 4;
  }

  /// Edges whose ends satisfy two conditions.
  template <class From, class To>
  int edges(From from, To to) const {
    int count = 0;
    for (int row = 0; row < n; ++row) {
      for (int column = 0; column < n; ++column) count += at(row, column) != 0 && from(row) && to(column);
    }
    return count;
  }

  /// in_degree, out_degree, avg_in, avg_out.
  std::vector<double> node_degree(const std::set<int>& allowed) const {
    const auto in_set = [&](int node) { return allowed.contains(op_of(node)); };
    const auto any = [](int) { return true; };
    return {static_cast<double>(edges(in_set, [&](int node) { return node == n - 1; })),
            static_cast<double>(edges([](int node) { return node == 0; }, in_set)),
            static_cast<double>(edges(in_set, any)) / n, static_cast<double>(edges(any, in_set)) / n};
  }

  /// The convention `paper`: a queue-based relaxation, first in first out, with its tie-break.
  int max_op_on_path_paper(const std::set<int>& allowed) const {
    const auto size = static_cast<std::size_t>(n);
    std::vector<int> distance(size, 1'000);
    std::vector<std::vector<int>> predecessors(size);
    std::deque<int> queue = {0};
    const auto queued = [&](int node) { return std::find(queue.begin(), queue.end(), node) != queue.end(); };
    distance[0] = 0;
    while (!queue.empty()) {
      const int u = queue.front();
      queue.pop_front();
      const auto& before = predecessors[static_cast<std::size_t>(u)];
      if (std::any_of(before.begin(), before.end(), queued)) continue;
      for (int v = 0; v < n; ++v) {
        if (at(u, v) == 0) continue;
        const int candidate = distance[static_cast<std::size_t>(u)] + (allowed.contains(op_of(v)) ? -1 : 1);
        int& known = distance[static_cast<std::size_t>(v)];
        if (candidate < known) {
          known = candidate;
          predecessors[static_cast<std::size_t>(v)] = {u};
          if (!queued(v)) queue.push_back(v);
        } else if (candidate == known) {
          predecessors[static_cast<std::size_t>(v)].push_back(u);
        }
      }
    }
    int count = 0;
    for (int node = n - 1; node != 0; node = predecessors[static_cast<std::size_t>(node)].front()) count += allowed.contains(op_of(node));
    return count;
  }

 private:
  void extend(std::vector<int>& path, std::vector<std::vector<int>>& found) const {
    if (path.back() == n - 1) {
      found.push_back(path);
      return;
    }
    for (int next = path.back() + 1; next < n; ++next) {
      if (at(path.back(), next) == 0) continue;
      path.push_back(next);
      extend(path, found);
      path.pop_back();
    }
  }
};

/// The op ids in the parentheses of a column name: "(2, 3)", or names of operations without blanks.
inline std::set<int> subset_of_name(const std::string& name, const std::vector<std::string>& op_names) {
  const std::size_t begin = name.find('(') + 1;
  std::string list = name.substr(begin, name.find(')') - begin);
  std::set<int> ids;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string item = list.substr(list.front() == ' ' ? 1 : 0, comma - (list.front() == ' ' ? 1 : 0));
    const auto found = std::find(op_names.begin(), op_names.end(), item);
    ids.insert(found != op_names.end() ? static_cast<int>(found - op_names.begin()) + 2 : std::stoi(item));
    list.erase(0, comma + 1);
  }
  return ids;
}

/// The value of a column, from its name alone.
inline double oracle_value(const OracleGraph& graph, const std::string& name, bool paper, const std::vector<std::string>& op_names) {
  if (name.starts_with("op_count_")) {
    return static_cast<double>(std::count(graph.op.begin(), graph.op.end(), std::stoi(name.substr(9))));
  }
  std::set<int> subset = subset_of_name(name, op_names);
  if (name.find("banned") != std::string::npos) {
    std::set<int> allowed;
    for (int id = 2; id < 2 + static_cast<int>(op_names.size()); ++id) {
      if (!subset.contains(id)) allowed.insert(id);
    }
    subset = allowed;
  }
  if (name.starts_with("min_path_len")) return graph.min_path_len(subset);
  if (name.starts_with("max_op_on_path")) return paper ? graph.max_op_on_path_paper(subset) : graph.max_op_on_path(subset);
  const std::vector<double> degrees = graph.node_degree(subset);
  if (name.ends_with("_in_degree")) return degrees[0];
  if (name.ends_with("_out_degree")) return degrees[1];
  return name.ends_with("_avg_in") ? degrees[2] : degrees[3];
}

}  // namespace cartograf::test

#include "tests/reference/oracle.hpp"

#include <algorithm>

namespace reference {
namespace {

using Ops = std::vector<int>;  // sorted op ids

const Graph kCell = {{1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}};  // in the order of the key
constexpr int kInput = 1;
constexpr int kOutput = 4;
constexpr int kNodes = 4;
const Ops kAllOps = {0, 1, 2, 3, 4};
const std::vector<std::string> kOpNames = {"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"};

bool contains(const Ops& ops, int op) { return std::find(ops.begin(), ops.end(), op) != ops.end(); }

Ops without(const Ops& all, const Ops& removed) {
  Ops rest;
  for (const int op : all) {
    if (!contains(removed, op)) rest.push_back(op);
  }
  return rest;
}

/// Every subset, by size, then lexicographic by op id.
std::vector<Ops> all_subsets() {
  std::vector<Ops> subsets = {{}};
  for (const int op : kAllOps) {
    const std::vector<Ops> smaller = subsets;
    for (Ops subset : smaller) {
      subset.push_back(op);
      subsets.push_back(subset);
    }
  }
  std::sort(subsets.begin(), subsets.end(),
            [](const Ops& a, const Ops& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  return subsets;
}

std::vector<Ops> non_empty_subsets() {
  std::vector<Ops> subsets = all_subsets();
  subsets.erase(subsets.begin());
  return subsets;
}

/// graf_nas goes through the allowed sets, zc_combine through the banned ones, each in the order above.
std::vector<Ops> min_path_sets(Convention convention) {
  if (convention == Convention::graf_nas) return non_empty_subsets();
  std::vector<Ops> banned = all_subsets();
  banned.pop_back();  // all five banned
  return banned;
}

Graph allowed_part(const Key& key, const Ops& allowed) {
  Graph part;
  for (std::size_t i = 0; i < kCell.size(); ++i) {
    if (contains(allowed, key[i])) part.push_back(kCell[i]);
  }
  return part;
}

std::string listed(const Ops& ops, Convention convention) {
  std::string text = "(";
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (convention == Convention::graf_nas) {
      text += (i == 0 ? "" : ",") + kOpNames[static_cast<std::size_t>(ops[i])];
    } else {
      text += (i == 0 ? "" : ", ") + std::to_string(ops[i]);
    }
  }
  return text + ")";
}

void extend_paths(const Graph& graph, int node, int to, int length, std::vector<int>& lengths) {
  if (node == to) lengths.push_back(length);
  for (const Edge& edge : graph) {
    if (edge.from == node) extend_paths(graph, edge.to, to, length + 1, lengths);
  }
}

/// k x k convolution without bias, and the two numbers a channel of its batch norm.
std::int64_t convolution(std::int64_t kernel, std::int64_t in, std::int64_t out) { return kernel * kernel * in * out + 2 * out; }

/// The block between two stages: two 3x3 convolutions and a 1x1 convolution without batch norm beside them.
std::int64_t reduction(std::int64_t in, std::int64_t out) {
  return convolution(3, in, out) + convolution(3, out, out) + in * out;
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

Key nasbench201_key(std::uint64_t index) {
  std::uint64_t place = 5 * 5 * 5 * 5 * 5;
  Key key{};
  for (int& op : key) {
    op = static_cast<int>(index / place % 5);
    place /= 5;
  }
  return key;
}

std::string nasbench201_key_text(const Key& key) {
  std::string text;
  for (const int op : key) text += (text.empty() ? "(" : ", ") + std::to_string(op);
  return text + ")";
}

std::vector<std::string> nasbench201_names(Convention convention) {
  const bool graf_nas = convention == Convention::graf_nas;
  std::vector<std::string> names;
  for (const int op : kAllOps) names.push_back("op_count_" + std::to_string(op));
  for (const Ops& ops : min_path_sets(convention)) {
    names.push_back((graf_nas ? "min_path_len_" : "min_path_len_banned_") + listed(ops, convention));
  }
  const std::string allowed = graf_nas ? "_" : "_allowed_";
  for (const Ops& ops : non_empty_subsets()) names.push_back("max_op_on_path" + allowed + listed(ops, convention));
  for (const Ops& ops : non_empty_subsets()) {
    for (const char* part : {"_in_degree", "_out_degree", "_avg_in", "_avg_out"}) {
      names.push_back("node_degree" + allowed + listed(ops, convention) + part);
    }
  }
  return names;
}

std::vector<Fraction> nasbench201_features(Convention convention, const Key& key) {
  const bool graf_nas = convention == Convention::graf_nas;
  std::vector<Fraction> features;
  for (const int op : kAllOps) features.push_back({static_cast<int>(std::count(key.begin(), key.end(), op)), 1});
  for (const Ops& ops : min_path_sets(convention)) {
    const Ops allowed = graf_nas ? ops : without(kAllOps, ops);
    const int length = shortest_path(allowed_part(key, allowed), kInput, kOutput);
    features.push_back({length >= 0 ? length : graf_nas ? 6 : 5, 1});
  }
  for (const Ops& ops : non_empty_subsets()) {
    const int length = longest_path(allowed_part(key, ops), kInput, kOutput);
    features.push_back({length >= 0 ? length : graf_nas ? 0 : -1, 1});
  }
  for (const Ops& ops : non_empty_subsets()) {
    const Graph graph = allowed_part(key, ops);
    features.push_back({edges_leaving(graph, kInput), 1});  // published as in_degree
    features.push_back({edges_entering(graph, kOutput), 1});
    int out_edges = 0;
    int in_edges = 0;
    for (int node = 1; node <= kNodes; ++node) {
      out_edges += edges_leaving(graph, node);
      in_edges += edges_entering(graph, node);
    }
    features.push_back({out_edges, kNodes});
    features.push_back({in_edges, kNodes});
  }
  return features;
}

std::int64_t nasbench201_params(const Key& key) {
  std::int64_t params = convolution(3, 3, 16) + reduction(16, 32) + reduction(32, 64) + 2 * 64 + 64 * 10 + 10;
  for (const std::int64_t channels : {16, 32, 64}) {
    for (int cell = 0; cell < 5; ++cell) {
      for (const int op : key) {
        if (op == 2) params += convolution(3, channels, channels);
        if (op == 3) params += convolution(1, channels, channels);
      }
    }
  }
  return params;
}

}  // namespace reference

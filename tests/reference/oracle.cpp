#include "tests/reference/oracle.hpp"

#include <algorithm>

namespace reference {
namespace {

constexpr int kInput = 1;
constexpr int kOutput = 4;
constexpr int kNodes = 4;

struct Space {
  Graph cell;  ///< in the order of the key
  Ops ops;
  std::vector<std::string> op_names;
  int unused_ops;  ///< that graf_nas counts nonetheless
};

const Space kNasbench201 = {{{1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}},
                            {0, 1, 2, 3, 4},
                            {"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"},
                            0};
const Space kMicro = {{{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}},
                      {0, 1, 2, 3},
                      {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"},
                      1};

/// graf_nas goes through the allowed sets, the others through the banned ones, each in the order of all_subsets().
std::vector<Ops> min_path_sets(const Space& space, Convention convention) {
  if (convention == Convention::graf_nas) return non_empty_subsets(space.ops);
  std::vector<Ops> banned = all_subsets(space.ops);
  banned.pop_back();  // all of them banned
  return banned;
}

Graph allowed_part(const Space& space, const Key& key, const Ops& allowed) {
  Graph part;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (contains(allowed, key[i])) part.push_back(space.cell[i]);
  }
  return part;
}

int lightest_path(const Space& space, const Key& key, const Ops& allowed) {
  std::vector<MarkedEdge> edges;
  for (std::size_t i = 0; i < key.size(); ++i) edges.push_back({space.cell[i].from, space.cell[i].to, contains(allowed, key[i])});
  return allowed_on_lightest_path(edges, kInput, kOutput);
}

Key key_of(std::uint64_t index, std::uint64_t n_ops) {
  std::uint64_t place = n_ops * n_ops * n_ops * n_ops * n_ops;
  Key key{};
  for (int& op : key) {
    op = static_cast<int>(index / place % n_ops);
    place /= n_ops;
  }
  return key;
}

int counted_ops(const Space& space, Convention convention) {
  return static_cast<int>(space.ops.size()) + (convention == Convention::graf_nas ? space.unused_ops : 0);
}

std::vector<std::string> names(const Space& space, Convention convention) {
  std::vector<std::string> result;
  for (int op = 0; op < counted_ops(space, convention); ++op) result.push_back("op_count_" + std::to_string(op));
  for (const Ops& ops : min_path_sets(space, convention)) {
    result.push_back((convention == Convention::graf_nas ? "min_path_len_" : "min_path_len_banned_") +
                     listed(ops, convention, space.op_names));
  }
  for (const Ops& ops : non_empty_subsets(space.ops)) result.push_back(allowed_column("max_op_on_path", ops, convention, space.op_names));
  for (const Ops& ops : non_empty_subsets(space.ops)) {
    for (const char* part : {"_in_degree", "_out_degree", "_avg_in", "_avg_out"}) {
      result.push_back(allowed_column("node_degree", ops, convention, space.op_names) + part);
    }
  }
  return result;
}

int max_op_on_path(const Space& space, Convention convention, const Key& key, const Ops& ops) {
  if (convention == Convention::paper) return lightest_path(space, key, ops);
  const int length = longest_path(allowed_part(space, key, ops), kInput, kOutput);
  return length >= 0 ? length : convention == Convention::graf_nas ? 0
                                                                   : -1;
}

void append_node_degree(const Graph& graph, std::vector<Fraction>& result) {
  result.push_back({edges_leaving(graph, kInput), 1});  // published as in_degree
  result.push_back({edges_entering(graph, kOutput), 1});
  int out_edges = 0;
  int in_edges = 0;
  for (int node = 1; node <= kNodes; ++node) {
    out_edges += edges_leaving(graph, node);
    in_edges += edges_entering(graph, node);
  }
  result.push_back({out_edges, kNodes});
  result.push_back({in_edges, kNodes});
}

std::vector<Fraction> features(const Space& space, Convention convention, const Key& key) {
  const bool graf_nas = convention == Convention::graf_nas;
  std::vector<Fraction> result;
  for (int op = 0; op < counted_ops(space, convention); ++op) {
    result.push_back({static_cast<int>(std::count(key.begin(), key.end(), op)), 1});
  }
  for (const Ops& ops : min_path_sets(space, convention)) {
    const Ops allowed = graf_nas ? ops : without(space.ops, ops);
    const int length = shortest_path(allowed_part(space, key, allowed), kInput, kOutput);
    result.push_back({length >= 0 ? length : graf_nas ? 6
                                                      : 5,
                      1});
  }
  for (const Ops& ops : non_empty_subsets(space.ops)) result.push_back({max_op_on_path(space, convention, key, ops), 1});
  for (const Ops& ops : non_empty_subsets(space.ops)) append_node_degree(allowed_part(space, key, ops), result);
  return result;
}

/// k x k convolution without bias, and the two numbers a channel of its batch norm.
std::int64_t convolution(std::int64_t kernel, std::int64_t in, std::int64_t out) { return kernel * kernel * in * out + 2 * out; }

/// The block between two stages: two 3x3 convolutions and a 1x1 convolution without batch norm beside them.
std::int64_t reduction(std::int64_t in, std::int64_t out) {
  return convolution(3, in, out) + convolution(3, out, out) + in * out;
}

}  // namespace

std::string key_text(const Key& key) {
  std::string text;
  for (const int op : key) text += (text.empty() ? "(" : ", ") + std::to_string(op);
  return text + ")";
}

Key nasbench201_key(std::uint64_t index) { return key_of(index, 5); }
std::vector<std::string> nasbench201_names(Convention convention) { return names(kNasbench201, convention); }
std::vector<Fraction> nasbench201_features(Convention convention, const Key& key) { return features(kNasbench201, convention, key); }

Key micro_key(std::uint64_t index) { return key_of(index, 4); }
std::vector<std::string> micro_names(Convention convention) { return names(kMicro, convention); }
std::vector<Fraction> micro_features(Convention convention, const Key& key) { return features(kMicro, convention, key); }

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

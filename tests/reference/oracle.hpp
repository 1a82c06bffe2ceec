#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// A naive oracle for the features of NAS-Bench-201: edge lists and plain recursion over all paths, written from the
/// published definition (docs/features.md). It includes nothing of the project, so that a shared mistake is unlikely.
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

/// The value k / n.
struct Fraction {
  int k = 0;
  int n = 1;

  double value() const { return static_cast<double>(k) / static_cast<double>(n); }
  bool operator==(const Fraction&) const = default;
};

enum class Convention { graf_nas, zc_combine };

using Key = std::array<int, 6>;

inline constexpr std::uint64_t kNasbench201Size = 15625;

/// Key number `index` of the lexicographic order, and its text "(0, 1, 2, 3, 4, 0)".
Key nasbench201_key(std::uint64_t index);
std::string nasbench201_key_text(const Key& key);

/// The 191 columns, in the published order.
std::vector<std::string> nasbench201_names(Convention convention);
std::vector<Fraction> nasbench201_features(Convention convention, const Key& key);

/// Parameters of the CIFAR-10 network, counted layer by layer.
std::int64_t nasbench201_params(const Key& key);

}  // namespace reference

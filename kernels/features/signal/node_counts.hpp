#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/features/signal/signal_graph.hpp"

namespace cartograf {

/// What is known of all paths from the input to a node, both included: all that group n says of them, without a list of
/// paths.
struct PathsToNode {
  /// Of a path: 3x3 (spatial) and 1x1 (pointwise) convolutions, pools, convolutions, how far it reaches, all three together.
  static constexpr int kQuantities = 6;
  static constexpr int kHistogram = 4;  ///< paths with 0 ... 3 convolutions
  static constexpr int kWeights = 6;

  std::int32_t number = 0;
  double sum[kQuantities] = {};  ///< over the paths, exact
  std::int32_t least[kQuantities] = {};
  std::int32_t most[kQuantities] = {};
  std::int32_t by_convolutions[kHistogram] = {};
  std::int32_t by_spatial[kHistogram] = {};
  double weight[kWeights] = {};  ///< sum over the paths of the products of their nodes' factors

  /// The one path from the input to itself.
  CARTOGRAF_HD static PathsToNode of_input() {
    PathsToNode paths;
    paths.number = 1;
    paths.by_convolutions[0] = paths.by_spatial[0] = 1;
    for (double& weight : paths.weight) weight = 1;
    return paths;
  }

  /// The factor of a node of a kind in weight `w`.
  CARTOGRAF_HD static double factor(int w, NodeKind kind) {
    constexpr double factors[kWeights][kNodeKinds] = {{3, 1, 1}, {9, 1, 1}, {3, 3, 1}, {2, 1, 0.5}, {0.5, 0.5, 1}, {1, 0.5, 0.25}};
    return kind == NodeKind::other ? 1 : factors[w][static_cast<int>(kind)];
  }

  /// Adds the paths that come by way of a predecessor.
  CARTOGRAF_HD void join(const PathsToNode& before) {
    for (int k = 0; k < kQuantities; ++k) {
      sum[k] += before.sum[k];
      if (number == 0 || before.least[k] < least[k]) least[k] = before.least[k];
      if (number == 0 || before.most[k] > most[k]) most[k] = before.most[k];
    }
    for (int q = 0; q < kHistogram; ++q) {
      by_convolutions[q] += before.by_convolutions[q];
      by_spatial[q] += before.by_spatial[q];
    }
    for (int w = 0; w < kWeights; ++w) weight[w] += before.weight[w];
    number += before.number;
  }

  /// All paths go through the node.
  CARTOGRAF_HD void pass(const SignalNode& node) {
    if (node.kind == NodeKind::other) return;
    std::int32_t gain[kQuantities] = {};
    gain[static_cast<int>(node.kind)] = gain[5] = node.steps;
    gain[3] = node.convolutions();
    gain[4] = node.reach;
    for (int k = 0; k < kQuantities; ++k) {
      sum[k] += static_cast<double>(gain[k]) * number;
      least[k] += gain[k];
      most[k] += gain[k];
    }
    shift(by_convolutions, gain[3]);
    shift(by_spatial, gain[0]);
    for (int w = 0; w < kWeights; ++w) {
      for (int step = 0; step < node.steps; ++step) weight[w] *= factor(w, node.kind);
    }
  }

 private:
  CARTOGRAF_HD static void shift(std::int32_t* histogram, int by) {
    for (int q = kHistogram - 1; q >= 0; --q) histogram[q] = q >= by ? histogram[q - by] : 0;
  }
};

/// Group n: what can be counted in an architecture. Writes 91 columns.
class NodeCounts {
 public:
  CARTOGRAF_HD NodeCounts(const SignalGraph& graph, double* out) : graph_(graph), out_(out) {}

  /// Returns where the columns end.
  CARTOGRAF_HD double* write() {
    write_sizes();
    write_paths();
    write_kinds();
    write_channels();
    return out_;
  }

 private:
  static constexpr int kDepths = 5;  ///< nodes are counted at depths 0 ... 4

  CARTOGRAF_HD void put(double value) { *out_++ = value; }

  /// Nodes of a kind, with all that a node stands for.
  CARTOGRAF_HD int steps_of(NodeKind kind) const {
    int count = 0;
    for (int i = 1; i < graph_.output(); ++i) count += graph_.node[i].kind == kind ? graph_.node[i].steps : 0;
    return count;
  }

  CARTOGRAF_HD void write_sizes() {
    int n_nodes = 0, n_edges = 0;
    for (int i = 0; i < graph_.n_nodes; ++i) {
      n_nodes += graph_.node[i].steps;
      n_edges += graph_.node[i].degree_out() + graph_.node[i].steps - 1;
    }
    const int spatial = steps_of(NodeKind::spatial), pointwise = steps_of(NodeKind::pointwise), pools = steps_of(NodeKind::pool);
    const double inner = n_nodes > 3 ? n_nodes - 2 : 1;
    put(n_nodes);
    put(n_edges);
    put(spatial);
    put(pointwise);
    put(pools);
    put(spatial + pointwise);
    put(spatial / inner);
    put(pools / inner);
  }

  CARTOGRAF_HD void write_paths() {
    PathsToNode paths[kMaxGraphNodes];
    paths[0] = PathsToNode::of_input();
    for (int i = 1; i < graph_.n_nodes; ++i) {
      for (std::uint32_t rest = graph_.node[i].before; rest != 0; rest &= rest - 1) paths[i].join(paths[lowest_bit(rest)]);
      paths[i].pass(graph_.node[i]);
    }
    const PathsToNode& all = paths[graph_.output()];
    for (int k = 0; k < PathsToNode::kQuantities; ++k) {
      put(all.most[k]);
      put(all.least[k]);
      put(all.sum[k] / all.number);
      put(all.sum[k]);
    }
    for (int q = 0; q < PathsToNode::kHistogram; ++q) {
      put(all.by_convolutions[q]);
      put(all.by_spatial[q]);
    }
    put(all.number);
    put(graph_.direct() ? 1 : 0);
    for (const double weight : all.weight) put(std::log1p(weight));
    longest_reach_ = all.most[4];
  }

  /// The columns of each kind of node: how many at which depth, their edges, and edges between kinds.
  CARTOGRAF_HD void write_kinds() {
    int at_depth[kNodeKinds][kDepths] = {};
    std::uint32_t of_kind[kNodeKinds] = {};
    int within[kNodeKinds] = {};  // edges inside the chains that nodes stand for
    std::int32_t depth[kMaxGraphNodes] = {};
    for (int i = 1; i < graph_.output(); ++i) {
      const SignalNode& node = graph_.node[i];
      for (std::uint32_t rest = node.before; rest != 0; rest &= rest - 1) {
        if (depth[lowest_bit(rest)] > depth[i]) depth[i] = depth[lowest_bit(rest)];
      }
      if (node.kind == NodeKind::other) continue;
      const int kind = static_cast<int>(node.kind);
      of_kind[kind] |= std::uint32_t{1} << i;
      within[kind] += node.steps - 1;
      for (int step = 0; step < node.steps; ++step) {
        depth[i] += node.convolves() ? 1 : 0;
        if (depth[i] < kDepths) ++at_depth[kind][depth[i]];
      }
    }
    for (int kind = 0; kind < kNodeKinds; ++kind) {
      for (int q = kind == static_cast<int>(NodeKind::pool) ? 0 : 1; q < kDepths; ++q) put(at_depth[kind][q]);
      put(popcount(graph_.node[0].after & of_kind[kind]));
      put(popcount(graph_.node[graph_.output()].before & of_kind[kind]));
      int degree_in = within[kind], degree_out = within[kind], into[kNodeKinds] = {};
      into[kind] = within[kind];
      for (std::uint32_t rest = of_kind[kind]; rest != 0; rest &= rest - 1) {
        const SignalNode& node = graph_.node[lowest_bit(rest)];
        degree_in += node.degree_in();
        degree_out += node.degree_out();
        for (int other = 0; other < kNodeKinds; ++other) into[other] += popcount(node.after & of_kind[other]);
      }
      put(degree_in);
      put(degree_out);
      for (const int edges : into) put(edges);
    }
    put(graph_.node[0].degree_out());
    put(graph_.node[graph_.output()].degree_in());
    put(longest_reach_);
  }

  /// Weights without bias and batch norm, and channels. The input reaches other nodes through 1 x 1 convolutions.
  CARTOGRAF_HD void write_channels() {
    constexpr double width = SignalGraph::kChannels;
    double projections = graph_.direct() ? width * width : 0, convolutions = 0, spatial = 0;
    int least = SignalGraph::kChannels, most = 0, sum = 0, of_spatial = 0;
    for (int i = 1; i < graph_.output(); ++i) {
      const SignalNode& node = graph_.node[i];
      const double weights = static_cast<double>(node.area) * node.convolutions() * node.channels * node.channels;
      convolutions += weights;
      if ((node.before & 1) != 0) projections += width * node.channels;
      if (node.kind == NodeKind::spatial) {
        spatial += weights;
        of_spatial += node.steps * node.channels;
      }
      if (node.channels < least) least = node.channels;
      if (node.channels > most) most = node.channels;
      sum += node.steps * node.channels;
    }
    put(std::log1p(convolutions + projections));
    put(std::log1p(spatial));
    put(least);
    put(graph_.n_nodes > 2 ? most : SignalGraph::kChannels);
    put(sum);
    put(of_spatial);
  }

  const SignalGraph& graph_;
  double* out_;
  int longest_reach_ = 0;
};

}  // namespace cartograf

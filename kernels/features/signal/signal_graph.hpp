#pragma once

#include <cstdint>

#include "kernels/features/measures/node_graph.hpp"
#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// The kinds of nodes that group n counts apart, in the order of its columns; `other` nodes (input, output, skip) do
/// nothing to a signal.
enum class NodeKind : std::uint8_t { spatial,
                                     pointwise,
                                     pool,
                                     other };

/// Kinds that have columns of their own.
inline constexpr int kNodeKinds = 3;

/// A node of an architecture as the family `signal` sees it. A convolution of depth d stands for a chain of d nodes.
struct SignalNode {
  std::uint32_t before = 0;  ///< predecessors, one bit each
  std::uint32_t after = 0;   ///< successors
  NodeKind kind = NodeKind::other;
  std::int32_t steps = 1;  ///< nodes that it stands for
  std::int32_t reach = 0;  ///< of all steps together, to each side
  std::int32_t area = 0;   ///< of a convolution's window
  std::int32_t channels = 0;

  CARTOGRAF_HD bool convolves() const { return kind == NodeKind::spatial || kind == NodeKind::pointwise; }
  /// Convolutions one behind the other.
  CARTOGRAF_HD int convolutions() const { return convolves() ? steps : 0; }
  CARTOGRAF_HD int degree_in() const { return popcount(before); }
  CARTOGRAF_HD int degree_out() const { return popcount(after); }
};

/// An architecture with operations on nodes, in topological order: node 0 is the input, the last one the output, every
/// other lies on a path between them.
struct SignalGraph {
  /// Channels of the cell's input and output, those of NAS-Bench-101's first cells.
  static constexpr int kChannels = 128;

  int n_nodes = 0;
  SignalNode node[kMaxGraphNodes];

  CARTOGRAF_HD int output() const { return n_nodes - 1; }
  CARTOGRAF_HD std::uint32_t inner() const { return static_cast<std::uint32_t>(low_bits(output()) & ~std::uint64_t{1}); }
  /// Inner nodes that feed the output.
  CARTOGRAF_HD std::uint32_t feeding() const { return node[output()].before & inner(); }
  /// Whether the input feeds the output.
  CARTOGRAF_HD bool direct() const { return (node[output()].before & 1) != 0; }

  CARTOGRAF_HD SignalGraph(const SignalView& view, const std::uint64_t* words) {
    const int n_ops = view.cell.n_ops;
    n_nodes = static_cast<int>(words[n_ops + 1]);
    const NodeGraph graph(words[n_ops], n_nodes, view.cell.n_nodes);
    for (int i = 0; i < n_nodes; ++i) {
      node[i].after = graph.successors(i);
      for (std::uint32_t rest = node[i].after; rest != 0; rest &= rest - 1) node[lowest_bit(rest)].before |= std::uint32_t{1} << i;
    }
    for (int op = 0; op < n_ops; ++op) {
      for (std::uint64_t rest = words[op]; rest != 0; rest = without_lowest_bit(rest)) carry(node[lowest_bit(rest)], view.ops[op]);
    }
    derive_channels();
  }

 private:
  CARTOGRAF_HD static void carry(SignalNode& node, const SignalOp& op) {
    if (op.role == OpRole::pool) node.kind = NodeKind::pool;
    if (op.role == OpRole::conv) {
      node.kind = op.kernel > 1 ? NodeKind::spatial : NodeKind::pointwise;
      node.steps = op.depth;
      node.area = op.kernel * op.kernel;
    }
    node.reach = op.reach() * node.steps;
  }

  /// As NAS-Bench-101 does: the inner nodes that feed the output share its channels (they are concatenated), the first
  /// ones with the remainder; any other has as many as the widest inner node that it feeds.
  CARTOGRAF_HD void derive_channels() {
    node[0].channels = node[output()].channels = kChannels;
    const std::uint32_t feeds = feeding();
    const int n_feeding = popcount(feeds);
    int n_before = 0;
    for (std::uint32_t rest = feeds; rest != 0; rest &= rest - 1, ++n_before) {
      node[lowest_bit(rest)].channels = kChannels / n_feeding + (n_before < kChannels % n_feeding ? 1 : 0);
    }
    for (int i = output() - 1; i > 0; --i) {
      if ((feeds >> i & 1) != 0) continue;
      for (std::uint32_t rest = node[i].after; rest != 0; rest &= rest - 1) {
        const int next = node[lowest_bit(rest)].channels;
        if (next > node[i].channels) node[i].channels = next;
      }
    }
  }
};

}  // namespace cartograf

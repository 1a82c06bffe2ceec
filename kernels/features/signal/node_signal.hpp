#pragma once

#include <cstdint>

#include "kernels/features/signal/node_counts.hpp"
#include "kernels/features/signal/node_propagation.hpp"

namespace cartograf {

/// The columns of view.groups of one architecture with operations on nodes: 91 of group n, then 15 of group m, in the
/// order of node_signal_columns(). words: [view.words_per_cell]. The view is one that why_no_node_signal() has nothing to
/// say against.
CARTOGRAF_HD inline void evaluate_node_signal(const SignalView& view, const std::uint64_t* words, double* out) {
  const SignalGraph graph(view, words);
  if ((view.groups & mask_of(SignalGroup::n)) != 0) out = NodeCounts(graph, out).write();
  if ((view.groups & mask_of(SignalGroup::m)) != 0) NodePropagation(graph, out).write();
}

}  // namespace cartograf

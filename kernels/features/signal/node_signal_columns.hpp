#pragma once

#include <string>
#include <vector>

#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {

/// Deepest convolution that a node may stand for: generating functions of paths then fit a double.
inline constexpr int kMaxNodeSignalDepth = 32;

/// The 106 columns of a cell with operations on nodes, in the order in which evaluate_node_signal() writes them. Names
/// call convolutions with windows larger than 1 x 1, those of 1 x 1, and pools 3, 1 and p; behind `o` and `ch` 4, 3 and 2,
/// as the keys of NAS-Bench-101 do.
std::vector<SignalColumn> node_signal_columns();

/// Why the features of operations on nodes are not defined for a space; empty when they are. Operations are numbered
/// from 0, in the order of the space.
std::string why_no_node_signal(const SignalView& view);

}  // namespace cartograf

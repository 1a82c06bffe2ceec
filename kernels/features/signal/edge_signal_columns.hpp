#pragma once

#include <vector>

#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {

/// The columns that edge_signal.hpp computes, in its order.
std::vector<SignalColumn> edge_signal_columns();

}  // namespace cartograf

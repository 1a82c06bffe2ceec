#pragma once

#include <vector>

#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {

/// The columns that evaluate_node_signal() writes.
std::vector<SignalColumn> node_signal_columns();

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// The columns of cells with operations on nodes.
CARTOGRAF_HD inline void evaluate_node_signal(const SignalView&, const std::uint64_t*, double*) {}

}  // namespace cartograf

#pragma once

#include <string>

#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// Why a space's cells have no family `signal`, for a message: they exceed what a kernel holds. Empty when they do not.
/// Only cells with operations on edges are looked at.
std::string why_no_signal(const SignalView& view);

/// Convolutions that a cell with operations on edges can have at most, those of depth d counted d times.
int most_convolutions(const SignalView& view);

}  // namespace cartograf

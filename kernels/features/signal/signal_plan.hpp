#pragma once

#include <cstdint>
#include <vector>

#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// Which signal features to compute for an architecture. Lives on the CPU.
struct SignalPlan {
  SignalView view{};
  /// The columns wanted, as positions among those of view.groups of all cells: all columns of the groups for the first
  /// cell, then for the second.
  std::vector<std::uint32_t> columns;

  bool empty() const { return columns.empty(); }
};

}  // namespace cartograf

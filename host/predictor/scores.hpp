#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/device.hpp"

namespace cartograf {

/// Predictions where a predictor left them, in the memory of `device`: good until the next prediction of the same thread.
struct ScoresView {
  const float* data = nullptr;
  std::uint64_t n = 0;
  Device device{};
};

/// A copy in host memory.
std::vector<float> to_host(const ScoresView& scores);

}  // namespace cartograf

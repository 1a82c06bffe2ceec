#pragma once

#include <cstdint>

#include "kernels/base/device.hpp"

namespace cartograf {

/// Where and how a predictor runs.
struct PredictorContext {
  Device device{};
  int threads = 0;         ///< 0 = all cores
  std::uint64_t seed = 0;  ///< of what is random in the training
};

}  // namespace cartograf

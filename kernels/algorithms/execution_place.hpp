#pragma once

#include "kernels/base/device.hpp"

namespace cartograf {

/// Where an algorithm runs, which is also where the memory of its arguments lies.
struct ExecutionPlace {
  Device device{};
  int threads = 0;  ///< CPU threads; 0 = all cores
};

}  // namespace cartograf

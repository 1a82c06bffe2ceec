#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/base/device.hpp"
#include "kernels/base/isa.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf {

/// Where and how work runs. No value depends on it.
struct Execution {
  Device device{};
  int threads = 0;  ///< CPU threads; 0 = all cores
  EvaluationStrategy strategy = EvaluationStrategy::tabulated;
  std::vector<Device> more_gpus{};   ///< GPUs that share the rows with `device`, which is then a GPU too
  std::optional<cpu::Isa> isa = {};  ///< of the CPU; none = the best that this machine has
  Progress progress = [](std::uint64_t, std::uint64_t) {};
};

}  // namespace cartograf

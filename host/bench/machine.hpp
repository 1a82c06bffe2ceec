#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/base/device.hpp"
#include "kernels/cuda/bench.hpp"

namespace cartograf {

struct Cache {
  int level = 0;
  std::string type;       ///< "Data", "Instruction", "Unified"
  std::string size;       ///< as the system writes it, such as "1024K"
  std::string shared_by;  ///< the cores that share it, such as "0-1"
};

/// What a measurement was made on and with. A text is empty where the system does not say.
struct Machine {
  std::string cpu;                     ///< model name
  std::vector<std::string> cpu_flags;  ///< of those instruction sets that matter here
  int cores = 0;                       ///< that this process may use
  std::vector<Cache> caches;           ///< that the first core sees
  std::uint64_t memory = 0;            ///< bytes
  std::string system;                  ///< distribution
  std::string kernel;
  std::string compiler;
  std::string build_type;
  bool assertions = false;                     ///< compiled in: they take time
  std::string cartograf, hdf5, xgboost;        ///< versions
  std::string time;                            ///< UTC, ISO 8601
  std::optional<cuda::DeviceDescription> gpu;  ///< of the device, when it is one
};

Machine describe_machine(Device device);

}  // namespace cartograf

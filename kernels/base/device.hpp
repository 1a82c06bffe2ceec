#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf {

/// What a user asks for: a device, or `auto`, the first GPU that can be used and else the CPU.
struct DeviceRequest {
  bool automatic = true;
  Device device{};

  bool operator==(const DeviceRequest&) const = default;
};

/// What a user asks for where several GPUs can share the work.
struct DevicesRequest {
  bool automatic = true;
  bool every_gpu = false;         ///< all that the machine has; `devices` is then empty
  std::vector<Device> devices{};  ///< in the order given; a GPU may be there more than once

  bool operator==(const DevicesRequest&) const = default;
};

/// `auto`, `cpu`, `cuda` (= `cuda:0`) or `cuda:K`. Throws InputError for anything else, lists of devices included.
DeviceRequest parse_device(std::string_view text);

/// Also `cuda:K,L,...` and `cuda:all`. Throws InputError for anything else.
DevicesRequest parse_devices(std::string_view text);

/// `cpu` or `cuda:K`.
std::string to_string(Device device);
/// `cpu` or `cuda:K,L,...`.
std::string to_string(const std::vector<Device>& devices);

}  // namespace cartograf

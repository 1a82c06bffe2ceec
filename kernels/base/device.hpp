#pragma once

#include <string>
#include <string_view>

namespace cartograf {

enum class Backend { cpu, cuda };

/// Where work runs: the CPU, or one GPU by its CUDA ordinal.
struct Device {
  Backend backend = Backend::cpu;
  int ordinal = 0;

  bool operator==(const Device&) const = default;
};

/// What a user asks for: a device, or `auto`, the first GPU that can be used and else the CPU.
struct DeviceRequest {
  bool automatic = true;
  Device device{};

  bool operator==(const DeviceRequest&) const = default;
};

/// `auto`, `cpu`, `cuda` (= `cuda:0`) or `cuda:K`. Throws InputError for anything else.
DeviceRequest parse_device(std::string_view text);

/// `cpu` or `cuda:K`.
std::string to_string(Device device);

}  // namespace cartograf

#include "host/engine/device.hpp"

#include <algorithm>

#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"

namespace cartograf {

Device resolve_device(DeviceRequest request) {
  if (request.automatic) return {cuda::why_unusable(0).empty() ? Backend::cuda : Backend::cpu, 0};
  if (request.device.backend == Backend::cuda) {
    const std::string reason = cuda::why_unusable(request.device.ordinal);
    if (!reason.empty()) throw DeviceError("device " + to_string(request.device) + " is not available: " + reason);
  }
  return request.device;
}

std::vector<Device> resolve_devices(const DevicesRequest& request) {
  if (request.automatic) return {resolve_device({})};
  std::vector<Device> devices = request.devices;
  // With no GPU the first one is asked for, which is then an error with the reason.
  const int n_gpus = request.every_gpu ? std::max(1, cuda::device_count()) : 0;
  for (int ordinal = 0; ordinal < n_gpus; ++ordinal) devices.push_back({Backend::cuda, ordinal});
  for (const Device& device : devices) resolve_device({false, device});
  return devices;
}

std::string describe_choice(DeviceRequest request, Device device) {
  std::string text = to_string(device);
  if (device.backend == Backend::cuda) return text + " (" + cuda::device_name(device.ordinal) + ")";
  return request.automatic ? text + " (auto: " + cuda::why_unusable(0) + ")" : text;
}

}  // namespace cartograf

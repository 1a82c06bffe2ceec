#include "host/engine/device.hpp"

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

std::string describe_choice(DeviceRequest request, Device device) {
  std::string text = to_string(device);
  if (device.backend == Backend::cuda) return text + " (" + cuda::device_name(device.ordinal) + ")";
  return request.automatic ? text + " (auto: " + cuda::why_unusable(0) + ")" : text;
}

}  // namespace cartograf

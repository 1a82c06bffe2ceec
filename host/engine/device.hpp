#pragma once

#include <string>
#include <vector>

#include "kernels/base/device.hpp"

namespace cartograf {

/// The device to use for a request. A GPU asked for that cannot be used is a DeviceError with the reason, never another
/// device; `auto` takes the first GPU that can be used and else the CPU.
Device resolve_device(DeviceRequest request);

/// The devices to use for a request, at least one, each as above. Every GPU of a machine that has none is a DeviceError.
std::vector<Device> resolve_devices(const DevicesRequest& request);

/// "cpu (auto: CUDA is not compiled in ...)" or "cuda:0 (NVIDIA H200)": which device, and why, for people.
std::string describe_choice(DeviceRequest request, Device device);

}  // namespace cartograf

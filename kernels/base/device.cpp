#include "kernels/base/device.hpp"

#include <optional>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::string_view kCudaPrefix = "cuda:";

/// Digits alone, so no sign and no blanks.
std::optional<int> parse_ordinal(std::string_view digits) {
  const std::optional<int> ordinal = parse_number<int>(digits);
  return ordinal && *ordinal >= 0 ? ordinal : std::nullopt;
}

/// GPUs numbered "K,L,..."; nothing when one of them is no number.
std::optional<std::vector<Device>> parse_gpus(std::string_view text) {
  std::vector<Device> gpus;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::optional<int> ordinal = parse_ordinal(text.substr(0, comma));
    if (!ordinal) return std::nullopt;
    gpus.push_back({Backend::cuda, *ordinal});
    if (comma == std::string_view::npos) return gpus;
    text.remove_prefix(comma + 1);
  }
}

std::optional<DevicesRequest> read_devices(std::string_view text) {
  if (text == "auto") return DevicesRequest{};
  if (text == "cpu") return DevicesRequest{false, false, {{Backend::cpu, 0}}};
  if (text == "cuda") return DevicesRequest{false, false, {{Backend::cuda, 0}}};
  if (text == "cuda:all") return DevicesRequest{false, true, {}};
  if (!text.starts_with(kCudaPrefix)) return std::nullopt;
  const auto gpus = parse_gpus(text.substr(kCudaPrefix.size()));
  if (!gpus) return std::nullopt;
  return DevicesRequest{false, false, *gpus};
}

}  // namespace

DeviceRequest parse_device(std::string_view text) {
  constexpr const char* expected = "expected auto, cpu, cuda or cuda:K (K = 0, 1, ...), found ";
  const std::optional<DevicesRequest> request = read_devices(text);
  if (!request) throw InputError(std::string("device: ") + expected + in_quotes(text));
  if (request->automatic) return {};
  if (request->devices.size() != 1) {
    throw InputError(std::string("device: only one can be used here, ") + expected + in_quotes(text));
  }
  return {false, request->devices.front()};
}

DevicesRequest parse_devices(std::string_view text) {
  const std::optional<DevicesRequest> request = read_devices(text);
  if (request) return *request;
  throw InputError("device: expected auto, cpu, cuda, cuda:K, cuda:K,L,... or cuda:all (K, L = 0, 1, ...), found " + in_quotes(text));
}

std::string to_string(Device device) {
  return device.backend == Backend::cpu ? "cpu" : std::string(kCudaPrefix) + std::to_string(device.ordinal);
}

std::string to_string(const std::vector<Device>& devices) {
  std::string text;
  for (const Device& device : devices) text += text.empty() ? to_string(device) : "," + std::to_string(device.ordinal);
  return text;
}

}  // namespace cartograf

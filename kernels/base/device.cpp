#include "kernels/base/device.hpp"

#include <charconv>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

[[noreturn]] void reject(std::string_view text) {
  throw InputError("device: expected auto, cpu, cuda or cuda:K (K = 0, 1, ...), found '" + std::string(text) + "'");
}

}  // namespace

DeviceRequest parse_device(std::string_view text) {
  if (text == "auto") return {};
  if (text == "cpu") return {false, {Backend::cpu, 0}};
  if (text == "cuda") return {false, {Backend::cuda, 0}};
  constexpr std::string_view prefix = "cuda:";
  if (!text.starts_with(prefix)) reject(text);
  const std::string_view digits = text.substr(prefix.size());
  int ordinal = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ordinal);
  if (error != std::errc{} || end != digits.data() + digits.size() || ordinal < 0) reject(text);
  return {false, {Backend::cuda, ordinal}};
}

std::string to_string(Device device) {
  return device.backend == Backend::cpu ? "cpu" : "cuda:" + std::to_string(device.ordinal);
}

}  // namespace cartograf

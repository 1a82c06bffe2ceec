#include "host/python/calls.hpp"

#include "host/engine/device.hpp"
#include "host/family/convention.hpp"
#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"

namespace cartograf::python {

namespace nb = nanobind;

Device device_of(std::string_view name) { return resolve_device(parse_device(name)); }

std::optional<Dtype> dtype_of(const std::optional<std::string>& name) {
  if (!name) return {};
  return parse_dtype(*name);
}

Convention convention_of(std::string_view name) { return parse_convention(name); }

void Told::operator()(std::uint64_t done, std::uint64_t total) const {
  const nb::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
  if (progress_.is_valid() && !progress_.is_none()) progress_(done, total);
}

}  // namespace cartograf::python

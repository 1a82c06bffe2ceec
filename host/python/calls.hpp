#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <cartograf/types.hpp>

/// @file
/// What all bindings share: how words of Python become ours, and how long calls run.

namespace cartograf::python {

/// `cpu`, `cuda` or `cuda:K`; `auto`: the first GPU that can be used, else the CPU. Throws InputError for anything else,
/// DeviceError for a GPU that cannot be used.
Device device_of(std::string_view name);

/// `int8`, `float32` or `float64`; None: whatever suits. Throws InputError for anything else.
std::optional<Dtype> dtype_of(const std::optional<std::string>& name);

/// `graf_nas`, `zc_combine` or `paper`. Throws InputError for anything else.
Convention convention_of(std::string_view name);

inline std::mutex hdf5_in_use;

/// Calls `body` without the GIL.
template <class Body>
auto unlocked(Body&& body) {
  const nanobind::gil_scoped_release released;
  return body();
}

/// Calls `body` without the GIL and while no other thread reads or writes HDF5, which is for one thread of a process at a time.
template <class Body>
auto with_hdf5(Body&& body) {
  return unlocked([&] {
    const std::lock_guard lock(hdf5_in_use);
    return body();
  });
}

/// Lets Ctrl-C and other signals through and tells a function of Python, which may be None, how far a call is. It is called without the
/// GIL held, and lives as long as the call.
class Told {
 public:
  Told() = default;  ///< tells nobody, but lets signals through
  explicit Told(nanobind::handle progress) : progress_(progress) {}
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  /// What the library calls.
  Progress listener() const {
    return [this](std::uint64_t done, std::uint64_t total) { (*this)(done, total); };
  }

  void operator()(std::uint64_t done, std::uint64_t total) const;

 private:
  nanobind::handle progress_;  ///< none, or a function
};

}  // namespace cartograf::python

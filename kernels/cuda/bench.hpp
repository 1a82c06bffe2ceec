#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

/// What a benchmark needs to know of a GPU, without CUDA's headers. All throw DeviceError when a CUDA call fails or CUDA
/// is not compiled in. Times are between two events of the GPU: what the host does meanwhile does not count.
namespace cartograf::cuda {

/// A GPU as its driver reports it. Clocks are the highest ones, not those of the moment.
struct DeviceDescription {
  std::string name;       ///< such as "NVIDIA H200"
  int compute_major = 0;  ///< compute capability, major.minor
  int compute_minor = 0;
  int multiprocessors = 0;
  std::size_t memory = 0;  ///< bytes of device memory
  int memory_bus_bits = 0;
  double memory_clock_mhz = 0;  ///< 0 when the driver does not say
  double sm_clock_mhz = 0;      ///< of the multiprocessors; 0 when the driver does not say
  std::string driver;           ///< newest CUDA version that the driver serves, such as "13.0"
  std::string runtime;          ///< version of the CUDA runtime compiled in
};

DeviceDescription describe(int ordinal);

/// Seconds that one fill of `bytes` bytes of device memory takes, by cudaMemsetAsync: the limit of whatever writes as
/// many. Mean of `repetitions` > 0 fills after one that does not count.
double fill_seconds(int ordinal, std::size_t bytes, int repetitions);

/// Seconds that one copy of `bytes` bytes from device memory to pinned host memory takes; mean as above.
double copy_to_host_seconds(int ordinal, std::size_t bytes, int repetitions);

}  // namespace cartograf::cuda

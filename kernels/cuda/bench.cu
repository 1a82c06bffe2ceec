#include "kernels/cuda/bench.hpp"

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/event.hpp"
#include "kernels/cuda/memory.hpp"

namespace cartograf::cuda {
namespace {

int attribute(cudaDeviceAttr which, int ordinal) {
  int value = 0;
  CARTOGRAF_CUDA_CALL(cudaDeviceGetAttribute(&value, which, ordinal));
  return value;
}

std::string version_text(int version) { return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10); }

/// Mean of `repetitions` times of `enqueue()`, one after the other, after one that does not count.
template <class Enqueue>
double mean_seconds(int repetitions, Enqueue&& enqueue) {
  enqueue();
  return seconds_of(nullptr, [&] { for (int i = 0; i < repetitions; ++i) enqueue(); }) / repetitions;
}

}  // namespace

DeviceDescription describe(int ordinal) {
  cudaDeviceProp properties{};
  CARTOGRAF_CUDA_CALL(cudaGetDeviceProperties(&properties, ordinal));
  int driver = 0;
  int runtime = 0;
  CARTOGRAF_CUDA_CALL(cudaDriverGetVersion(&driver));
  CARTOGRAF_CUDA_CALL(cudaRuntimeGetVersion(&runtime));
  DeviceDescription description;
  description.name = properties.name;
  description.compute_major = properties.major;
  description.compute_minor = properties.minor;
  description.multiprocessors = properties.multiProcessorCount;
  description.memory = properties.totalGlobalMem;
  description.memory_bus_bits = properties.memoryBusWidth;
  // Attributes are in kHz.
  description.memory_clock_mhz = attribute(cudaDevAttrMemoryClockRate, ordinal) / 1000.0;
  description.sm_clock_mhz = attribute(cudaDevAttrClockRate, ordinal) / 1000.0;
  description.driver = version_text(driver);
  description.runtime = version_text(runtime);
  return description;
}

double fill_seconds(int ordinal, std::size_t bytes, int repetitions) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(ordinal));
  const DeviceMemory memory(bytes);
  return mean_seconds(repetitions, [&] { CARTOGRAF_CUDA_CALL(cudaMemsetAsync(memory.data(), 1, bytes, nullptr)); });
}

double copy_to_host_seconds(int ordinal, std::size_t bytes, int repetitions) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(ordinal));
  const DeviceMemory memory(bytes);
  const PinnedMemory host(bytes);
  CARTOGRAF_CUDA_CALL(cudaMemset(memory.data(), 1, bytes));
  return mean_seconds(repetitions, [&] {
    CARTOGRAF_CUDA_CALL(cudaMemcpyAsync(host.data(), memory.data(), bytes, cudaMemcpyDeviceToHost, nullptr));
  });
}

}  // namespace cartograf::cuda

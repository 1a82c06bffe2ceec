#include "kernels/cuda/runtime.hpp"

#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/memory.hpp"

namespace cartograf::cuda {

void check(cudaError_t status, const char* call) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // clears the sticky-until-read error, so that the next call does not report it again
  throw DeviceError(std::string("CUDA: ") + cudaGetErrorName(status) + ": " + cudaGetErrorString(status) + " in " + call);
}

bool compiled_in() { return true; }

bool has_driver() {
  int version = 0;
  return cudaDriverGetVersion(&version) != cudaSuccess || version > 0;
}

int device_count() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess) {
    cudaGetLastError();
    return 0;
  }
  return count;
}

std::string why_unusable(int ordinal) {
  if (!has_driver()) {  // where cudaGetDeviceCount only complains of an old one
    return "no usable GPU: no NVIDIA driver is installed";
  }
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    cudaGetLastError();
    return std::string("no usable GPU: ") + cudaGetErrorString(status) + " (" + cudaGetErrorName(status) + ")";
  }
  if (count == 0) return "no GPU was found";
  if (ordinal >= count) {
    return "there " + std::string(count == 1 ? "is 1 GPU" : "are " + std::to_string(count) + " GPUs") +
           ", numbered from 0";
  }
  return {};
}

std::string device_name(int ordinal) {
  cudaDeviceProp properties{};
  CARTOGRAF_CUDA_CALL(cudaGetDeviceProperties(&properties, ordinal));
  return properties.name;
}

DeviceMemory::DeviceMemory(std::size_t bytes) : size_(bytes) {
  if (bytes > 0) CARTOGRAF_CUDA_CALL(cudaMalloc(&data_, bytes));
}

DeviceMemory::~DeviceMemory() { cudaFree(data_); }

DeviceMemory::DeviceMemory(DeviceMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

DeviceMemory& DeviceMemory::operator=(DeviceMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void DeviceMemory::reserve(std::size_t bytes) {
  if (bytes > size_) *this = DeviceMemory(bytes);
}

PinnedMemory::PinnedMemory(std::size_t bytes) : size_(bytes) {
  if (bytes > 0) CARTOGRAF_CUDA_CALL(cudaMallocHost(&data_, bytes));
}

PinnedMemory::~PinnedMemory() { cudaFreeHost(data_); }

PinnedMemory::PinnedMemory(PinnedMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

PinnedMemory& PinnedMemory::operator=(PinnedMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void copy_to_device(const DeviceMemory& to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  CARTOGRAF_CUDA_CALL(cudaMemcpy(to.data(), from, bytes, cudaMemcpyHostToDevice));
}

void copy_to_host(void* to, const void* from_device, std::size_t bytes) {
  CARTOGRAF_CUDA_CALL(cudaMemcpy(to, from_device, bytes, cudaMemcpyDeviceToHost));
}

void finish_work(int ordinal) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(ordinal));
  CARTOGRAF_CUDA_CALL(cudaDeviceSynchronize());
}

}  // namespace cartograf::cuda

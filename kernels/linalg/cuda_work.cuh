// What the CUDA sources of this folder share: memory, launches of functors over units, and a handle of cuBLAS. All work
// goes to the default stream, so that steps follow each other.
#pragma once

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

#include "kernels/base/error.hpp"
#include "kernels/linalg/cublas.hpp"

namespace cartograf {
namespace {

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // clears the error, so that the next call does not report it again
  throw DeviceError(std::string("CUDA: ") + cudaGetErrorName(status) + ": " + cudaGetErrorString(status) + " in " + what);
}

struct FreeOnDevice {
  void operator()(void* memory) const { cudaFree(memory); }
};
template <class T>
using OnDevice = std::unique_ptr<T[], FreeOnDevice>;

template <class T>
OnDevice<T> allocated(std::size_t n) {
  void* memory = nullptr;
  check(cudaMalloc(&memory, n * sizeof(T)), "cudaMalloc");
  return OnDevice<T>(static_cast<T*>(memory));
}

template <class Functor>
__global__ void for_each_unit(Functor functor, std::uint64_t n_units) {
  const std::uint64_t step = std::uint64_t{gridDim.x} * blockDim.x;
  for (std::uint64_t unit = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x; unit < n_units; unit += step) functor(unit);
}

template <class Functor>
void launch(Functor functor, std::uint64_t n_units) {
  static_assert(std::is_trivially_copyable_v<Functor>);
  constexpr std::uint64_t threads = 256, max_blocks = std::uint64_t{1} << 20;
  const std::uint64_t blocks = std::min(max_blocks, (n_units + threads - 1) / threads);
  for_each_unit<<<static_cast<unsigned>(blocks), static_cast<unsigned>(threads)>>>(functor, n_units);
  check(cudaGetLastError(), "a launch");
}

/// A cuBLAS handle, closed once.
class Handle {
 public:
  Handle() { CARTOGRAF_CUBLAS_CALL(cublas().create(&handle_)); }
  ~Handle() { cublas().destroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  cublasHandle_t get() const { return handle_; }

 private:
  cublasHandle_t handle_ = nullptr;
};

}  // namespace
}  // namespace cartograf

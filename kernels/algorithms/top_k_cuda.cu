#include "kernels/algorithms/top_k_cuda.hpp"

#include <cuda_runtime.h>
#include <thrust/device_vector.h>
#include <thrust/system/cuda/execution_policy.h>
#include <thrust/system_error.h>

#include <string>

#include "kernels/algorithms/top_k_impl.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cuda {
namespace {

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // clears the error, so that the next call does not report it again
  throw DeviceError(std::string("CUDA: cannot ") + what + ": " + cudaGetErrorString(status));
}

/// Runs `work` on one GPU and waits for it. Scores may come from another stream, so what is under way ends first.
template <class Work>
auto on_gpu(int ordinal, Work work) {
  check(cudaSetDevice(ordinal), "use the device");
  check(cudaDeviceSynchronize(), "finish earlier work");
  try {
    return work();
  } catch (const thrust::system_error& error) {
    throw DeviceError(std::string("CUDA: ") + error.what());
  }
}

struct Cuda {
  auto policy() const { return thrust::cuda::par; }
  template <class T>
  using Vector = thrust::device_vector<T>;
};

class OnCuda final : public TopK::Implementation {
 public:
  OnCuda(std::uint64_t k, Direction direction, int ordinal) : best_(Cuda{}, k, direction), ordinal_(ordinal) {}

  void add(const float* scores, std::uint64_t first, std::uint64_t n) override {
    on_gpu(ordinal_, [&] { best_.add({scores, nullptr, first}, n); });
  }
  void add(const float* scores, std::span<const std::uint64_t> indices) override {
    on_gpu(ordinal_, [&] {
      indices_.assign(indices.begin(), indices.end());
      best_.add({scores, thrust::raw_pointer_cast(indices_.data()), 0}, indices.size());
    });
  }
  std::vector<Scored> best() const override {
    return on_gpu(ordinal_, [&] { return best_.best(); });
  }

 private:
  algorithms::BestOf<Cuda> best_;
  thrust::device_vector<std::uint64_t> indices_;
  int ordinal_;
};

}  // namespace

std::unique_ptr<TopK::Implementation> make_top_k(std::uint64_t k, Direction direction, int ordinal) {
  return on_gpu(ordinal, [&] { return std::make_unique<OnCuda>(k, direction, ordinal); });
}

}  // namespace cartograf::cuda

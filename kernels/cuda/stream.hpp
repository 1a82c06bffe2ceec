#pragma once

#include <cuda_runtime.h>

#include "kernels/cuda/check.hpp"

namespace cartograf::cuda {

/// A queue of work of the current device, owned. Does not wait for the default stream.
class Stream {
 public:
  Stream() { CARTOGRAF_CUDA_CALL(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
  ~Stream() { cudaStreamDestroy(stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  /// Makes the host wait until all work in it is done.
  void wait() const { CARTOGRAF_CUDA_CALL(cudaStreamSynchronize(stream_)); }

 private:
  cudaStream_t stream_ = nullptr;
};

}  // namespace cartograf::cuda

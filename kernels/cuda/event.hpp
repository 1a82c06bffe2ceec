#pragma once

#include <cuda_runtime.h>

#include "kernels/cuda/check.hpp"

namespace cartograf::cuda {

/// A point in a stream's work, owned.
class Event {
 public:
  Event() { CARTOGRAF_CUDA_CALL(cudaEventCreate(&event_)); }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream) { CARTOGRAF_CUDA_CALL(cudaEventRecord(event_, stream)); }
  /// Makes the host wait until the work before it is done.
  void wait() const { CARTOGRAF_CUDA_CALL(cudaEventSynchronize(event_)); }
  cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Seconds of the GPU for what `enqueue()` puts into `stream`; waits for it.
template <class Enqueue>
double seconds_of(cudaStream_t stream, Enqueue&& enqueue) {
  Event begin, end;
  begin.record(stream);
  enqueue();
  end.record(stream);
  end.wait();
  float milliseconds = 0;
  CARTOGRAF_CUDA_CALL(cudaEventElapsedTime(&milliseconds, begin.get(), end.get()));
  return milliseconds / 1000.0;
}

}  // namespace cartograf::cuda

#include "host/predictor/scores.hpp"

#include <algorithm>

#include "kernels/cuda/memory.hpp"

namespace cartograf {

std::vector<float> to_host(const ScoresView& scores) {
  std::vector<float> copy(scores.n);
  if (scores.n == 0) return copy;
  if (scores.device.backend == Backend::cpu) {
    std::copy_n(scores.data, scores.n, copy.begin());
  } else {
    cuda::copy_to_host(copy.data(), scores.data, scores.n * sizeof(float));
  }
  return copy;
}

}  // namespace cartograf

#include "kernels/algorithms/sequences.hpp"

#include <thrust/system/omp/execution_policy.h>

#include "kernels/algorithms/on_cuda.hpp"
#include "kernels/algorithms/scoped_threads.hpp"
#include "kernels/algorithms/sequences_impl.hpp"

namespace cartograf {

std::uint64_t sort_unique(std::uint64_t* values, std::uint64_t n, Place place) {
  if (place.device.backend == Backend::cuda) return cuda::sort_unique(values, n, place.device.ordinal);
  const ScopedThreads scoped(place.threads);
  return algorithms::sort_unique(thrust::omp::par, values, n);
}

void sort_unique(std::vector<std::uint64_t>& values, int threads) {
  values.resize(sort_unique(values.data(), values.size(), {{}, threads}));
}

void sample(std::uint64_t size, std::uint64_t seed, std::uint64_t first, std::uint64_t n, std::uint64_t* out, Place place) {
  const RandomPermutation permutation(size, seed);
  if (place.device.backend == Backend::cuda) return cuda::sample(permutation, first, n, out, place.device.ordinal);
  const ScopedThreads scoped(place.threads);
  algorithms::sample(thrust::omp::par, permutation, first, n, out);
}

std::uint64_t compact(std::uint64_t first, const std::uint8_t* keep, std::uint64_t n, std::uint64_t* out, Place place) {
  if (place.device.backend == Backend::cuda) return cuda::compact(first, keep, n, out, place.device.ordinal);
  const ScopedThreads scoped(place.threads);
  return algorithms::compact(thrust::omp::par, first, keep, n, out);
}

}  // namespace cartograf

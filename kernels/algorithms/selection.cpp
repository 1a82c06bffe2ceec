#include "kernels/algorithms/selection.hpp"

#include <thrust/sort.h>
#include <thrust/system/omp/execution_policy.h>
#include <thrust/tabulate.h>
#include <thrust/unique.h>

#include "kernels/algorithms/random_permutation.hpp"
#include "kernels/algorithms/scoped_threads.hpp"

namespace cartograf {

void sort_unique(std::vector<std::uint64_t>& values, int threads) {
  const ScopedThreads scoped(threads);
  std::uint64_t* const begin = values.data();
  thrust::sort(thrust::omp::par, begin, begin + values.size());
  values.resize(static_cast<std::size_t>(thrust::unique(thrust::omp::par, begin, begin + values.size()) - begin));
}

void sample(std::uint64_t size, std::uint64_t seed, std::uint64_t first, std::uint64_t n, std::uint64_t* out, int threads) {
  const ScopedThreads scoped(threads);
  const RandomPermutation permutation(size, seed);
  thrust::tabulate(thrust::omp::par, out, out + n, [=](std::uint64_t i) { return permutation(first + i); });
}

}  // namespace cartograf

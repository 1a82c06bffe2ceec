#include "kernels/algorithms/selection.hpp"

#include <thrust/copy.h>
#include <thrust/iterator/counting_iterator.h>
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

std::uint64_t compact(std::uint64_t first, const std::uint8_t* keep, std::uint64_t n, std::uint64_t* out, int threads) {
  const ScopedThreads scoped(threads);
  const thrust::counting_iterator<std::uint64_t> numbers(first);
  const auto is_kept = [](std::uint8_t flag) { return flag != 0; };
  return static_cast<std::uint64_t>(thrust::copy_if(thrust::omp::par, numbers, numbers + static_cast<std::int64_t>(n), keep, out, is_kept) - out);
}

}  // namespace cartograf

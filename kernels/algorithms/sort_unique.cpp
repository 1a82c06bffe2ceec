#include "kernels/algorithms/sort_unique.hpp"

// Thrust with its OpenMP backend: the calls are those that run on a GPU with another execution policy.
#include <thrust/sort.h>
#include <thrust/system/omp/execution_policy.h>
#include <thrust/unique.h>

#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Thrust takes OpenMP's own number of threads, so it is set for the time of a call.
class ScopedThreads {
 public:
  explicit ScopedThreads(int threads) : before_(omp_get_max_threads()) { omp_set_num_threads(resolve_threads(threads)); }
  ~ScopedThreads() { omp_set_num_threads(before_); }
  ScopedThreads(const ScopedThreads&) = delete;
  ScopedThreads& operator=(const ScopedThreads&) = delete;

 private:
  int before_;
};

}  // namespace

void sort_unique(std::vector<std::uint64_t>& values, int threads) {
  const ScopedThreads scoped(threads);
  thrust::sort(thrust::omp::par, values.begin(), values.end());
  values.erase(thrust::unique(thrust::omp::par, values.begin(), values.end()), values.end());
}

}  // namespace cartograf

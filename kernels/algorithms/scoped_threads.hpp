#pragma once

#include "kernels/base/parallel.hpp"

namespace cartograf {

/// Thrust takes OpenMP's own number of threads, so it is set for the time of a call.
class ScopedThreads {
 public:
  explicit ScopedThreads(int threads) : before_(omp_get_max_threads()) { omp_set_num_threads(team_size(threads)); }
  ~ScopedThreads() { omp_set_num_threads(before_); }
  ScopedThreads(const ScopedThreads&) = delete;
  ScopedThreads& operator=(const ScopedThreads&) = delete;

 private:
  int before_;
};

}  // namespace cartograf

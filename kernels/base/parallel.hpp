#pragma once

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <limits>

namespace cartograf {

/// Number of threads to use for a request: itself, or for 0 every core this process may run on; fewer where the system does not let the
/// process have so many.
int resolve_threads(int requested);

/// Number of threads of an OpenMP region, ours or XGBoost's, for a request as above and n pieces of work: at most one for each, since one row
/// takes microseconds, and a team that waits for it milliseconds on a busy machine; one in a process that was forked behind such a region.
int team_size(int requested, std::int64_t n = std::numeric_limits<std::int64_t>::max());

/// Whether the caller is one of several threads of an OpenMP region.
inline bool in_parallel_region() { return omp_in_parallel() != 0; }

/// Number of the calling thread within a parallel_for, from 0; for memory that each thread has of its own.
inline int thread_number() { return omp_get_thread_num(); }

/// Runs `body(i)` for i in [0, n) on `threads` OpenMP threads (0 = all cores). OpenMP forbids exceptions to leave a
/// parallel region, so the first one is kept and thrown again here; work not yet started is then left out.
template <class Body>
void parallel_for(std::int64_t n, int threads, Body&& body) {
  std::exception_ptr first;
  std::atomic<bool> failed{false};
#pragma omp parallel for schedule(dynamic) num_threads(team_size(threads, n))
  for (std::int64_t i = 0; i < n; ++i) {
    if (failed.load(std::memory_order_relaxed)) continue;
    try {
      body(i);
    } catch (...) {
#pragma omp critical(cartograf_parallel_for_failure)
      if (!failed.exchange(true)) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
}

/// Runs body(first, end) for blocks of rows that together are [0, n), on threads as above.
template <class Body>
void for_row_blocks(std::uint64_t n, int threads, Body&& body) {
  constexpr std::uint64_t rows_per_block = 1024;
  parallel_for(static_cast<std::int64_t>((n + rows_per_block - 1) / rows_per_block), threads, [&](std::int64_t block) {
    const std::uint64_t first = static_cast<std::uint64_t>(block) * rows_per_block;
    body(first, std::min(n, first + rows_per_block));
  });
}

}  // namespace cartograf

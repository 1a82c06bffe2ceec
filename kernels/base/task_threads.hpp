#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace cartograf {

/// Runs `task(i)` for i in [0, n) on `threads` threads of their own; the first exception is thrown again here and stops
/// what has not begun. Not OpenMP threads: XGBoost, called inside a parallel region, would take the region's thread
/// numbers for its own and read past its buffers.
template <class Task>
void run_tasks(std::int64_t n, int threads, Task&& task) {
  std::atomic<std::int64_t> next{0};
  std::exception_ptr first;
  std::mutex lock;
  const auto work = [&] {
    for (std::int64_t i = next++; i < n; i = next++) {
      try {
        task(i);
      } catch (...) {
        const std::lock_guard guard(lock);
        if (!first) first = std::current_exception();
        next = n;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int t = 1; t < threads; ++t) workers.emplace_back(work);
    work();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace cartograf

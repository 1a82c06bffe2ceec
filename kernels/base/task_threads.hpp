#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace cartograf {

/// Adds a thread that runs `work`; false where the system gives none.
template <class Work>
bool add_thread(std::vector<std::jthread>& threads, Work&& work) {
  try {
    threads.emplace_back(std::forward<Work>(work));
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

/// Runs `work` beside the caller; where the system gives no thread, when the future is asked.
template <class Work>
std::future<void> begun(Work work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, std::move(work));
  }
}

/// Tasks that threads beside the caller work on, and that the caller joins in when it has nothing else to do.
class SharedTasks {
 public:
  /// Begins them on at most so many threads, which may be none.
  SharedTasks(std::vector<std::function<void()>> tasks, int n_helpers) : tasks_(std::move(tasks)) {
    for (std::size_t i = 0; i < tasks_.size() && static_cast<std::int64_t>(i) < n_helpers; ++i) {
      try {
        helpers_.push_back(std::async(std::launch::async, [this] { work(); }));
      } catch (const std::system_error&) {
        break;  // the system gives no more
      }
    }
  }
  SharedTasks(const SharedTasks&) = delete;
  SharedTasks& operator=(const SharedTasks&) = delete;

  /// Works on what is left, and waits for all. Throws the first exception of a task; then others may not have begun.
  void finish() {
    work();
    for (std::future<void>& helper : helpers_) helper.get();
  }

 private:
  void work() {
    try {
      for (std::size_t i = next_++; i < tasks_.size(); i = next_++) tasks_[i]();
    } catch (...) {
      next_ = tasks_.size();
      throw;
    }
  }

  std::vector<std::function<void()>> tasks_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::future<void>> helpers_;  // destroyed first, which waits
};

/// A thread beside the caller that does one thing at a time, so that the caller can prepare the next meanwhile.
class Beside {
 public:
  /// `parallel`: false, and where the system gives no thread, the caller does it in begin().
  explicit Beside(bool parallel) {
    if (parallel) add_thread(thread_, [this](const std::stop_token& stop) { serve(stop); });
  }
  /// Waits for what was begun.
  ~Beside() = default;
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  /// Waits for what was begun before, as wait() does.
  void begin(std::function<void()> work) {
    if (thread_.empty()) return work();
    wait();
    {
      const std::lock_guard guard(lock_);
      work_ = std::move(work);
    }
    changed_.notify_all();
  }

  /// Throws what the work threw.
  void wait() {
    std::unique_lock guard(lock_);
    changed_.wait(guard, [&] { return !work_; });
    if (failed_) std::rethrow_exception(std::exchange(failed_, nullptr));
  }

 private:
  void serve(const std::stop_token& stop) {
    std::unique_lock guard(lock_);
    while (changed_.wait(guard, stop, [&] { return static_cast<bool>(work_); })) {
      guard.unlock();
      std::exception_ptr failed;
      try {
        work_();
      } catch (...) {
        failed = std::current_exception();
      }
      guard.lock();
      work_ = nullptr;
      failed_ = failed;
      changed_.notify_all();
    }
  }

  std::mutex lock_;
  std::condition_variable_any changed_;
  std::function<void()> work_;  ///< empty when it is done
  std::exception_ptr failed_;
  std::vector<std::jthread> thread_;  ///< one or none; destroyed first, which waits
};

/// Runs `task(i)` for i in [0, n) on `threads` threads of their own, or fewer where the system gives no more; the first exception is thrown again here and stops
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
    for (int t = 1; t < threads && add_thread(workers, work); ++t) {
    }
    work();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace cartograf

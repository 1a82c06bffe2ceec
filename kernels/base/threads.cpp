#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <latch>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "kernels/base/memory.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Threads are kept by our OpenMP library, by that which XGBoost brings along, and by run_tasks(); beside them there may be a process that
/// reads a file, and a thread that takes its checksum.
constexpr int kPools = 3, kBesidePools = 2;

/// How many threads each pool may have, of at most `wanted`, with the caller's: so many are started, and wait until the last is there.
/// OpenMP ends the program where it cannot start one, and no call says how many there may be: users and control groups have limits, and
/// each stack takes address space.
int startable(int wanted) {
  const int most = kPools * (wanted - 1) + kBesidePools;
  std::latch tried(1);
  std::vector<std::jthread> others;
  try {
    others.reserve(static_cast<std::size_t>(most));
    while (static_cast<int>(others.size()) < most) others.emplace_back([&] { tried.wait(); });
  } catch (const std::system_error&) {
  } catch (const std::bad_alloc&) {
  }
  const int started = static_cast<int>(others.size());
  tried.count_down();
  return started == most ? wanted : 1 + std::max(0, started - kBesidePools) / kPools;
}

/// How many threads have address space for what a thread takes: a stack, an arena of malloc, and OpenBLAS's buffer of 128 MiB.
int with_address_space(int wanted) {
  constexpr std::uint64_t for_each = std::uint64_t{256} << 20;
  return static_cast<int>(std::clamp<std::uint64_t>(address_space_left() / for_each, 1, static_cast<std::uint64_t>(wanted)));
}

/// OpenMP keeps the threads of a team for the next one. A process that is forked has none of them, and its main thread would wait for them
/// for ever: the caller's thread is then all there is.
std::atomic<bool> had_team = false, team_stayed_behind = false;

[[maybe_unused]] const int told_of_forks = pthread_atfork(nullptr, nullptr, [] { team_stayed_behind = had_team.load(); });

}  // namespace

int resolve_threads(int requested) {
  const int wanted = requested > 0 ? requested : omp_get_num_procs();
  static std::atomic<int> most_tried = 1, most = 1;
  static std::mutex lock;
  if (wanted > most_tried) {
    const std::lock_guard guard(lock);
    if (wanted > most_tried) {
      const bool had_all = most == most_tried;
      if (had_all) most = startable(with_address_space(wanted));
      most_tried = wanted;
    }
  }
  return std::min<int>(wanted, most);
}

int team_size(int requested, std::int64_t n) {
  if (n <= 1 || team_stayed_behind) return 1;
  const auto size = static_cast<int>(std::min<std::int64_t>(n, resolve_threads(requested)));
  if (size > 1) had_team = true;
  return size;
}

}  // namespace cartograf

#include "host/engine/row_parts.hpp"

#include <exception>
#include <thread>

#include "kernels/base/task_threads.hpp"

namespace cartograf {

std::vector<RowPart> split_rows(std::uint64_t n_rows, std::size_t n_parts) {
  std::vector<RowPart> parts(n_parts);
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < n_parts; ++i) {
    parts[i] = {first, n_rows / n_parts + (i < n_rows % n_parts ? 1 : 0)};
    first += parts[i].n;
  }
  return parts;
}

void for_each_part(const std::vector<RowPart>& parts, const std::function<void(std::size_t, RowPart)>& work) {
  std::vector<std::exception_ptr> failures(parts.size());
  const auto guarded = [&](std::size_t i) {
    try {
      work(i, parts[i]);
    } catch (...) {
      failures[i] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    std::vector<std::size_t> without_thread;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].n > 0 && !add_thread(threads, [&guarded, i] { guarded(i); })) without_thread.push_back(i);
    }
    for (const std::size_t i : without_thread) guarded(i);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace cartograf

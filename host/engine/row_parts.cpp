#include "host/engine/row_parts.hpp"

#include <exception>
#include <thread>

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
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].n > 0) threads.emplace_back(guarded, i);
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace cartograf {

/// Rows first ... first + n - 1 of a request, for one of the devices that share it.
struct RowPart {
  std::uint64_t first = 0;
  std::uint64_t n = 0;

  bool operator==(const RowPart&) const = default;
};

/// `n_parts` > 0 parts, one behind the other, that together are all rows and differ by one row at most.
std::vector<RowPart> split_rows(std::uint64_t n_rows, std::size_t n_parts);

/// Calls work(i, parts[i]) for every part that has rows, each on a thread of its own, and waits for all. Throws again what
/// the first part that failed, by number, threw.
void for_each_part(const std::vector<RowPart>& parts, const std::function<void(std::size_t, RowPart)>& work);

}  // namespace cartograf

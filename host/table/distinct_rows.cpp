#include "host/table/distinct_rows.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>
#include <string_view>

#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

std::vector<std::size_t> hashes_of(const MatrixView& rows, int threads) {
  constexpr std::uint64_t at_once = 256;
  std::vector<std::size_t> hashes(rows.n_rows);
  parallel_for(static_cast<std::int64_t>((rows.n_rows + at_once - 1) / at_once), threads, [&](std::int64_t task) {
    const std::uint64_t begin = static_cast<std::uint64_t>(task) * at_once, end = std::min(rows.n_rows, begin + at_once);
    for (std::uint64_t row = begin; row < end; ++row) {
      hashes[row] = std::hash<std::string_view>{}({reinterpret_cast<const char*>(rows.row(row)), rows.row_size()});
    }
  });
  return hashes;
}

}  // namespace

DistinctRows distinct_rows(const MatrixView& rows, int threads) {
  constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  const std::vector<std::size_t> hashes = hashes_of(rows, threads);
  std::vector<std::uint64_t> slots(std::bit_ceil(2 * rows.n_rows + 1), none);  // places in `first`, by open addressing
  DistinctRows result;
  result.which.resize(rows.n_rows);
  for (std::uint64_t row = 0; row < rows.n_rows; ++row) {
    const auto equals = [&](std::uint64_t other) {
      return hashes[other] == hashes[row] && std::memcmp(rows.row(other), rows.row(row), rows.row_size()) == 0;
    };
    std::size_t slot = hashes[row] & (slots.size() - 1);
    while (slots[slot] != none && !equals(result.first[slots[slot]])) slot = (slot + 1) & (slots.size() - 1);
    if (slots[slot] == none) {
      slots[slot] = result.first.size();
      result.first.push_back(row);
    }
    result.which[row] = slots[slot];
  }
  return result;
}

}  // namespace cartograf

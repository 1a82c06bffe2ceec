#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cartograf {

/// How many rows of `row_size` bytes a chunk of a large dataset has: as many as 1 MiB holds, rounded down to a power of two, or one.
inline std::uint64_t rows_of_chunk(std::size_t row_size) {
  constexpr std::size_t most = std::size_t{1} << 20;
  return std::bit_floor(std::max<std::uint64_t>(most / std::max<std::size_t>(row_size, 1), 1));
}

}  // namespace cartograf

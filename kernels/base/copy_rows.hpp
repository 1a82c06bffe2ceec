#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/base/parallel.hpp"

namespace cartograf {

/// Copies `n_rows` rows of `row_size` bytes, one behind the other in `from`, to rows that begin every `pitch` bytes in `to`.
inline void copy_rows(const std::byte* from, std::uint64_t n_rows, std::size_t row_size, void* to, std::size_t pitch, int threads) {
  for_row_blocks(n_rows, threads, [&](std::uint64_t first, std::uint64_t end) {
    for (std::uint64_t row = first; row < end; ++row) {
      std::memcpy(static_cast<std::byte*>(to) + row * pitch, from + row * row_size, row_size);
    }
  });
}

}  // namespace cartograf

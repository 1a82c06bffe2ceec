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

/// Rows and columns of a chunk.
struct ChunkShape {
  std::uint64_t rows = 0, columns = 0;

  /// How many lie beside each other in a matrix of so many columns.
  std::uint64_t blocks(std::uint64_t n_columns) const { return (n_columns + columns - 1) / columns; }
};

/// Of a matrix of n_rows > 0 rows whose chunks are packed. Values of one column are alike, and those of the row beside each other are not: chunks of few
/// columns pack to a third, and a family of columns is read without the others. What is read at once, rows of all chunks beside each other, has at
/// most 16 MiB (docs/decisions.md has the measurement).
inline ChunkShape packed_chunk_shape(std::uint64_t n_rows, std::uint64_t n_columns, std::size_t element_size) {
  constexpr std::uint64_t most_rows = 8192, few_columns = 4, most_at_once = std::uint64_t{16} << 20, least_size = 4096;
  const std::uint64_t padded_row = (n_columns + few_columns - 1) / few_columns * few_columns * element_size;
  const std::uint64_t rows = std::bit_floor(std::clamp<std::uint64_t>(most_at_once / padded_row, 1, most_rows));
  return {rows, std::min(n_columns, std::max(few_columns, least_size / (std::min(rows, n_rows) * element_size)))};
}

}  // namespace cartograf

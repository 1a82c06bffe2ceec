#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/base/macros.hpp"

/// How a GPU sums up a Gram matrix: rows are packed in blocks, cuBLAS multiplies a block with itself into int32, and these
/// products are added to 64-bit sums.
namespace cartograf::gram {

/// Rows and columns are padded with zeros to this: leading dimensions of int8 matrices must be multiples of 4 bytes, and
/// tensor cores want 16.
inline constexpr std::uint64_t kPackedMultiple = 16;

constexpr std::uint64_t padded(std::uint64_t n) { return (n + kPackedMultiple - 1) / kPackedMultiple * kPackedMultiple; }

/// Rows of a block at most: 2^16 products of at most 2^14 sum up to 2^30, which fits an int32.
inline constexpr std::uint64_t kMaxBlockRows = std::uint64_t{1} << 16;

/// Rows of a block, a multiple of kPackedMultiple: about 64 MiB of `packed_columns` columns.
constexpr std::uint64_t block_rows(std::uint64_t packed_columns) {
  constexpr std::uint64_t bytes = std::uint64_t{1} << 26;
  return std::clamp<std::uint64_t>(bytes / packed_columns / kPackedMultiple * kPackedMultiple, kPackedMultiple, kMaxBlockRows);
}

/// Copies rows into a block, column by column, with a column of ones behind them and zeros all around. A column's rows are
/// neighbours, since int8 tensor cores multiply a transposed matrix from the left. A unit is an entry of the block.
struct PackBlock {
  const std::int8_t* rows;  ///< [n_rows x n_columns], row-major
  std::uint64_t n_rows;
  std::uint64_t n_columns;
  std::uint64_t packed_rows;  ///< >= n_rows
  std::int8_t* block;         ///< [packed columns x packed_rows], packed columns > n_columns

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    const std::uint64_t row = unit % packed_rows;
    const std::uint64_t column = unit / packed_rows;
    std::int8_t value = 0;
    if (row < n_rows && column < n_columns) value = rows[row * n_columns + column];
    if (row < n_rows && column == n_columns) value = 1;
    block[unit] = value;
  }
};

/// A unit is an entry of the Gram matrix.
struct AddProducts {
  const std::int32_t* products;  ///< of one block
  std::int64_t* sums;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const { sums[unit] += products[unit]; }
};

}  // namespace cartograf::gram

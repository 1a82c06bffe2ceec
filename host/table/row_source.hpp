#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf {

/// Training rows that come block by block, so that they need not be held as a whole.
struct RowSource {
  std::uint64_t n_rows = 0;
  /// Rows [first, first + n) where they lie, on any device; good until the next call. Training goes through all rows
  /// several times, from the first on.
  std::function<MatrixView(std::uint64_t first, std::uint64_t n)> block;
};

/// The rows `rows` of a matrix in host memory, in that order. A block of neighbouring rows is given where it lies; others
/// are gathered into one small buffer. Matrix and rows must outlive the source.
RowSource rows_of(const MatrixView& matrix, std::span<const std::uint64_t> rows);

}  // namespace cartograf

#pragma once

#include <cstdint>

namespace cartograf::cuda {

/// Bytes of output that are copied to the host at a time while the next ones are computed.
inline constexpr std::uint64_t kPieceSize = std::uint64_t{4} << 20;

/// Rows of a piece of about kPieceSize bytes, at least one; `row_size` > 0 in bytes.
constexpr std::uint64_t rows_of_piece(std::uint64_t row_size) { return row_size < kPieceSize ? kPieceSize / row_size : 1; }

}  // namespace cartograf::cuda

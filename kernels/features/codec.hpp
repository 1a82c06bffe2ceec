#pragma once

#include <cstdint>

#include "kernels/features/bits.hpp"

namespace cartograf {

/// A space in which every edge of a complete cell carries one of `n_ops` operations. The index is the number whose
/// digits, in base `n_ops` and the last one fastest, are the operations in the order of the key.
struct EdgeCodec {
  std::uint8_t n_positions = 0;
  std::uint8_t n_ops = 0;
  std::uint8_t edge_of_position[kMaxEdges] = {};

  /// masks: [n_ops], written.
  CARTOGRAF_HD void decode(std::uint64_t index, EdgeMask* masks) const {
    for (int op = 0; op < n_ops; ++op) masks[op] = 0;
    for (int position = n_positions - 1; position >= 0; --position) {
      masks[index % n_ops] |= EdgeMask{1} << edge_of_position[position];
      index /= n_ops;
    }
  }
};

/// Where the architectures of a launch come from; row r is
/// - the r-th packed adjacency, when `packed` is given: [n_rows x n_ops] edge masks, row-major;
/// - the architecture with index indices[r], when `indices` is given: [n_rows];
/// - else the architecture with index first + r.
/// Pointers are of the device that the launch runs on.
struct ArchitectureSource {
  EdgeCodec codec{};
  std::uint64_t first = 0;
  const std::uint64_t* indices = nullptr;
  const EdgeMask* packed = nullptr;

  /// masks: [n_ops], written: the edges that carry each operation.
  CARTOGRAF_HD void masks_of_row(std::uint64_t row, EdgeMask* masks) const {
    if (packed == nullptr) return codec.decode(indices != nullptr ? indices[row] : first + row, masks);
    for (int op = 0; op < codec.n_ops; ++op) masks[op] = packed[row * codec.n_ops + static_cast<unsigned>(op)];
  }
};

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/error.hpp"

namespace cartograf {

/// Throws InputError unless every entry of a square matrix of `n_nodes` rows that is no edge of the space is 0 or -1:
/// code bases write either where there is nothing, and anything else would be lost.
inline void check_no_edges(std::span<const std::int64_t> matrix, const std::vector<bool>& is_edge, std::uint64_t n_nodes) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    if (is_edge[i] || matrix[i] == 0 || matrix[i] == -1) continue;
    throw InputError("entry [" + std::to_string(i / n_nodes) + "][" + std::to_string(i % n_nodes) +
                     "]: expected 0 or -1, as the space has no such edge, found " + std::to_string(matrix[i]));
  }
}

}  // namespace cartograf

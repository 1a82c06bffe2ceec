#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"

namespace cartograf {

/// Takes away whatever lies on no live input -> output path of one cell; where there is a zero operation, that takes its
/// place. zero_op: -1 = none; words: [n_ops].
void prune(const Cell& cell, int zero_op, std::uint64_t* words);

}  // namespace cartograf

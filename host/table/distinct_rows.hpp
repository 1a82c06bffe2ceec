#pragma once

#include <cstdint>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf {

/// The different rows of a matrix, in the order in which they first appear. Architectures that are equal as networks have
/// equal features where these do not look at what is dead, so that a predictor has often half the work or less.
struct DistinctRows {
  std::vector<std::uint64_t> first;  ///< [distinct rows] the place where each first appears
  std::vector<std::uint64_t> which;  ///< [rows] place in `first`
};

/// Rows are equal when their bytes are. rows: in host memory. `threads`: 0 = all cores.
DistinctRows distinct_rows(const MatrixView& rows, int threads);

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <span>

namespace cartograf {

/// How often predictions order two rows otherwise than the truth does (Hakim, arXiv 2209.06626).
struct Monotonicity {
  std::uint64_t violations = 0;  ///< pairs of which the row that comes first in the order of the truth is predicted larger
  std::uint64_t pairs = 0;       ///< n (n - 1) / 2

  double score() const { return 1 - static_cast<double>(violations) / static_cast<double>(pairs); }
};

/// Both [n], n >= 2, in the same order, without NaN. Of rows of equal truth the one that stands first here comes first;
/// equal predictions are no violation.
Monotonicity monotonicity(std::span<const double> truth, std::span<const double> predicted);

}  // namespace cartograf

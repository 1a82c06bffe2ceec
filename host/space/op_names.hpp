#pragma once

#include <string>
#include <vector>

#include "kernels/features/bits.hpp"

namespace cartograf {

/// How a space's operations are written in column names.
struct OpNames {
  std::vector<std::string> names;  ///< of the operations that subsets are made of
  int first_id = 0;                ///< id of names[0] (DARTS: 1, as 0 is `out`; NAS-Bench-101: 2)

  int n_ops() const { return static_cast<int>(names.size()); }
  OpSet all() const { return static_cast<OpSet>(low_bits(n_ops())); }
};

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <string>

#include "kernels/features/measure.hpp"

namespace cartograf {

/// A column of small integers: measure / divisor of one cell, for one op subset. Divisor 0: the architecture's number of
/// nodes.
struct MeasureColumn {
  std::string name;
  Measure measure{};
  OpSet ops = 0;
  std::int32_t divisor = 1;
  int cell = 0;
};

}  // namespace cartograf

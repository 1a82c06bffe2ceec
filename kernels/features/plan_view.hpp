#pragma once

#include <cstdint>

#include "kernels/features/measure.hpp"

namespace cartograf {

/// One feature column: a measure of one cell for one op subset. The unit of work.
struct Column {
  OpSet ops = 0;
  std::uint16_t measure = 0;
  std::uint8_t cell = 0;  ///< which cell of the architecture
};

/// What a kernel needs to know to write feature rows; pointers are of the device that the kernel runs on.
struct PlanView {
  Cell cell{};
  const Measure* measures = nullptr;       ///< [n_measures]
  const Column* columns = nullptr;         ///< [n_columns]
  const std::int32_t* divisors = nullptr;  ///< [n_columns], value = integer / divisor; 0 = the architecture's node count
  /// Tabulated strategy: for each tabulated measure [2^n_elements] int8, its value for every set of allowed elements.
  const std::int8_t* table = nullptr;
  std::uint32_t n_measures = 0;
  std::uint32_t n_columns = 0;
};

}  // namespace cartograf

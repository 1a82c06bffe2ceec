#pragma once

#include <cstdint>

#include "kernels/features/edge_cell.hpp"
#include "kernels/features/family.hpp"

namespace cartograf {

/// Adjacent columns of one family, all op subsets. `table_offset`: where the family's table starts (see PlanView).
struct Block {
  FamilyRule rule{};
  std::uint64_t table_offset = 0;
};

/// One op subset of one block: the unit of work. It writes parts_of(family) adjacent columns from `column` on.
struct Slot {
  OpSet ops = 0;
  std::uint32_t column = 0;
  std::uint32_t block = 0;
};

/// What a kernel needs to know to write feature rows; pointers are of the device that the kernel runs on.
struct PlanView {
  EdgeCell cell{};
  const Block* blocks = nullptr;           ///< [n_blocks]
  const Slot* slots = nullptr;             ///< [n_slots], by column
  const std::int32_t* divisors = nullptr;  ///< [n_columns], value = integer / divisor
  /// Tabulated strategy: for each block [2^n_edges x parts] int8, the values of every subgraph; nullptr = direct.
  const std::int8_t* table = nullptr;
  std::uint32_t n_blocks = 0;
  std::uint32_t n_slots = 0;
  std::uint32_t n_columns = 0;
};

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "kernels/features/codec.hpp"
#include "kernels/features/plan_view.hpp"

namespace cartograf {

/// n/d in the representation T, rounded once; int8 keeps n, since its reader knows the divisor.
template <class T>
CARTOGRAF_HD T as_value(int numerator, std::int32_t divisor) {
  if constexpr (sizeof(T) == 1) {
    return static_cast<T>(numerator);
  } else {
    return static_cast<T>(numerator) / static_cast<T>(divisor);
  }
}

/// Writes feature rows, one (row, slot) at a time. Trivially copyable: the same object runs on CPU threads and GPU.
template <class T>
struct FeatureRows {
  PlanView plan{};
  ArchitectureSource source{};
  T* out = nullptr;  ///< [n_rows x plan.n_columns], row-major

  /// The edges that carry an operation of `ops`.
  CARTOGRAF_HD static EdgeMask allowed_edges(const EdgeMask* masks, OpSet ops) {
    EdgeMask allowed = 0;
    for (std::uint64_t rest = ops; rest != 0; rest = without_lowest_bit(rest)) allowed |= masks[lowest_bit(rest)];
    return allowed;
  }

  CARTOGRAF_HD static EdgeMask present_edges(const EdgeMask* masks, int n_ops) {
    EdgeMask present = 0;
    for (int op = 0; op < n_ops; ++op) present |= masks[op];
    return present;
  }

  /// masks: [n_ops], those of architecture `row`.
  CARTOGRAF_HD void write_slot(std::uint64_t row, const EdgeMask* masks, std::uint32_t slot_index) const {
    const Slot slot = plan.slots[slot_index];
    const Block block = plan.blocks[slot.block];
    const int parts = parts_of(block.rule.family);
    const EdgeMask allowed = allowed_edges(masks, slot.ops);
    std::int8_t evaluated[kMaxParts];
    const std::int8_t* values = evaluated;
    if (plan.table != nullptr) {
      values = plan.table + block.table_offset + allowed * static_cast<unsigned>(parts);
    } else {
      evaluate(block.rule, plan.cell, {present_edges(masks, source.codec.n_ops), allowed}, evaluated);
    }
    T* cells = out + row * plan.n_columns + slot.column;
    for (int part = 0; part < parts; ++part) {
      cells[part] = as_value<T>(values[part], plan.divisors[slot.column + static_cast<unsigned>(part)]);
    }
  }

  /// One unit of work of the GPU: decodes the row and writes one slot of it.
  CARTOGRAF_HD void operator()(std::uint64_t row, std::uint32_t slot_index) const {
    EdgeMask masks[kMaxOps];
    source.masks_of_row(row, masks);
    write_slot(row, masks, slot_index);
  }

  /// One unit of work of a CPU thread: decodes the row once and writes all of it.
  CARTOGRAF_HD void write_row(std::uint64_t row) const {
    EdgeMask masks[kMaxOps];
    source.masks_of_row(row, masks);
    for (std::uint32_t slot = 0; slot < plan.n_slots; ++slot) write_slot(row, masks, slot);
  }
};

/// Fills the tables of the tabulated strategy: every family on every subgraph, one subgraph a call.
struct TableCases {
  PlanView plan{};
  std::int8_t* table = nullptr;  ///< laid out as PlanView::table says

  CARTOGRAF_HD void operator()(std::uint64_t allowed) const {
    const Subgraph subgraph{low_bits(plan.cell.n_edges), allowed};
    for (std::uint32_t b = 0; b < plan.n_blocks; ++b) {
      const Block block = plan.blocks[b];
      const auto parts = static_cast<unsigned>(parts_of(block.rule.family));
      evaluate(block.rule, plan.cell, subgraph, table + block.table_offset + allowed * parts);
    }
  }
};

/// Writes the packed adjacency tensor, one row a call.
struct AdjacencyRows {
  ArchitectureSource source{};
  EdgeMask* out = nullptr;  ///< [n_rows x n_ops], row-major

  CARTOGRAF_HD void operator()(std::uint64_t row) const {
    source.masks_of_row(row, out + row * source.codec.n_ops);
  }
};

}  // namespace cartograf

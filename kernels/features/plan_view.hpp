#pragma once

#include <cstdint>

#include "kernels/features/measure.hpp"

namespace cartograf {

/// An op subset in one cell. Many columns share one, so its allowed elements are worth working out once a row.
struct CellSubset {
  OpSet ops = 0;
  std::uint8_t cell = 0;  ///< which cell of the architecture

  bool operator==(const CellSubset&) const = default;
};

/// One feature column: a measure of one subset. The unit of work.
struct Column {
  std::uint32_t subset = 0;   ///< place in PlanView::subsets
  std::uint16_t measure = 0;  ///< place in PlanView::measures
};

/// A graph without its operations as one number: nodes, then adjacency. `words` are those of the architecture.
CARTOGRAF_HD inline std::uint64_t graph_number(const Cell& cell, const std::uint64_t* words) {
  return words[cell.n_ops + 1] << (cell.n_nodes * (cell.n_nodes - 1) / 2) | words[cell.n_ops];
}

/// What a kernel needs to know to write feature rows; pointers are of the device that the kernel runs on.
struct PlanView {
  Cell cell{};
  const Measure* measures = nullptr;       ///< [n_measures]
  const CellSubset* subsets = nullptr;     ///< [n_subsets], no two equal
  const Column* columns = nullptr;         ///< [n_columns]
  const std::int32_t* divisors = nullptr;  ///< [n_columns], value = integer / divisor; 0 = the architecture's node count
  /// Tabulated strategy: for each tabulated measure its int8 values, [2^n_elements] for every set of allowed elements;
  /// with operations on nodes [n_graphs x 2^(n_nodes - 2)], for every graph and set of allowed inner nodes.
  const std::int8_t* table = nullptr;
  /// Operations on nodes: the graphs that the table knows, ascending, as graph_number() numbers them.
  const std::uint64_t* graphs = nullptr;
  std::uint32_t n_graphs = 0;
  std::uint32_t n_measures = 0;
  std::uint32_t n_subsets = 0;
  std::uint32_t n_columns = 0;
};

}  // namespace cartograf

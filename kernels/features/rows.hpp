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

/// The subgraph of the subset `ops` in one cell. words: those of the cell.
CARTOGRAF_HD inline Subgraph subgraph_of(const Cell& cell, const std::uint64_t* words, OpSet ops) {
  Subgraph subgraph;
  subgraph.ops = ops;
  subgraph.words = words;
  for (int op = 0; op < cell.n_ops; ++op) {
    subgraph.present |= words[op];
    if ((ops >> op & 1) != 0) subgraph.allowed |= words[op];
  }
  if (cell.kind == CellKind::nodes) {
    subgraph.adjacency = words[cell.n_ops];
    subgraph.n_nodes = static_cast<int>(words[cell.n_ops + 1]);
  }
  return subgraph;
}

/// Where the tables of a plan keep an architecture: nowhere, when they know nothing of its graph.
inline constexpr std::uint64_t kNotInTable = ~std::uint64_t{0};

/// First case of the architecture's graph with operations on nodes (binary search), 0 for other cells.
CARTOGRAF_HD inline std::uint64_t first_case(const PlanView& plan, const std::uint64_t* words) {
  if (plan.table == nullptr) return kNotInTable;
  if (plan.cell.kind != CellKind::nodes) return 0;
  const std::uint64_t graph = graph_number(plan.cell, words);
  std::uint32_t low = 0;
  std::uint32_t high = plan.n_graphs;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (plan.graphs[middle] < graph) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const bool known = low < plan.n_graphs && plan.graphs[low] == graph;
  return known ? std::uint64_t{low} << (plan.cell.n_nodes - 2) : kNotInTable;
}

/// The case of a set of allowed elements behind first_case(): of nodes only the inner ones count.
CARTOGRAF_HD inline std::uint64_t case_of(const Cell& cell, ElementMask allowed) {
  return cell.kind == CellKind::nodes ? allowed >> 1 & low_bits(cell.n_nodes - 2) : allowed;
}

/// Writes feature rows, one (row, column) at a time. Trivially copyable: the same object runs on CPU threads and GPU.
template <class T>
struct FeatureRows {
  PlanView plan{};
  ArchitectureSource source{};
  T* out = nullptr;  ///< [n_rows x plan.n_columns], row-major

  /// words: those of architecture `row`; in_table: their first_case().
  CARTOGRAF_HD void write_column(std::uint64_t row, const std::uint64_t* words, std::uint64_t in_table,
                                 std::uint32_t column_index) const {
    const Column column = plan.columns[column_index];
    const Measure& measure = plan.measures[column.measure];
    const CellSubset subset = plan.subsets[column.subset];
    const std::uint64_t* cell_words = words + subset.cell * source.codec.words_per_cell;
    const Subgraph subgraph = subgraph_of(plan.cell, cell_words, subset.ops);
    const bool tabulated = in_table != kNotInTable && measure.table_offset != Measure::kNoTable;
    const int numerator = tabulated ? plan.table[measure.table_offset + in_table + case_of(plan.cell, subgraph.allowed)]
                                    : evaluate(measure, plan.cell, subgraph);
    const std::int32_t divisor = plan.divisors[column_index];
    out[row * plan.n_columns + column_index] = as_value<T>(numerator, divisor != 0 ? divisor : subgraph.n_nodes);
  }

  /// One unit of work of the GPU: decodes the row and writes one column of it.
  CARTOGRAF_HD void operator()(std::uint64_t row, std::uint32_t column) const {
    std::uint64_t words[kMaxWords];
    source.words_of_row(row, words);
    write_column(row, words, first_case(plan, words), column);
  }

  /// Decodes the row once and writes all of it: the plain way, the oracle of the tuned ones.
  CARTOGRAF_HD void write_row(std::uint64_t row) const {
    std::uint64_t words[kMaxWords];
    source.words_of_row(row, words);
    const std::uint64_t in_table = first_case(plan, words);
    for (std::uint32_t column = 0; column < plan.n_columns; ++column) write_column(row, words, in_table, column);
  }
};

/// Fills the tables of the tabulated strategy: every tabulated measure on one case a call.
struct TableCases {
  PlanView plan{};
  std::int8_t* table = nullptr;  ///< laid out as PlanView::table says

  CARTOGRAF_HD void operator()(std::uint64_t table_case) const {
    const Subgraph subgraph = subgraph_of_case(table_case);
    for (std::uint32_t m = 0; m < plan.n_measures; ++m) {
      const Measure& measure = plan.measures[m];
      if (measure.table_offset == Measure::kNoTable) continue;
      table[measure.table_offset + table_case] = static_cast<std::int8_t>(evaluate(measure, plan.cell, subgraph));
    }
  }

 private:
  CARTOGRAF_HD Subgraph subgraph_of_case(std::uint64_t table_case) const {
    Subgraph subgraph;
    subgraph.present = low_bits(plan.cell.n_elements);
    subgraph.allowed = table_case;
    subgraph.n_nodes = plan.cell.n_nodes;
    if (plan.cell.kind != CellKind::nodes) return subgraph;
    const int inner = plan.cell.n_nodes - 2;
    const int adjacency_bits = plan.cell.n_nodes * (plan.cell.n_nodes - 1) / 2;
    const std::uint64_t graph = plan.graphs[table_case >> inner];
    subgraph.allowed = (table_case & low_bits(inner)) << 1;
    subgraph.adjacency = graph & low_bits(adjacency_bits);
    subgraph.n_nodes = static_cast<int>(graph >> adjacency_bits);
    return subgraph;
  }
};

/// Writes packed adjacency tensors, one row a call.
struct AdjacencyRows {
  ArchitectureSource source{};
  std::uint64_t* out = nullptr;  ///< [n_rows x n_words], row-major

  CARTOGRAF_HD void operator()(std::uint64_t row) const {
    source.words_of_row(row, out + row * static_cast<unsigned>(source.codec.n_words()));
  }
};

}  // namespace cartograf

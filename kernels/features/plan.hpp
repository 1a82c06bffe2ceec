#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "kernels/base/dtype.hpp"
#include "kernels/features/codec.hpp"
#include "kernels/features/plan_view.hpp"

namespace cartograf {

/// How a plan is evaluated; both give identical bits.
enum class EvaluationStrategy {
  tabulated,  ///< measures of the allowed elements alone once for every set of them, into a table; then look-ups
  direct,     ///< every (architecture, column) on its own
};

/// A table takes 2^n_elements cases; cells with more elements are evaluated directly.
inline constexpr int kMaxTabulatedElements = 22;
/// Bytes of all tables at most, at 2^n_elements for each measure; measures beyond it are evaluated directly.
inline constexpr std::uint64_t kMaxTableSize = std::uint64_t{1} << 26;

/// What to compute for an architecture: measures x op subsets x cells -> columns. Lives on the CPU.
class FeaturePlan {
 public:
  /// `complete`: every architecture has all candidate edges (all elements carry an operation).
  /// `graphs`: operations on nodes: the graphs that architectures are known to have, ascending graph_number()s; tables
  /// then hold every measure of each. Without them such a cell is evaluated directly.
  FeaturePlan(const Cell& cell, bool complete, std::vector<std::uint64_t> graphs = {})
      : cell_(cell), complete_(complete), graphs_(std::move(graphs)) {}

  /// Appends a column: measure / divisor of one cell, for one op subset. Divisor 0: the architecture's node count.
  void add_column(Measure measure, OpSet ops, std::int32_t divisor = 1, int cell = 0);

  const Cell& cell() const { return cell_; }
  std::uint32_t n_columns() const { return static_cast<std::uint32_t>(columns_.size()); }
  const std::vector<std::int32_t>& divisors() const { return divisors_; }
  const std::vector<Measure>& measures() const { return measures_; }
  const std::vector<CellSubset>& subsets() const { return subsets_; }
  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::uint64_t>& graphs() const { return graphs_; }

  /// Entries of the table of a measure: sets of allowed elements, with operations on nodes for each graph; 1 for a cell
  /// too large for tables.
  std::uint64_t n_cases() const {
    if (cell_.kind == CellKind::nodes) return graphs_.size() << (cell_.n_nodes - 2);
    return std::uint64_t{1} << (cell_.n_elements <= kMaxTabulatedElements ? cell_.n_elements : 0);
  }
  /// Bytes of all tables; 0 when nothing is tabulated.
  std::uint64_t table_size() const { return table_size_; }

  /// View into this plan (which must outlive it), with no table: the direct strategy.
  PlanView view() const;

 private:
  std::uint16_t measure_index(Measure measure);
  std::uint32_t subset_index(CellSubset subset);
  bool can_tabulate(MeasureKind kind) const;

  Cell cell_;
  bool complete_;
  std::vector<std::uint64_t> graphs_;
  std::vector<Measure> measures_;
  std::vector<CellSubset> subsets_;
  std::unordered_map<std::uint64_t, std::uint32_t> subset_places_;  ///< cell << 32 | ops -> place in subsets_
  std::vector<Column> columns_;
  std::vector<std::int32_t> divisors_;
  std::uint64_t table_size_ = 0;
};

/// One launch: `n_rows` feature rows into `out`, [n_rows x n_columns] of `dtype`, row-major, memory of the device.
struct FeatureLaunch {
  PlanView plan{};
  ArchitectureSource source{};
  std::uint64_t n_rows = 0;
  Dtype dtype = Dtype::float32;
  void* out = nullptr;
};

}  // namespace cartograf

#pragma once

#include <vector>

#include "host/family/column_block.hpp"
#include "host/space/measure_column.hpp"

namespace cartograf {

/// Columns of measures: small integers over a divisor, which the kernels look up in tables.
class MeasureBlock final : public ColumnBlock {
 public:
  MeasureBlock(const Cell& cell, bool complete, std::vector<MeasureColumn> measures);

  ColumnBlockPointer some(const std::vector<std::size_t>& positions) const override;
  ColumnBlockPointer joined_with(const ColumnBlock& next) const override;
  std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const override;
  bool has_gpu() const override { return true; }
  std::unique_ptr<ColumnWriter> on_gpu(const SearchSpace& space, const WriterOptions& options) const override;

  /// What the kernels compute. `graphs`: of the space, for its tables (FeaturePlan).
  FeaturePlan plan(std::vector<std::uint64_t> graphs) const;

 private:
  Cell cell_;
  bool complete_;
  std::vector<MeasureColumn> measures_;
};

/// Collects the columns of a family of measures.
class MeasureColumns {
 public:
  MeasureColumns(const Cell& cell, bool complete) : cell_(cell), complete_(complete) {}

  /// Throws InputError beyond kMaxColumns.
  void add(std::string name, Measure measure, OpSet ops, std::int32_t divisor = 1, int cell = 0);
  /// None when there are no columns.
  ColumnBlocks blocks() &&;

 private:
  Cell cell_;
  bool complete_;
  std::vector<MeasureColumn> columns_;
};

}  // namespace cartograf

#pragma once

#include <vector>

#include "host/family/column_block.hpp"
#include "host/space/wide_column.hpp"

namespace cartograf {

/// Columns of whole numbers of 64 bits, computed on the CPU one by one.
class WideBlock final : public ColumnBlock {
 public:
  explicit WideBlock(std::vector<WideColumn> columns);

  bool wide() const override { return true; }
  ColumnBlockPointer some(const std::vector<std::size_t>& positions) const override;
  ColumnBlockPointer joined_with(const ColumnBlock& next) const override;
  /// Writes int64, float32 and float64; the latter two are rounded once.
  std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const override;

 private:
  std::vector<WideColumn> wide_;
};

}  // namespace cartograf

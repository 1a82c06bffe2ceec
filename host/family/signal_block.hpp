#pragma once

#include <string>
#include <vector>

#include "host/family/column_block.hpp"
#include "kernels/features/signal/signal_plan.hpp"

namespace cartograf {

/// One of signal_columns(), of one cell.
struct SignalColumnOfCell {
  std::uint8_t cell = 0;
  std::uint16_t column = 0;
};

/// Columns of the family `signal`: real numbers that one kernel computes together.
class SignalBlock final : public ColumnBlock {
 public:
  /// view: but for its groups, which follow from the columns. [n] names and columns.
  SignalBlock(const SignalView& view, std::vector<FeatureColumn> names, std::vector<SignalColumnOfCell> signals);

  ColumnBlockPointer some(const std::vector<std::size_t>& positions) const override;
  /// Columns of one form of a space (strided or not) share all their work.
  ColumnBlockPointer joined_with(const ColumnBlock& next) const override;
  std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const override;
  bool has_gpu() const override { return true; }
  std::unique_ptr<ColumnWriter> on_gpu(const SearchSpace& space, const WriterOptions& options) const override;

  SignalPlan plan() const;

 private:
  SignalView view_;
  std::vector<SignalColumnOfCell> signals_;
};

}  // namespace cartograf

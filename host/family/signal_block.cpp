#include "host/family/signal_block.hpp"

#include "kernels/cpu/signal_rows.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {
namespace {

class CpuSignalWriter final : public ColumnWriter {
 public:
  CpuSignalWriter(SignalPlan plan, int threads) : rows_(std::move(plan), threads) {}

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    rows_.write(architectures, n_rows, dtype, out, stride);
  }

 private:
  cpu::SignalRows rows_;
};

}  // namespace

SignalBlock::SignalBlock(const SignalView& view, std::vector<FeatureColumn> names, std::vector<SignalColumnOfCell> signals)
    : ColumnBlock(std::move(names)), view_(view), signals_(std::move(signals)) {}

ColumnBlockPointer SignalBlock::some(const std::vector<std::size_t>& positions) const {
  return std::make_shared<SignalBlock>(view_, at_positions(columns(), positions), at_positions(signals_, positions));
}

ColumnBlockPointer SignalBlock::joined_with(const ColumnBlock& next) const {
  const auto* const other = dynamic_cast<const SignalBlock*>(&next);
  if (other == nullptr || other->view_.strided != view_.strided) return nullptr;
  std::vector<FeatureColumn> names = columns();
  std::vector<SignalColumnOfCell> all = signals_;
  names.insert(names.end(), other->columns().begin(), other->columns().end());
  all.insert(all.end(), other->signals_.begin(), other->signals_.end());
  return std::make_shared<SignalBlock>(view_, std::move(names), std::move(all));
}

SignalPlan SignalBlock::plan() const {
  const std::vector<SignalColumn>& all = signal_columns(view_.cell.kind);
  SignalPlan plan{view_, {}};
  plan.view.groups = 0;
  for (const SignalColumnOfCell& signal : signals_) plan.view.groups |= mask_of(all[signal.column].group);
  std::vector<std::uint32_t> position(all.size());  // among the columns of these groups
  std::uint32_t n_computed = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((plan.view.groups & mask_of(all[i].group)) != 0) position[i] = n_computed++;
  }
  for (const SignalColumnOfCell& signal : signals_) plan.columns.push_back(signal.cell * n_computed + position[signal.column]);
  return plan;
}

std::unique_ptr<ColumnWriter> SignalBlock::on_cpu(const SearchSpace&, const WriterOptions& options) const {
  return std::make_unique<CpuSignalWriter>(plan(), options.threads);
}

std::unique_ptr<ColumnWriter> SignalBlock::on_gpu(const SearchSpace&, const WriterOptions&) const { return cuda::signal_writer(plan()); }

}  // namespace cartograf

#include "host/family/measure_block.hpp"

#include "kernels/base/copy_rows.hpp"
#include "kernels/cpu/launch.hpp"
#include "kernels/cpu/row_writer.hpp"
#include "kernels/cuda/feature_engine.hpp"

namespace cartograf {
namespace {

std::vector<FeatureColumn> columns_of(const std::vector<MeasureColumn>& measures) {
  std::vector<FeatureColumn> columns;
  columns.reserve(measures.size());
  for (const MeasureColumn& measure : measures) columns.push_back({measure.name, measure.divisor});
  return columns;
}

class CpuMeasureWriter final : public ColumnWriter {
 public:
  CpuMeasureWriter(FeaturePlan plan, const Codec& codec, const WriterOptions& options)
      : plan_(std::move(plan)),
        threads_(options.threads),
        table_(options.strategy == EvaluationStrategy::tabulated ? cpu::make_table(plan_, threads_) : std::vector<std::int8_t>()),
        writer_(view(), codec, threads_, cpu::row_kernels(options.isa)) {}

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    if (stride == plan_.n_columns()) return writer_.write(architectures, n_rows, dtype, out);
    // The fast loops write whole rows, so these are copied to where they belong.
    const std::size_t row_size = plan_.n_columns() * size_of(dtype), pitch = stride * size_of(dtype);
    rows_.resize(n_rows * row_size);
    writer_.write(architectures, n_rows, dtype, rows_.data());
    copy_rows(rows_.data(), n_rows, row_size, out, pitch, threads_);
  }

 private:
  PlanView view() const {
    PlanView view = plan_.view();
    if (!table_.empty()) view.table = table_.data();
    return view;
  }

  FeaturePlan plan_;
  int threads_;
  std::vector<std::int8_t> table_;
  cpu::RowWriter writer_;
  std::vector<std::byte> rows_;
};

}  // namespace

MeasureBlock::MeasureBlock(const Cell& cell, bool complete, std::vector<MeasureColumn> measures)
    : ColumnBlock(columns_of(measures)), cell_(cell), complete_(complete), measures_(std::move(measures)) {}

ColumnBlockPointer MeasureBlock::some(const std::vector<std::size_t>& positions) const {
  return std::make_shared<MeasureBlock>(cell_, complete_, at_positions(measures_, positions));
}

ColumnBlockPointer MeasureBlock::joined_with(const ColumnBlock& next) const {
  const auto* const other = dynamic_cast<const MeasureBlock*>(&next);
  if (other == nullptr) return nullptr;
  std::vector<MeasureColumn> all = measures_;
  all.insert(all.end(), other->measures_.begin(), other->measures_.end());
  return std::make_shared<MeasureBlock>(cell_, complete_, std::move(all));
}

FeaturePlan MeasureBlock::plan(std::vector<std::uint64_t> graphs) const {
  FeaturePlan plan(cell_, complete_, std::move(graphs));
  for (const MeasureColumn& column : measures_) plan.add_column(column.measure, column.ops, column.divisor, column.cell);
  return plan;
}

std::unique_ptr<ColumnWriter> MeasureBlock::on_cpu(const SearchSpace& space, const WriterOptions& options) const {
  return std::make_unique<CpuMeasureWriter>(plan(space.graphs()), space.codec(), options);
}

std::unique_ptr<ColumnWriter> MeasureBlock::on_gpu(const SearchSpace& space, const WriterOptions& options) const {
  return cuda::measure_writer(plan(space.graphs()), space.codec(), options.strategy);
}

void MeasureColumns::add(std::string name, Measure measure, OpSet ops, std::int32_t divisor, int cell) {
  require_room(columns_.size() + 1);
  columns_.push_back({std::move(name), measure, ops, divisor, cell});
}

ColumnBlocks MeasureColumns::blocks() && {
  if (columns_.empty()) return {};
  return {std::make_shared<MeasureBlock>(cell_, complete_, std::move(columns_))};
}

}  // namespace cartograf

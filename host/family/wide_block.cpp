#include "host/family/wide_block.hpp"

#include <cstring>

#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

std::vector<FeatureColumn> columns_of(const std::vector<WideColumn>& wide) {
  std::vector<FeatureColumn> columns;
  for (const WideColumn& column : wide) columns.push_back({column.name, 1});
  return columns;
}

class WideWriter final : public ColumnWriter {
 public:
  WideWriter(std::vector<WideColumn> columns, int threads) : columns_(std::move(columns)), threads_(threads) {}

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    switch (dtype) {
      case Dtype::int64: return write_as(architectures, n_rows, static_cast<std::int64_t*>(out), stride);
      case Dtype::float32: return write_as(architectures, n_rows, static_cast<float*>(out), stride);
      case Dtype::float64: return write_as(architectures, n_rows, static_cast<double*>(out), stride);
      case Dtype::int8: break;
    }
    throw no_int8({columns_.front().name, 1});
  }

 private:
  template <class T>
  void write_as(const ArchitectureSource& architectures, std::uint64_t n_rows, T* out, std::uint64_t stride) const {
    for_row_blocks(n_rows, threads_, [&](std::uint64_t first, std::uint64_t end) {
      std::uint64_t words[kMaxWords];
      for (std::uint64_t row = first; row < end; ++row) {
        architectures.words_of_row(row, words);
        T* to = out + row * stride;
        for (const WideColumn& column : columns_) *to++ = static_cast<T>(column.evaluate(words));
      }
    });
  }

  std::vector<WideColumn> columns_;
  int threads_;
};

}  // namespace

WideBlock::WideBlock(std::vector<WideColumn> columns) : ColumnBlock(columns_of(columns)), wide_(std::move(columns)) {}

ColumnBlockPointer WideBlock::some(const std::vector<std::size_t>& positions) const {
  return std::make_shared<WideBlock>(at_positions(wide_, positions));
}

ColumnBlockPointer WideBlock::joined_with(const ColumnBlock& next) const {
  const auto* const other = dynamic_cast<const WideBlock*>(&next);
  if (other == nullptr) return nullptr;
  std::vector<WideColumn> all = wide_;
  all.insert(all.end(), other->wide_.begin(), other->wide_.end());
  return std::make_shared<WideBlock>(std::move(all));
}

std::unique_ptr<ColumnWriter> WideBlock::on_cpu(const SearchSpace&, const WriterOptions& options) const {
  return std::make_unique<WideWriter>(wide_, options.threads);
}

}  // namespace cartograf

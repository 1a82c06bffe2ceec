#include "host/family/feature_set.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

void append(ColumnBlocks& blocks, const ColumnBlockPointer& block) {
  if (!blocks.empty()) {
    if (ColumnBlockPointer joined = blocks.back()->joined_with(*block)) {
      blocks.back() = std::move(joined);
      return;
    }
  }
  blocks.push_back(block);
}

const FeatureColumn* first_real(const FeatureSet& features) {
  const auto real = std::find_if(features.columns().begin(), features.columns().end(), [](const FeatureColumn& column) { return column.real(); });
  return real == features.columns().end() ? nullptr : &*real;
}

}  // namespace

void FeatureSet::add(const ColumnBlockPointer& block) {
  require_room(n_columns() + block->columns().size());
  std::vector<FeatureColumn>& columns = block->wide() ? wide_columns_ : columns_;
  columns.insert(columns.end(), block->columns().begin(), block->columns().end());
  append(block->wide() ? wide_blocks_ : row_blocks_, block);
}

void FeatureSet::add(const ColumnBlocks& blocks) {
  for (const ColumnBlockPointer& block : blocks) add(block);
}

FeatureSet FeatureSet::some(const std::vector<std::size_t>& positions) const {
  FeatureSet result(convention);
  result.families = families;
  std::size_t first = 0;
  auto next = positions.begin();
  for (const ColumnBlockPointer& block : row_blocks_) {
    const std::size_t end = first + block->columns().size();
    std::vector<std::size_t> of_block;
    for (; next != positions.end() && *next < end; ++next) of_block.push_back(*next - first);
    if (!of_block.empty()) result.add(block->some(of_block));
    first = end;
  }
  return result;
}

ColumnBlocks blocks_of_matrix(const FeatureSet& features) {
  ColumnBlocks blocks = features.row_blocks();
  // Each wide column alone, then together again where they share work.
  ColumnBlocks wide;
  for (const ColumnBlockPointer& block : features.wide_blocks()) {
    for (std::size_t i = 0; i < block->columns().size(); ++i) wide.push_back(block->some({i}));
  }
  const auto name = [](const ColumnBlockPointer& block) -> const std::string& { return block->columns().front().name; };
  std::sort(wide.begin(), wide.end(), [&](const ColumnBlockPointer& a, const ColumnBlockPointer& b) { return name(a) < name(b); });
  for (const ColumnBlockPointer& column : wide) append(blocks, column);
  return blocks;
}

Dtype natural_dtype(const FeatureSet& features) { return first_real(features) != nullptr ? Dtype::float64 : Dtype::float32; }

void require_dtype(const FeatureSet& features, Dtype dtype) {
  if (dtype == Dtype::int64) throw InputError("dtype int64: rows are int8, float32 or float64");
  if (dtype != Dtype::int8) return;
  if (const FeatureColumn* real = first_real(features)) {
    throw no_int8(*real);
  }
}

void require_dtype_of_rows(const FeatureSet& features, Dtype dtype) {
  require_dtype(features, dtype);
  if (dtype == Dtype::int8 && !features.wide_columns().empty()) throw no_int8(features.wide_columns().front());
}

}  // namespace cartograf

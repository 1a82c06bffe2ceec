#include "host/family/column_block.hpp"

#include "kernels/base/error.hpp"

namespace cartograf {

ColumnBlockPointer ColumnBlock::joined_with(const ColumnBlock&) const { return nullptr; }

std::unique_ptr<ColumnWriter> ColumnBlock::on_gpu(const SearchSpace&, const WriterOptions&) const {
  throw Error("the columns from '" + columns_.front().name + "' on are not computed on a GPU");
}

InputError no_int8(const FeatureColumn& column) {
  return InputError("dtype int8: column '" + column.name + (column.real() ? "' holds real numbers; choose float64 or float32" : "' holds numbers of 64 bits; choose float32 or float64"));
}

void require_room(std::size_t n_columns) {
  if (n_columns <= kMaxColumns) return;
  throw InputError("the families chosen have more than " + std::to_string(kMaxColumns) + " columns; choose fewer");
}

}  // namespace cartograf

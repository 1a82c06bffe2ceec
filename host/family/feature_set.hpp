#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/family/column_block.hpp"
#include "host/family/convention.hpp"

namespace cartograf {

/// What to compute for each architecture: an ordered list of blocks of columns. Those that are not wide make up a row, in
/// their order; wide columns stand beside the rows.
class FeatureSet {
 public:
  explicit FeatureSet(Convention c) : convention(c) {}

  /// Appends columns, to the last block of their sort where that shares work with them. Throws InputError beyond kMaxColumns.
  void add(const ColumnBlockPointer& block);
  void add(const ColumnBlocks& blocks);

  /// Blocks of the columns of a row.
  const ColumnBlocks& row_blocks() const { return row_blocks_; }
  const ColumnBlocks& wide_blocks() const { return wide_blocks_; }
  const std::vector<FeatureColumn>& columns() const { return columns_; }  ///< of a row
  const std::vector<FeatureColumn>& wide_columns() const { return wide_columns_; }
  std::size_t n_columns() const { return columns_.size() + wide_columns_.size(); }

  /// Some of the columns of a row, positions ascending, without wide ones.
  FeatureSet some(const std::vector<std::size_t>& positions) const;

  Convention convention = Convention::graf_nas;
  std::vector<std::string> families;  ///< as selected, in the order of the columns

 private:
  ColumnBlocks row_blocks_, wide_blocks_;
  std::vector<FeatureColumn> columns_, wide_columns_;
};

/// The blocks with wide columns behind the others, in the order of their names, as one matrix has them.
ColumnBlocks blocks_of_matrix(const FeatureSet& features);

/// float64 for columns of real numbers, else float32.
Dtype natural_dtype(const FeatureSet& features);
/// Throws InputError for int8 when there are columns of real numbers, and for int64, which rows do not have.
void require_dtype(const FeatureSet& features, Dtype dtype);
/// The same for rows with wide columns at their end: also int8 is refused then.
void require_dtype_of_rows(const FeatureSet& features, Dtype dtype);

}  // namespace cartograf

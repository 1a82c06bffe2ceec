#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "host/space/search_space.hpp"
#include "kernels/features/description.hpp"
#include "kernels/base/isa.hpp"
#include "kernels/features/column_writer.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf {

class ColumnBlock;
/// Blocks never change, so sets of features share them.
using ColumnBlockPointer = std::shared_ptr<const ColumnBlock>;
using ColumnBlocks = std::vector<ColumnBlockPointer>;

/// Where and how the columns of a block are computed.
struct WriterOptions {
  int threads = 0;  ///< CPU threads; 0 = all cores
  EvaluationStrategy strategy = EvaluationStrategy::tabulated;
  cpu::Isa isa = cpu::best_isa();  ///< of the CPU
};

/// Feature columns that are computed together: their names, what their numbers are, and who writes them. All that stands
/// behind a block (engine, store, predictors, statistics) goes by this interface and knows no kind of block.
class ColumnBlock {
 public:
  explicit ColumnBlock(std::vector<FeatureColumn> columns) : columns_(std::move(columns)) {}
  virtual ~ColumnBlock() = default;

  /// Names, and what the numbers are: whole numbers over a divisor, or real ones.
  const std::vector<FeatureColumn>& columns() const { return columns_; }
  /// Whether the numbers are whole ones of 64 bits, which stand beside the rows of a store, in columns of their own.
  virtual bool wide() const { return false; }

  /// A block of some of the columns, positions ascending.
  virtual ColumnBlockPointer some(const std::vector<std::size_t>& positions) const = 0;
  /// The columns of this block, then those of `next`, as one block that shares work; null when they have none in common.
  virtual ColumnBlockPointer joined_with(const ColumnBlock& next) const;

  /// Writes the columns on CPU threads. The writer needs the space as long as it lives, but not the block.
  virtual std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const = 0;
  /// Whether they can be computed on a GPU.
  virtual bool has_gpu() const { return false; }
  /// Writes them on the GPU that is current. Its sources have codes and words in the memory of that GPU.
  virtual std::unique_ptr<ColumnWriter> on_gpu(const SearchSpace& space, const WriterOptions& options) const;

 private:
  std::vector<FeatureColumn> columns_;
};

/// The entries of a block at some positions.
template <class T>
std::vector<T> at_positions(const std::vector<T>& all, const std::vector<std::size_t>& positions) {
  std::vector<T> some;
  for (const std::size_t position : positions) some.push_back(all[position]);
  return some;
}

/// What int8 is refused with for a column that it does not hold: one of real numbers, or of 64 bits.
InputError no_int8(const FeatureColumn& column);

/// Columns of a set at most, wide ones included: op subsets double with every operation, and a store of more columns
/// would be of no use to anybody.
inline constexpr std::size_t kMaxColumns = 100'000;
/// Throws InputError for more columns than that.
void require_room(std::size_t n_columns);

}  // namespace cartograf

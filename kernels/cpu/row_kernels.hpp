#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/isa.hpp"

namespace cartograf::cpu {

/// Row buffers that the kernels read must be padded to a multiple of this, in bytes.
inline constexpr std::size_t kRowAlignment = 64;

/// Rows that differ in the operations of two elements a and b only: row (i, j) has the i-th operation on a and the j-th
/// on b. A column whose op subset has neither operation holds what corner[0] does, with that of a alone corner[1], with
/// that of b alone corner[2], with both corner[3].
struct CornerBlend {
  const void* corner[4] = {};                ///< rows of n_columns values, padded
  const void* const* selectors_a = nullptr;  ///< [n_a], each of an operation
  const void* const* selectors_b = nullptr;  ///< [n_b]
  std::uint32_t n_a = 0;
  std::uint32_t n_b = 0;
  std::uint32_t n_columns = 0;
  void* out = nullptr;        ///< [n_a x n_b] rows of n_columns values, of any alignment
  std::size_t out_pitch = 0;  ///< bytes from one of them to the next
};

/// Columns of a plan whose tables have at most 64 cases and which has at most 64 subsets: all subsets' cases fit one
/// 512-bit register, and a table another, so that a byte permute looks 64 columns up at once.
struct SmallLookup {
  static constexpr std::size_t kLanes = 64;

  /// Columns of one chunk of 64 that have the same measure.
  struct Run {
    const std::int8_t* table = nullptr;  ///< [64] values of the measure
    std::uint64_t columns = 0;           ///< bit i: column i of the chunk
  };
  struct Chunk {
    std::uint8_t subset[kLanes] = {};  ///< of each column
    std::uint32_t first_run = 0;
    std::uint32_t n_runs = 0;
  };

  const std::uint64_t* subsets_of_word = nullptr;  ///< [n_words], bit s: subset s has the operation (and cell) of the word
  const Chunk* chunks = nullptr;
  const Run* runs = nullptr;
  std::uint32_t n_words = 0;
  std::uint32_t n_chunks = 0;
};

/// The kernels of one instruction set; `size` is that of a value: 1, 4 or 8 bytes.
struct RowKernels {
  Isa isa = Isa::baseline;

  /// Bytes of a selector: which columns a blend takes from the second of two rows.
  std::size_t (*selector_size)(std::size_t size, std::uint32_t n_columns) = nullptr;
  /// Fills `selector` from `selected`, [n_columns] of 0 or 1.
  void (*make_selector)(std::size_t size, const std::uint8_t* selected, std::uint32_t n_columns, void* selector) = nullptr;

  void (*blend)(std::size_t size, const CornerBlend& work) = nullptr;

  /// Looks up all columns of one architecture: words [n_words] -> numerators [n_chunks x 64], 0 where no run has the
  /// column. None where the instruction set has nothing better than a look-up for each column.
  void (*look_up)(const SmallLookup& lookup, const std::uint64_t* words, std::int8_t* numerators) = nullptr;

  /// numerators / divisors, rounded once, [n_columns] each; nothing beyond is read or written.
  void (*divide_float32)(const std::int8_t* numerators, const float* divisors, std::uint32_t n_columns, float* quotients) = nullptr;
  void (*divide_float64)(const std::int8_t* numerators, const double* divisors, std::uint32_t n_columns, double* quotients) = nullptr;

  /// A copy that goes past the caches where the machine can; for more bytes than they hold.
  void (*stream)(const void* from, void* to, std::size_t bytes) = nullptr;
};

/// Throws InputError when this machine does not have `isa`.
const RowKernels& row_kernels(Isa isa);

}  // namespace cartograf::cpu

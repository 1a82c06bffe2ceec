#pragma once

#include <cstdint>

#include "kernels/base/dtype.hpp"
#include "kernels/features/codec.hpp"

namespace cartograf {

/// Writes some columns of feature rows, on threads or on a GPU. A value depends on its architecture alone: not on threads,
/// batches or what was written before.
class ColumnWriter {
 public:
  virtual ~ColumnWriter() = default;

  /// The columns of row r go to out[r * stride], out[r * stride + 1], ..., out of `dtype`. On threads all memory is the
  /// host's and the rows are complete when the call returns; on a GPU all memory is its own, and the work is put into
  /// `stream`, a cudaStream_t. Throws InputError, naming the column, for a value that the dtype does not hold.
  virtual void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride,
                     void* stream = nullptr) = 0;
};

}  // namespace cartograf

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/base/device.hpp"

namespace cartograf {

/// Exact sums over n rows of integers, a matrix X: the products G = X^T X, the sums of the columns, and n.
class GramMatrix {
 public:
  /// `augmented`: [(n_columns + 1) x (n_columns + 1)], [X 1]^T [X 1].
  GramMatrix(std::size_t n_columns, std::vector<std::int64_t> augmented);

  std::size_t n_columns() const { return n_columns_; }
  std::int64_t n_rows() const { return product(n_columns_, n_columns_); }
  /// The sum over the rows of x_i x_j.
  std::int64_t product(std::size_t i, std::size_t j) const { return augmented_[i * (n_columns_ + 1) + j]; }
  /// The sum over the rows of x_i.
  std::int64_t sum(std::size_t i) const { return product(i, n_columns_); }
  /// The Gram matrix of the columns and, behind them, a column of ones: row-major and symmetric.
  const std::vector<std::int64_t>& augmented() const { return augmented_; }

 private:
  std::size_t n_columns_;
  std::vector<std::int64_t> augmented_;
};

class GramBackend;

/// Sums up the Gram matrix of a stream of int8 rows, exactly; the result depends on neither device, threads nor batches.
/// On the CPU by OpenBLAS, which is told to use one thread for the whole process, as ours call it; on a GPU by cuBLAS.
class GramAccumulator {
 public:
  /// Columns at most: the sums of as many take 2 GiB.
  static constexpr std::size_t kMaxColumns = 16'383;
  /// Rows at most: beyond, a sum of products of -128 may leave 64 bits.
  static constexpr std::uint64_t kMaxRows = (std::uint64_t{1} << 49) - 1;

  /// `threads`: of the CPU, 0 = all cores. Throws InputError beyond kMaxColumns, DeviceError when the device or cuBLAS
  /// cannot be used.
  GramAccumulator(std::size_t n_columns, Device device, int threads);
  ~GramAccumulator();

  /// rows: [n_rows x n_columns], row-major, in the memory of `where`: the host, or the accumulator's own GPU. They are
  /// read when the call returns. Throws InputError beyond kMaxRows.
  void add(const std::int8_t* rows, std::uint64_t n_rows, Device where = {});

  /// The sums of all rows until now.
  GramMatrix result();

 private:
  std::size_t n_columns_;
  std::uint64_t n_rows_ = 0;
  Device device_;
  std::unique_ptr<GramBackend> backend_;
};

}  // namespace cartograf

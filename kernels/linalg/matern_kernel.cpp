#include "kernels/linalg/matern_kernel.hpp"

#include <cblas.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/matern_rows.hpp"
#include "kernels/linalg/openblas.hpp"

namespace cartograf {
namespace {

/// Columns of a tile: with kBlockRows rows it is half a mebibyte.
constexpr std::size_t kTileColumns = 256;

double squared_norm(const double* row, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += row[i] * row[i];
  return sum;
}

}  // namespace

MaternKernel::MaternKernel(std::span<const double> b, std::size_t n, std::size_t n_columns, double scale)
    : b_(b), n_(n), n_columns_(n_columns), scale_(scale), b_norms_(n) {
  CARTOGRAF_EXPECTS(b.size() == n * n_columns && scale > 0);
  constexpr std::size_t most = std::numeric_limits<blasint>::max();
  if (std::max(n, n_columns) > most) {
    throw InputError("a kernel: expected at most " + std::to_string(most) + " rows and columns, found " + std::to_string(n) + " x " +
                     std::to_string(n_columns));
  }
  for (std::size_t j = 0; j < n; ++j) b_norms_[j] = squared_norm(b.data() + j * n_columns, n_columns);
  blas_in_calling_thread();
}

void MaternKernel::compute_tile(const double* rows, const double* norms, std::size_t m, std::size_t first, std::size_t width,
                                double* tile) const {
  const auto columns = static_cast<blasint>(n_columns_), tile_width = static_cast<blasint>(width);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<blasint>(kBlockRows), tile_width, columns, 1.0, rows, columns,
              b_.data() + first * n_columns_, columns, 0.0, tile, tile_width);
  for (std::size_t i = 0; i < m; ++i) matern_rows().kernel(tile + i * width, b_norms_.data() + first, norms[i], scale_, width);
}

/// Calls read(row of A, rows, first row of B, width, tile) for B's rows up to `end`.
template <class Reader>
void MaternKernel::for_each_tile(std::span<const double> a, std::size_t m, std::size_t end, Reader read) const {
  CARTOGRAF_EXPECTS(a.size() == m * n_columns_);
  std::vector<double> tile(kBlockRows * std::min(kTileColumns, end)), padded;
  std::array<double, kBlockRows> norms{};
  for (std::size_t row = 0; row < m; row += kBlockRows) {
    const std::size_t n_rows = std::min(kBlockRows, m - row);
    const double* block = a.data() + row * n_columns_;
    for (std::size_t i = 0; i < n_rows; ++i) norms[i] = squared_norm(block + i * n_columns_, n_columns_);
    if (n_rows < kBlockRows) {
      padded.assign(kBlockRows * n_columns_, 0.0);
      std::copy_n(block, n_rows * n_columns_, padded.begin());
      block = padded.data();
    }
    for (std::size_t first = 0; first < end; first += kTileColumns) {
      const std::size_t width = std::min(kTileColumns, end - first);
      compute_tile(block, norms.data(), n_rows, first, width, tile.data());
      read(row, n_rows, first, width, tile.data());
    }
  }
}

std::vector<double> MaternKernel::rows(std::span<const double> a, std::size_t m) const {
  std::vector<double> all(m * n_);
  for_each_tile(a, m, n_, [&](std::size_t row, std::size_t n_rows, std::size_t first, std::size_t width, const double* tile) {
    for (std::size_t i = 0; i < n_rows; ++i) std::copy_n(tile + i * width, width, all.data() + (row + i) * n_ + first);
  });
  return all;
}

std::vector<double> MaternKernel::weighted_sums(std::span<const double> a, std::size_t m, std::span<const double> weights) const {
  CARTOGRAF_EXPECTS(weights.size() == n_);
  std::vector<double> sums(m);
  for_each_tile(a, m, n_, [&](std::size_t row, std::size_t n_rows, std::size_t first, std::size_t width, const double* tile) {
    for (std::size_t i = 0; i < n_rows; ++i) sums[row + i] += matern_rows().weighted_sum(tile + i * width, weights.data() + first, width);
  });
  return sums;
}

std::vector<double> MaternKernel::of_itself(int threads) const {
  std::vector<double> all(n_ * n_);
  const std::size_t n_blocks = (n_ + kBlockRows - 1) / kBlockRows;
  parallel_for(static_cast<std::int64_t>(n_blocks), threads, [&](std::int64_t block) {
    const std::size_t begin = static_cast<std::size_t>(block) * kBlockRows, n_rows = std::min(kBlockRows, n_ - begin);
    for_each_tile(b_.subspan(begin * n_columns_, n_rows * n_columns_), n_rows, begin + n_rows,
                  [&](std::size_t, std::size_t, std::size_t first, std::size_t width, const double* tile) {
                    for (std::size_t i = 0; i < n_rows; ++i) std::copy_n(tile + i * width, width, all.data() + (begin + i) * n_ + first);
                  });
  });
  return all;
}

}  // namespace cartograf

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// The Matern kernel of smoothness 5/2 (matern.hpp) between rows A, which come in, and rows B, with r^2 = scale |a - b|^2.
/// Distances are matrix products; the rest is applied to a tile of them while it is in the cache, so that memory grows
/// neither with A nor with B. What comes out for a row of A depends on that row alone: products are taken in blocks of one
/// shape, whatever the number of rows.
class MaternKernel {
 public:
  /// b: [n x n_columns], row-major; must outlive this object. scale > 0. Throws InputError beyond the 32-bit integers of
  /// OpenBLAS.
  MaternKernel(std::span<const double> b, std::size_t n, std::size_t n_columns, double scale);

  std::size_t n() const { return n_; }
  std::size_t n_columns() const { return n_columns_; }
  double scale() const { return scale_; }

  /// Rows of A that are multiplied at a time: the cost of fewer is that of as many.
  static constexpr std::size_t kBlockRows = 256;

  /// The kernel of a, [m x n_columns], with B: [m x n], row-major.
  std::vector<double> rows(std::span<const double> a, std::size_t m) const;
  /// That kernel times `weights` [n]: [m].
  std::vector<double> weighted_sums(std::span<const double> a, std::size_t m, std::span<const double> weights) const;
  /// The kernel of B with itself, [n x n], row-major, of which the lower triangle is there; on `threads` threads (0 = all
  /// cores), which the result does not depend on.
  std::vector<double> of_itself(int threads) const;

 private:
  /// Of one block: rows [kBlockRows x n_columns], of which the first m count, with B's rows [first, first + width) into
  /// tile, [kBlockRows x width].
  void compute_tile(const double* rows, const double* norms, std::size_t m, std::size_t first, std::size_t width, double* tile) const;
  template <class Reader>
  void for_each_tile(std::span<const double> a, std::size_t m, std::size_t end, Reader read) const;

  std::span<const double> b_;
  std::size_t n_;
  std::size_t n_columns_;
  double scale_;
  std::vector<double> b_norms_;  ///< [n], squared
};

}  // namespace cartograf

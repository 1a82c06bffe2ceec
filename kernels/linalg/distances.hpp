#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace cartograf {

/// Squared Euclidean distances between rows by matrix products: |a|^2 + |b|^2 - 2 a.b, at least 0. That is fast, but not
/// the last bit: see error_bound().
class SquaredDistances {
 public:
  /// b: [n x n_columns], row-major; must outlive this object.
  SquaredDistances(std::span<const double> b, std::size_t n, std::size_t n_columns);

  /// Rows of A at a time: 256, or fewer where their distances would take more than 16 MiB.
  std::size_t block_rows() const;

  /// Takes distances from `n_rows` rows of A, the first of which is row `first_row`: [n_rows x n], row-major.
  using Reader = std::function<void(std::size_t first_row, std::size_t n_rows, std::span<const double> distances)>;

  /// Distances from a, [m x n_columns], row-major, block by block, on `threads` threads (0 = all cores): `read` is called
  /// by several at a time, each with memory of its own, of one block. A block's result depends on its rows alone.
  void for_each_block(std::span<const double> a, std::size_t m, int threads, const Reader& read) const;

  /// All distances, [m x n], row-major.
  std::vector<double> from(std::span<const double> a, std::size_t m, int threads) const;

  /// How far a computed distance from `row` [n_columns] may be from the real one, whichever row of B it is to.
  double error_bound(std::span<const double> row) const;

 private:
  void block(std::span<const double> a, std::size_t first_row, std::size_t n_rows, double* distances) const;

  std::span<const double> b_;
  std::size_t n_;
  std::size_t n_columns_;
  std::vector<double> b_norms_;  ///< [n], squared
  double largest_norm_ = 0;      ///< of them
};

/// |a - b|^2 by differences, one after another: 0 for equal rows, and equal for equal pairs of rows.
double squared_distance(std::span<const double> a, std::span<const double> b);

}  // namespace cartograf

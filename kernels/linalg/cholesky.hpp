#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// The factor L of A + jitter I = L L^T, for symmetric positive definite A (LAPACK's dpotrf).
class Cholesky {
 public:
  /// a: [n x n], row-major, of which the lower triangle is read. Throws InputError when n is beyond the 32-bit integers of
  /// LAPACK. Whether there is such a factor, ask positive_definite().
  Cholesky(std::vector<double> a, std::size_t n, double jitter = 0.0);

  /// False when A + jitter I is not positive definite as far as doubles can say, or holds a number that is not finite.
  bool positive_definite() const { return bad_minor_ == 0; }
  /// The order of the first leading minor that is not positive, counted from 1; 0 when all are.
  std::size_t bad_minor() const { return bad_minor_; }
  std::size_t size() const { return n_; }

  // What follows is there only when positive_definite().

  /// Replaces each right-hand side b by the x of (A + jitter I) x = b. b: [n_right x n], row-major.
  void solve(std::span<double> b, std::size_t n_right = 1) const;
  /// Replaces each right-hand side b by the x of L x = b; b as in solve().
  void solve_lower(std::span<double> b, std::size_t n_right = 1) const;
  /// Natural logarithm of the determinant of A + jitter I.
  double log_determinant() const;

 private:
  std::size_t n_;
  std::vector<double> factor_;  ///< L in the lower triangle of a row-major matrix; the upper one is not used
  std::size_t bad_minor_ = 0;
};

}  // namespace cartograf

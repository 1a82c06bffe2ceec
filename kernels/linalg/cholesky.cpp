#include "kernels/linalg/cholesky.hpp"

#include <cblas.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/linalg/openblas.hpp"

// LAPACK's symbols of OpenBLAS; Debian has no header for them without LAPACKE. Fortran passes lengths of texts at the end.
extern "C" {
void dpotrf_(const char* triangle, const int* n, double* a, const int* lda, int* info, std::size_t triangle_length);
void dpotrs_(const char* triangle, const int* n, const int* n_right, const double* a, const int* lda, double* b, const int* ldb,
             int* info, std::size_t triangle_length);
}

namespace cartograf {
namespace {

constexpr std::size_t kMaxSide = std::numeric_limits<int>::max();
/// LAPACK counts by columns, so that the lower triangle of our rows is its upper one.
constexpr char kTriangle = 'U';

}  // namespace

Cholesky::Cholesky(std::vector<double> a, std::size_t n, double jitter) : n_(n), factor_(std::move(a)) {
  CARTOGRAF_EXPECTS(factor_.size() == n * n);
  if (n > kMaxSide) throw InputError("a Cholesky factor of " + std::to_string(n) + " rows: expected at most " + std::to_string(kMaxSide));
  for (std::size_t i = 0; i < n; ++i) factor_[i * n + i] += jitter;
  if (n == 0) return;
  blas_in_calling_thread();
  const int size = static_cast<int>(n);
  int info = 0;
  dpotrf_(&kTriangle, &size, factor_.data(), &size, &info, 1);
  CARTOGRAF_EXPECTS(info >= 0);  // else an argument is wrong
  bad_minor_ = static_cast<std::size_t>(info);
  // OpenBLAS compares a pivot with 0 only, which lets NaN pass; so does infinity.
  for (std::size_t i = 0; i < n && bad_minor_ == 0; ++i) {
    if (!std::isfinite(factor_[i * n + i])) bad_minor_ = i + 1;
  }
}

void Cholesky::solve(std::span<double> b, std::size_t n_right) const {
  CARTOGRAF_EXPECTS(positive_definite() && b.size() == n_ * n_right && n_right <= kMaxSide);
  if (b.empty()) return;
  const int size = static_cast<int>(n_), right = static_cast<int>(n_right);
  int info = 0;
  dpotrs_(&kTriangle, &size, &right, factor_.data(), &size, b.data(), &size, &info, 1);
  CARTOGRAF_EXPECTS(info == 0);
}

void Cholesky::solve_lower(std::span<double> b, std::size_t n_right) const {
  CARTOGRAF_EXPECTS(positive_definite() && b.size() == n_ * n_right && n_right <= kMaxSide);
  if (b.empty()) return;
  const auto size = static_cast<blasint>(n_), right = static_cast<blasint>(n_right);
  // A row of b is a right-hand side, so x^T L^T = b^T.
  cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, right, size, 1.0, factor_.data(), size, b.data(), size);
}

double Cholesky::log_determinant() const {
  CARTOGRAF_EXPECTS(positive_definite());
  double half = 0;
  for (std::size_t i = 0; i < n_; ++i) half += std::log(factor_[i * n_ + i]);
  return 2 * half;
}

}  // namespace cartograf

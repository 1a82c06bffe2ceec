#include "kernels/linalg/distances.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/openblas.hpp"

namespace cartograf {
namespace {

double squared_norm(std::span<const double> row) {
  double sum = 0;
  for (const double x : row) sum += x * x;
  return sum;
}

}  // namespace

SquaredDistances::SquaredDistances(std::span<const double> b, std::size_t n, std::size_t n_columns)
    : b_(b), n_(n), n_columns_(n_columns), b_norms_(n) {
  CARTOGRAF_EXPECTS(b.size() == n * n_columns);
  constexpr std::size_t most = std::numeric_limits<blasint>::max();
  if (std::max(n, n_columns) > most) {
    throw InputError("distances: expected at most " + std::to_string(most) + " rows and columns, found " + std::to_string(n) + " x " +
                     std::to_string(n_columns));
  }
  for (std::size_t j = 0; j < n; ++j) b_norms_[j] = squared_norm(b.subspan(j * n_columns, n_columns));
  if (n > 0) largest_norm_ = *std::max_element(b_norms_.begin(), b_norms_.end());
  blas_in_calling_thread();
}

void SquaredDistances::block(std::span<const double> a, std::size_t first_row, std::size_t n_rows, double* distances) const {
  const std::span<const double> rows = a.subspan(first_row * n_columns_, n_rows * n_columns_);
  for (std::size_t i = 0; i < n_rows; ++i) {
    const double norm = squared_norm(rows.subspan(i * n_columns_, n_columns_));
    for (std::size_t j = 0; j < n_; ++j) distances[i * n_ + j] = norm + b_norms_[j];
  }
  if (n_columns_ > 0 && n_ > 0) {
    const auto m = static_cast<blasint>(n_rows), n = static_cast<blasint>(n_), k = static_cast<blasint>(n_columns_);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, -2.0, rows.data(), k, b_.data(), k, 1.0, distances, n);
  }
  for (std::size_t i = 0; i < n_rows * n_; ++i) distances[i] = std::max(distances[i], 0.0);
}

std::size_t SquaredDistances::block_rows() const {
  constexpr std::size_t most_distances = (std::size_t{1} << 24) / sizeof(double);
  return std::clamp<std::size_t>(most_distances / std::max<std::size_t>(n_, 1), 1, 256);
}

void SquaredDistances::for_each_block(std::span<const double> a, std::size_t m, int threads, const Reader& read) const {
  CARTOGRAF_EXPECTS(a.size() == m * n_columns_);
  const std::size_t at_once = block_rows(), n_blocks = (m + at_once - 1) / at_once;
  parallel_for(static_cast<std::int64_t>(n_blocks), threads, [&](std::int64_t index) {
    const std::size_t first = static_cast<std::size_t>(index) * at_once, n_rows = std::min(at_once, m - first);
    std::vector<double> distances(n_rows * n_);
    block(a, first, n_rows, distances.data());
    read(first, n_rows, distances);
  });
}

std::vector<double> SquaredDistances::from(std::span<const double> a, std::size_t m, int threads) const {
  std::vector<double> all(m * n_);
  for_each_block(a, m, threads, [&](std::size_t first, std::size_t, std::span<const double> distances) {
    std::copy(distances.begin(), distances.end(), all.begin() + static_cast<std::ptrdiff_t>(first * n_));
  });
  return all;
}

double SquaredDistances::error_bound(std::span<const double> row) const {
  // Each of the three terms is a sum of n_columns products, all at most (|a| + |b|)^2 in all, with a relative error of less
  // than n_columns + 3 roundings in whatever order they are added; doubled, since the bound is rounded too.
  const double roundings = static_cast<double>(n_columns_ + 3) * std::numeric_limits<double>::epsilon();
  const double length = std::sqrt(squared_norm(row)) + std::sqrt(largest_norm_);
  return 2 * roundings * length * length;
}

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace cartograf

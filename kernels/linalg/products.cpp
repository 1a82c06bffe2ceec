#include "kernels/linalg/products.hpp"

#include <cblas.h>

#include <algorithm>

#include "kernels/base/macros.hpp"
#include "kernels/linalg/openblas.hpp"

namespace cartograf {
namespace {

/// The products of `n` vectors of `length` numbers, which lie as `transpose` says.
std::vector<double> products(std::span<const double> x, std::size_t n, std::size_t length, std::size_t stride, CBLAS_TRANSPOSE transpose) {
  std::vector<double> all(n * n);
  if (x.empty()) return all;
  blas_in_calling_thread();
  const auto size = static_cast<blasint>(n);
  cblas_dsyrk(CblasRowMajor, CblasLower, transpose, size, static_cast<blasint>(length), 1.0, x.data(), static_cast<blasint>(stride), 0.0,
              all.data(), size);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) all[i * n + j] = all[j * n + i];
  }
  return all;
}

}  // namespace

std::vector<double> column_products(std::span<const double> x, std::size_t n_rows, std::size_t n_columns) {
  CARTOGRAF_EXPECTS(x.size() == n_rows * n_columns);
  return products(x, n_columns, n_rows, n_columns, CblasTrans);
}

std::vector<double> row_products(std::span<const double> x, std::size_t n_rows, std::size_t n_columns) {
  CARTOGRAF_EXPECTS(x.size() == n_rows * n_columns);
  return products(x, n_rows, n_columns, n_columns, CblasNoTrans);
}

// Loops of our own, as a row's result must not depend on the rows beside it.
std::vector<double> times(std::span<const double> x, std::size_t n_rows, std::span<const double> w) {
  CARTOGRAF_EXPECTS(x.size() == n_rows * w.size());
  std::vector<double> sums(n_rows);
  for (std::size_t i = 0; i < n_rows; ++i) {
    for (std::size_t j = 0; j < w.size(); ++j) sums[i] += x[i * w.size() + j] * w[j];
  }
  return sums;
}

std::vector<double> transposed_times(std::span<const double> x, std::size_t n_columns, std::span<const double> z) {
  CARTOGRAF_EXPECTS(x.size() == n_columns * z.size());
  std::vector<double> sums(n_columns);
  for (std::size_t i = 0; i < z.size(); ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) sums[j] += x[i * n_columns + j] * z[i];
  }
  return sums;
}

std::vector<double> products_with_rows(std::span<const double> a, std::size_t m, std::span<const double> b, std::size_t n,
                                       std::size_t n_columns) {
  CARTOGRAF_EXPECTS(a.size() == m * n_columns && b.size() == n * n_columns);
  constexpr std::size_t at_once = 256;
  std::vector<double> result(m * n);
  if (n_columns == 0 || n == 0) return result;
  blas_in_calling_thread();
  std::vector<double> block(at_once * n_columns), products_of_block(at_once * n);
  const auto columns = static_cast<blasint>(n_columns), width = static_cast<blasint>(n);
  for (std::size_t first = 0; first < m; first += at_once) {
    const std::size_t n_rows = std::min(at_once, m - first);
    std::fill(std::copy_n(a.data() + first * n_columns, n_rows * n_columns, block.begin()), block.end(), 0.0);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<blasint>(at_once), width, columns, 1.0, block.data(), columns, b.data(),
                columns, 0.0, products_of_block.data(), width);
    std::copy_n(products_of_block.data(), n_rows * n, result.data() + first * n);
  }
  return result;
}

}  // namespace cartograf

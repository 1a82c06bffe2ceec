#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

/// Dense algebra by plain loops, in long double. Shares nothing with the project.
namespace testing_linalg {

using Matrix = std::vector<double>;  ///< row-major

inline Matrix random_matrix(std::size_t n_rows, std::size_t n_columns, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> value;
  Matrix matrix(n_rows * n_columns);
  for (double& x : matrix) x = value(generator);
  return matrix;
}

/// A^T B of [n x p] and [n x q]: [p x q].
inline Matrix naive_products(const Matrix& a, std::size_t p, const Matrix& b, std::size_t q) {
  const std::size_t n = a.size() / p;
  Matrix products(p * q);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < q; ++j) {
      long double sum = 0;
      for (std::size_t row = 0; row < n; ++row) sum += static_cast<long double>(a[row * p + i]) * b[row * q + j];
      products[i * q + j] = static_cast<double>(sum);
    }
  }
  return products;
}

/// The x of A x = b by Gaussian elimination with pivots. a: [n x n].
inline std::vector<double> naive_solve(const Matrix& a, const std::vector<double>& b) {
  const std::size_t n = b.size();
  std::vector<long double> m(a.begin(), a.end()), x(b.begin(), b.end());
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i) pivot = std::fabs(m[i * n + k]) > std::fabs(m[pivot * n + k]) ? i : pivot;
    for (std::size_t j = 0; j < n; ++j) std::swap(m[k * n + j], m[pivot * n + j]);
    std::swap(x[k], x[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const long double factor = m[i * n + k] / m[k * n + k];
      for (std::size_t j = k; j < n; ++j) m[i * n + j] -= factor * m[k * n + j];
      x[i] -= factor * x[k];
    }
  }
  std::vector<double> solution(n);
  for (std::size_t k = 0; k < n; ++k) solution[k] = static_cast<double>(x[k] / m[k * n + k]);
  return solution;
}

}  // namespace testing_linalg

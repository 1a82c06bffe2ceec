#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

/// Rows to sum up, and the Gram matrix by three loops. Shares nothing with the project.
namespace testing_linalg {

using Rows = std::vector<std::int8_t>;  ///< [n_rows x n_columns], row-major

inline Rows random_rows(std::size_t n_rows, std::size_t n_columns, int least, int most, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_int_distribution<int> value(least, most);
  Rows rows(n_rows * n_columns);
  for (std::int8_t& x : rows) x = static_cast<std::int8_t>(value(generator));
  return rows;
}

/// [X 1]^T [X 1], row-major.
inline std::vector<std::int64_t> naive_gram(const Rows& rows, std::size_t n_rows, std::size_t n_columns) {
  const std::size_t size = n_columns + 1;
  const auto entry = [&](std::size_t row, std::size_t i) { return i < n_columns ? std::int64_t{rows[row * n_columns + i]} : std::int64_t{1}; };
  std::vector<std::int64_t> gram(size * size);
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) gram[i * size + j] += entry(row, i) * entry(row, j);
    }
  }
  return gram;
}

}  // namespace testing_linalg

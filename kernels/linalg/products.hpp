#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// X^T X of x, [n_rows x n_columns], row-major: [n_columns x n_columns], the products of the columns.
std::vector<double> column_products(std::span<const double> x, std::size_t n_rows, std::size_t n_columns);

/// X X^T: [n_rows x n_rows], the products of the rows.
std::vector<double> row_products(std::span<const double> x, std::size_t n_rows, std::size_t n_columns);

/// X w, [n_rows].
std::vector<double> times(std::span<const double> x, std::size_t n_rows, std::span<const double> w);

/// X^T z, [n_columns].
std::vector<double> transposed_times(std::span<const double> x, std::size_t n_columns, std::span<const double> z);

/// A B^T of a, [m x n_columns], and b, [n x n_columns]: [m x n]. A row's result depends on that row of A alone: products are
/// taken in blocks of one shape.
std::vector<double> products_with_rows(std::span<const double> a, std::size_t m, std::span<const double> b, std::size_t n,
                                       std::size_t n_columns);

}  // namespace cartograf

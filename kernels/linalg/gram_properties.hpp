#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/linalg/gram.hpp"

/// What a Gram matrix says of its columns. All but real numbers is exact.
namespace cartograf {

/// Whether column i has one value in all rows: n G_ii = s_i^2, equality in the inequality of Cauchy and Schwarz.
bool is_constant(const GramMatrix& gram, std::size_t i);

/// Whether x_i / d_i and x_j / d_j are equal in every row: |d_j x_i - d_i x_j|^2 = 0. Divisors are below 2^30. Divisor 0
/// stands for one that changes from row to row: two such columns are equal when their numerators are, and such a column
/// equals another one only where both are 0.
bool are_equal(const GramMatrix& gram, std::size_t i, std::int32_t divisor_i, std::size_t j, std::int32_t divisor_j);

/// Mean of column i; NaN without rows.
double mean(const GramMatrix& gram, std::size_t i);

/// Variance of column i over the rows (divided by n, not n - 1): exact up to one rounding of the numerator and one of the
/// quotient. NaN without rows.
double variance(const GramMatrix& gram, std::size_t i);

/// Pearson's correlation of columns i and j, from exact sums of squares and products; in [-1, 1], and 1 of a column with
/// itself. NaN where one of them is constant.
double correlation(const GramMatrix& gram, std::size_t i, std::size_t j);

}  // namespace cartograf

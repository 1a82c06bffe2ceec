#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// Pearson's correlations of the columns of x, [n_rows x n_columns], row-major: [n_columns x n_columns], in [-1, 1], 1 on
/// the diagonal. NaN where a column is constant. A value of x that is NaN counts as the mean of its column. The result
/// does not depend on threads.
std::vector<double> column_correlations(std::span<const double> x, std::size_t n_rows, std::size_t n_columns);

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <cartograf/types.hpp>

#include "host/table/feature_matrix.hpp"
#include "host/table/row_source.hpp"

namespace cartograf {

/// Rows as doubles in host memory: [n_rows x n_columns], row-major.
struct DenseRows {
  std::uint64_t n_rows = 0;
  std::uint64_t n_columns = 0;
  std::vector<double> values;

  std::span<const double> row(std::uint64_t i) const { return std::span(values).subspan(i * n_columns, n_columns); }
};

DenseRows dense_rows(const MatrixView& rows);
DenseRows dense_rows(const RowSource& rows);
/// One row, of a matrix in host memory, to `to`: [rows.n_columns].
void copy_row(const MatrixView& rows, std::uint64_t row, double* to);

/// The numbers of a matrix as [n_rows x columns] doubles: k/n, whatever its representation.
std::vector<double> column_values(const FeatureMatrix& matrix);

}  // namespace cartograf

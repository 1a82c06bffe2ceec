#include "host/table/dense_rows.hpp"

#include <algorithm>

#include "kernels/cuda/memory.hpp"

namespace cartograf {
namespace {

void append(const MatrixView& rows, std::vector<double>& values) {
  std::vector<std::byte> copy;
  const void* data = rows.data;
  if (rows.device.backend == Backend::cuda) {
    copy.resize(rows.size());
    cuda::copy_to_host(copy.data(), rows.data, rows.size());
    data = copy.data();
  }
  with_dtype(rows.dtype, [&](auto zero) {
    const auto* first = static_cast<const decltype(zero)*>(data);
    values.insert(values.end(), first, first + rows.n_rows * rows.n_columns);
  });
}

}  // namespace

DenseRows dense_rows(const MatrixView& rows) {
  DenseRows dense{rows.n_rows, rows.n_columns, {}};
  append(rows, dense.values);
  return dense;
}

void copy_row(const MatrixView& rows, std::uint64_t row, double* to) {
  with_dtype(rows.dtype, [&](auto zero) {
    const auto* from = reinterpret_cast<const decltype(zero)*>(rows.row(row));
    std::copy(from, from + rows.n_columns, to);
  });
}

DenseRows dense_rows(const RowSource& rows) {
  constexpr std::uint64_t at_once = 4096;
  DenseRows dense{rows.n_rows, 0, {}};
  for (std::uint64_t first = 0; first < rows.n_rows; first += at_once) {
    const MatrixView block = rows.block(first, std::min(at_once, rows.n_rows - first));
    dense.n_columns = block.n_columns;
    append(block, dense.values);
  }
  return dense;
}

std::vector<double> column_values(const FeatureMatrix& matrix) {
  const bool numerators = matrix.features.representation == Representation::numerators;
  return dense_rows(numerators ? converted(matrix, Representation::values).view() : matrix.view()).values;
}

}  // namespace cartograf

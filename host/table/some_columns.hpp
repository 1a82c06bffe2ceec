#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <cartograf/types.hpp>

#include "host/table/row_source.hpp"

namespace cartograf {

/// Some columns of rows, in host memory.
struct SomeColumns {
  std::vector<std::byte> data;
  Dtype dtype = Dtype::float64;
  std::uint64_t n_rows = 0, n_columns = 0;

  MatrixView view() const { return {data.data(), dtype, n_rows, n_columns, {}}; }
};

/// Appends those columns of rows in host memory.
void append_columns(const MatrixView& rows, std::span<const std::size_t> columns, SomeColumns& some);

SomeColumns some_columns(const MatrixView& rows, std::span<const std::size_t> columns);
SomeColumns some_columns(const RowSource& rows, std::span<const std::size_t> columns);

}  // namespace cartograf

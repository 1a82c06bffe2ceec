#include "host/table/some_columns.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/base/macros.hpp"

namespace cartograf {

void append_columns(const MatrixView& rows, std::span<const std::size_t> columns, SomeColumns& some) {
  CARTOGRAF_EXPECTS(rows.device.backend == Backend::cpu);
  const std::size_t size = size_of(rows.dtype);
  some.dtype = rows.dtype;
  some.n_columns = columns.size();
  std::size_t place = some.data.size();
  some.data.resize(place + rows.n_rows * columns.size() * size);
  for (std::uint64_t row = 0; row < rows.n_rows; ++row) {
    const auto* const from = static_cast<const std::byte*>(rows.row(row));
    for (const std::size_t column : columns) {
      std::memcpy(some.data.data() + place, from + column * size, size);
      place += size;
    }
  }
  some.n_rows += rows.n_rows;
}

SomeColumns some_columns(const MatrixView& rows, std::span<const std::size_t> columns) {
  SomeColumns some;
  append_columns(rows, columns, some);
  return some;
}

SomeColumns some_columns(const RowSource& rows, std::span<const std::size_t> columns) {
  constexpr std::uint64_t at_once = 4096;
  SomeColumns some;
  for (std::uint64_t first = 0; first < rows.n_rows; first += at_once) {
    append_columns(rows.block(first, std::min(at_once, rows.n_rows - first)), columns, some);
  }
  return some;
}

}  // namespace cartograf

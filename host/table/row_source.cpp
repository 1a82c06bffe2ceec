#include "host/table/row_source.hpp"

#include <cstring>
#include <memory>

namespace cartograf {
namespace {

bool neighbours(std::span<const std::uint64_t> block) {
  for (std::size_t i = 1; i < block.size(); ++i) {
    if (block[i] != block[i - 1] + 1) return false;
  }
  return true;
}

}  // namespace

RowSource rows_of(const MatrixView& matrix, std::span<const std::uint64_t> rows) {
  const auto gathered = std::make_shared<std::vector<std::byte>>();
  return {rows.size(), [matrix, rows, gathered](std::uint64_t first, std::uint64_t n) -> MatrixView {
            const std::span<const std::uint64_t> block = rows.subspan(first, n);
            if (neighbours(block)) return {matrix.row(block.front()), matrix.dtype, n, matrix.n_columns, matrix.device};
            gathered->resize(n * matrix.row_size());
            for (std::size_t i = 0; i < n; ++i) {
              std::memcpy(gathered->data() + i * matrix.row_size(), matrix.row(block[i]), matrix.row_size());
            }
            return {gathered->data(), matrix.dtype, n, matrix.n_columns, matrix.device};
          }};
}

}  // namespace cartograf

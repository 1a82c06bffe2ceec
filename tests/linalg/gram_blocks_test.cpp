// What the GPU does beside cuBLAS, run here: the functors, and that no sum of a block leaves an int32.
#include "kernels/linalg/gram_blocks.hpp"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/linalg/naive_gram.hpp"

namespace cartograf::gram {
namespace {

using testing_linalg::naive_gram;
using testing_linalg::random_rows;
using testing_linalg::Rows;

TEST(Blocks, CannotOverflow) {
  for (const std::uint64_t n_columns : {1u, 15u, 16u, 191u, 1540u, 16'383u}) {
    const std::uint64_t packed = padded(n_columns + 1);
    EXPECT_GT(packed, n_columns);
    EXPECT_EQ(packed % 4, 0u);
    const std::uint64_t rows = block_rows(packed);
    EXPECT_GT(rows, 0u);
    EXPECT_EQ(rows % 4, 0u);
    EXPECT_LE(rows * 128 * 128, (std::uint64_t{1} << 31) - 1);
    EXPECT_LE(rows * packed, std::uint64_t{1} << 26);
  }
}

/// What cuBLAS is asked for: the columns of the block, multiplied with each other in int32.
std::vector<std::int32_t> multiplied(const std::vector<std::int8_t>& block, std::size_t n_columns, std::size_t n_rows) {
  std::vector<std::int32_t> products(n_columns * n_columns);
  for (std::size_t i = 0; i < n_columns; ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) {
      for (std::size_t row = 0; row < n_rows; ++row) products[i * n_columns + j] += block[i * n_rows + row] * block[j * n_rows + row];
    }
  }
  return products;
}

TEST(Blocks, AddUpToTheGramMatrix) {
  for (const auto& [n_rows, n_columns, at_once] : {std::tuple<std::size_t, std::size_t, std::size_t>{37, 5, 16}, {64, 16, 16}, {50, 31, 48}}) {
    const Rows rows = random_rows(n_rows, n_columns, -128, 127, 5);
    const std::size_t packed = padded(n_columns + 1);
    std::vector<std::int64_t> sums(packed * packed);
    for (std::size_t first = 0; first < n_rows; first += at_once) {
      const std::size_t n = std::min(at_once, n_rows - first);
      const std::size_t packed_rows = padded(n);
      std::vector<std::int8_t> block(packed * packed_rows, 99);
      const PackBlock pack{rows.data() + first * n_columns, n, n_columns, packed_rows, block.data()};
      for (std::uint64_t unit = 0; unit < block.size(); ++unit) pack(unit);
      const std::vector<std::int32_t> products = multiplied(block, packed, packed_rows);
      const AddProducts add{products.data(), sums.data()};
      for (std::uint64_t unit = 0; unit < sums.size(); ++unit) add(unit);
    }
    const std::vector<std::int64_t> expected = naive_gram(rows, n_rows, n_columns);
    for (std::size_t i = 0; i < packed; ++i) {
      for (std::size_t j = 0; j < packed; ++j) {
        const bool padding = i > n_columns || j > n_columns;
        ASSERT_EQ(sums[i * packed + j], padding ? 0 : expected[i * (n_columns + 1) + j]) << i << ", " << j;
      }
    }
  }
}

}  // namespace
}  // namespace cartograf::gram

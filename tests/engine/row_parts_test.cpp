#include "host/engine/row_parts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <tuple>

#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::message_of;

class SplitRows : public testing::TestWithParam<std::tuple<std::uint64_t, std::size_t>> {};

TEST_P(SplitRows, CoversAllRowsInOrderAndEvenly) {
  const auto [n_rows, n_parts] = GetParam();
  const std::vector<RowPart> parts = split_rows(n_rows, n_parts);
  ASSERT_EQ(parts.size(), n_parts);
  std::uint64_t next = 0, least = n_rows, most = 0;
  for (const RowPart& part : parts) {
    EXPECT_EQ(part.first, next);
    next += part.n;
    least = std::min(least, part.n);
    most = std::max(most, part.n);
  }
  EXPECT_EQ(next, n_rows);
  EXPECT_LE(most - least, 1u);
}

INSTANTIATE_TEST_SUITE_P(Sizes, SplitRows,
                         testing::Combine(testing::Values(0, 1, 2, 7, 8, 9, 1'037'664'180, (std::uint64_t{1} << 62) + 5),
                                          testing::Values(1, 2, 3, 8)));

TEST(ForEachPart, CallsEachOnceWithItsNumberAndLeavesOutEmptyOnes) {
  const std::vector<RowPart> parts = split_rows(3, 5);
  std::vector<std::atomic<int>> calls(parts.size());
  for_each_part(parts, [&](std::size_t i, RowPart part) {
    EXPECT_EQ(part, parts[i]);
    ++calls[i];
  });
  for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(calls[i], i < 3 ? 1 : 0) << i;
}

TEST(ForEachPart, ThrowsWhatThePartThrewWhenAllAreDone) {
  std::atomic<int> done{0};
  const std::string message = message_of<std::runtime_error>([&] {
    for_each_part(split_rows(8, 4), [&](std::size_t i, RowPart) {
      if (i == 1 || i == 3) throw std::runtime_error("part " + std::to_string(i));
      ++done;
    });
  });
  EXPECT_EQ(message, "part 1");
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace cartograf

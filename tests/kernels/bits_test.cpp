#include "kernels/features/bits.hpp"

#include <gtest/gtest.h>

namespace cartograf {
namespace {

TEST(Bits, PopcountCountsSetBits) {
  EXPECT_EQ(popcount(0), 0);
  EXPECT_EQ(popcount(0b1011), 3);
  EXPECT_EQ(popcount(~std::uint64_t{0}), 64);
}

TEST(Bits, LowestBitIsFoundInEveryPosition) {
  for (int position = 0; position < 64; ++position) {
    EXPECT_EQ(lowest_bit(~std::uint64_t{0} << position), position);
  }
}

TEST(Bits, HighestBitIsFoundInEveryPosition) {
  for (int position = 0; position < 64; ++position) {
    EXPECT_EQ(highest_bit(~std::uint64_t{0} >> (63 - position)), position);
    EXPECT_EQ(highest_bit(std::uint64_t{1} << position), position);
  }
}

TEST(Bits, WithoutLowestBitWalksTheSetInOrder) {
  std::uint64_t rest = 0b1010'0110;
  for (const int expected : {1, 2, 5, 7}) {
    ASSERT_NE(rest, 0u);
    EXPECT_EQ(lowest_bit(rest), expected);
    rest = without_lowest_bit(rest);
  }
  EXPECT_EQ(rest, 0u);
}

TEST(Bits, LowBitsGivesAMaskOfEveryWidth) {
  EXPECT_EQ(low_bits(0), 0u);
  EXPECT_EQ(low_bits(1), 1u);
  EXPECT_EQ(low_bits(6), 0b111111u);
  EXPECT_EQ(low_bits(63), ~std::uint64_t{0} >> 1);
  EXPECT_EQ(low_bits(64), ~std::uint64_t{0});
}

}  // namespace
}  // namespace cartograf

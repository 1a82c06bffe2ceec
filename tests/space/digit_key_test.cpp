// Keys made of the digits of an index.
#include "host/space/digit_key.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace cartograf {
namespace {

/// Radixes 3, 2, 300, 17, 5 and 1: some digits are put together, others are too large for it. Pieces differ in length.
std::vector<DigitKey::Pieces> some_digits() {
  std::vector<DigitKey::Pieces> digits;
  for (const std::size_t radix : {3, 2, 300, 17, 5, 1}) {
    DigitKey::Pieces pieces;
    for (std::size_t value = 0; value < radix; ++value) pieces.push_back(std::to_string(value) + std::string(value % 13, '.') + ";");
    digits.push_back(pieces);
  }
  return digits;
}

constexpr std::uint64_t kKeys = 3 * 2 * 300 * 17 * 5;

/// Digit by digit.
std::string expected_key(const std::vector<DigitKey::Pieces>& digits, std::uint64_t index) {
  std::string key;
  for (std::size_t i = digits.size(); i-- > 0; index /= digits[i].size()) key = digits[i][index % digits[i].size()] + key;
  return key;
}

std::string key_of(const DigitKey& key, std::uint64_t index) {
  std::string text(key.width(), '?');
  text.resize(key.write(index, text.data()));
  return text;
}

TEST(DigitKeys, ArePiecesOneBehindTheOther) {
  const DigitKey key(std::vector<DigitKey::Pieces>{{"(a", "(bb"}, {", 1)", ", 22)", ", 333)"}});
  EXPECT_EQ(key.width(), 9u);
  const std::vector<std::string> expected = {"(a, 1)", "(a, 22)", "(a, 333)", "(bb, 1)", "(bb, 22)", "(bb, 333)"};
  for (std::uint64_t index = 0; index < 6; ++index) EXPECT_EQ(key_of(key, index), expected[index]);
  EXPECT_EQ(key_of(DigitKey(std::vector<DigitKey::Pieces>{{"x", "y"}}), 1), "y");
}

TEST(DigitKeys, OfAllIndices) {
  const auto digits = some_digits();
  const DigitKey key(digits);
  for (std::uint64_t index = 0; index < kKeys; ++index) ASSERT_EQ(key_of(key, index), expected_key(digits, index)) << index;
}

TEST(DigitKeys, OfARangeArePaddedAndStayInTheirRows) {
  const auto digits = some_digits();
  const DigitKey key(digits);
  for (const std::size_t width : {key.width(), key.width() + 5}) {
    for (const auto& [first, n] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 1}, {84, 2}, {83, 400}, {kKeys - 2'000, 2'000}, {7, 0}}) {
      std::string rows(n * width + 1, '?');
      key.write_range(first, n, width, rows.data());
      EXPECT_EQ(rows.back(), '?');
      for (std::uint64_t row = 0; row < n; ++row) {
        std::string expected = expected_key(digits, first + row);
        expected.resize(width, '\0');
        ASSERT_EQ(rows.substr(row * width, width), expected) << first << " + " << row;
      }
    }
  }
}

TEST(DigitKeys, MayBeAsManyAsASpaceHolds) {
  const std::vector<DigitKey::Pieces> digits(62, {"0", "1"});
  const DigitKey key(digits);
  EXPECT_EQ(key.width(), 62u);
  const std::uint64_t last = (std::uint64_t{1} << 62) - 1;
  EXPECT_EQ(key_of(key, last), std::string(62, '1'));
  EXPECT_EQ(key_of(key, last - 1), std::string(61, '1') + "0");
}

}  // namespace
}  // namespace cartograf

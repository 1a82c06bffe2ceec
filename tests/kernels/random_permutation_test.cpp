#include "kernels/algorithms/random_permutation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <type_traits>
#include <vector>

namespace cartograf {
namespace {

static_assert(std::is_trivially_copyable_v<RandomPermutation>);

std::vector<std::uint64_t> permuted(std::uint64_t size, std::uint64_t seed) {
  const RandomPermutation permutation(size, seed);
  std::vector<std::uint64_t> values(size);
  for (std::uint64_t i = 0; i < size; ++i) values[i] = permutation(i);
  return values;
}

std::vector<std::uint64_t> counted(std::uint64_t size) {
  std::vector<std::uint64_t> values(size);
  std::iota(values.begin(), values.end(), std::uint64_t{0});
  return values;
}

class Sizes : public testing::TestWithParam<std::tuple<std::uint64_t, std::uint64_t>> {};

TEST_P(Sizes, EveryNumberComesOnce) {
  const auto [size, seed] = GetParam();
  std::vector<std::uint64_t> values = permuted(size, seed);
  std::sort(values.begin(), values.end());
  EXPECT_EQ(values, counted(size));
}

INSTANTIATE_TEST_SUITE_P(RandomPermutation, Sizes,
                         testing::Combine(testing::Values(1, 2, 3, 5, 64, 1000, 15625), testing::Values(0, 1, 42, ~std::uint64_t{0})));

TEST(RandomPermutation, IsNotTheIdentity) { EXPECT_NE(permuted(15625, 42), counted(15625)); }

TEST(RandomPermutation, DependsOnTheSeed) { EXPECT_NE(permuted(15625, 42), permuted(15625, 43)); }

// Stores and published samples name only the seed: these numbers must never change.
TEST(RandomPermutation, GivesTheSameNumbersForEver) {
  const std::vector<std::uint64_t> values = permuted(15625, 42);
  EXPECT_EQ(std::vector<std::uint64_t>(values.begin(), values.begin() + 8), (std::vector<std::uint64_t>{9492, 14530, 3118, 3156, 12890, 1414, 3164, 13878}));
  const RandomPermutation huge(std::uint64_t{1} << 60, 7);
  EXPECT_EQ(huge(0), 1010248124657223830u);
  EXPECT_EQ(huge(1), 1100472665135524448u);
}

TEST(RandomPermutation, OfAHugeSpaceStaysInsideAndDoesNotRepeat) {
  for (const std::uint64_t size : {(std::uint64_t{1} << 60), (std::uint64_t{1} << 60) - 1, (std::uint64_t{1} << 60) + 1, std::uint64_t{1} << 62}) {
    const RandomPermutation permutation(size, 1);
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      EXPECT_LT(permutation(i), size);
      seen.insert(permutation(i));
      seen.insert(permutation(size - 1 - i));
    }
    EXPECT_EQ(seen.size(), 2000u);
  }
}

TEST(RandomPermutation, SpreadsItsFirstNumbersOverTheRange) {
  const std::vector<std::uint64_t> values = permuted(15625, 1);
  int tenths[10] = {};
  for (std::size_t i = 0; i < 1000; ++i) ++tenths[values[i] * 10 / 15625];
  for (const int n : tenths) {  // 100 expected, standard deviation 9.5
    EXPECT_GT(n, 50);
    EXPECT_LT(n, 150);
  }
}

}  // namespace
}  // namespace cartograf

#include "kernels/algorithms/selection.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "kernels/algorithms/random_permutation.hpp"

namespace cartograf {
namespace {

std::vector<std::uint64_t> numbers(std::size_t n, std::uint64_t below) {
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> values(n);
  for (std::uint64_t& value : values) value = random() % below;
  return values;
}

std::vector<std::uint8_t> flags(std::size_t n, unsigned one_of) {
  std::mt19937 random(8);
  std::vector<std::uint8_t> keep(n);
  for (std::uint8_t& flag : keep) flag = random() % one_of == 0 ? static_cast<std::uint8_t>(1 + random() % 255) : 0;
  return keep;
}

std::vector<std::uint64_t> kept(std::uint64_t first, const std::vector<std::uint8_t>& keep) {
  std::vector<std::uint64_t> result;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) result.push_back(first + i);
  }
  return result;
}

TEST(SortUnique, KeepsOneOfEachInOrder) {
  for (const std::uint64_t below : {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{1} << 40}) {
    const std::vector<std::uint64_t> values = numbers(20'000, below);
    const std::set<std::uint64_t> expected(values.begin(), values.end());
    for (const int threads : {1, 2, 7}) {
      std::vector<std::uint64_t> found = values;
      sort_unique(found, threads);
      EXPECT_EQ(found, std::vector<std::uint64_t>(expected.begin(), expected.end())) << below << " " << threads;
    }
  }
}

TEST(SortUnique, OfNothingIsNothing) {
  std::vector<std::uint64_t> none;
  sort_unique(none, 2);
  EXPECT_TRUE(none.empty());
}

TEST(Sample, IsThePermutationWhereverItBegins) {
  const RandomPermutation permutation(1'000'003, 9);
  for (const int threads : {1, 2, 7}) {
    std::vector<std::uint64_t> found(5000);
    sample(1'000'003, 9, 123, found.size(), found.data(), threads);
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_EQ(found[i], permutation(123 + i)) << i;
  }
}

TEST(Compact, KeepsTheFlaggedInOrder) {
  constexpr std::uint64_t first = std::uint64_t{1} << 61;
  for (const unsigned one_of : {1u, 2u, 1000u, 1'000'000'000u}) {
    const std::vector<std::uint8_t> keep = flags(70'001, one_of);
    for (const int threads : {1, 2, 7}) {
      std::vector<std::uint64_t> found(keep.size());
      found.resize(compact(first, keep.data(), keep.size(), found.data(), threads));
      EXPECT_EQ(found, kept(first, keep)) << one_of << " " << threads;
    }
  }
}

TEST(Compact, OfNothingIsNothing) { EXPECT_EQ(compact(3, nullptr, 0, nullptr, 1), 0u); }

}  // namespace
}  // namespace cartograf

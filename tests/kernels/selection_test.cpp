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

}  // namespace
}  // namespace cartograf

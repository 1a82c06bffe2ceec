// The best of a stream without repetitions against sorting all of it.
#include "host/search/best_distinct.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <unordered_set>
#include <vector>

namespace cartograf {
namespace {

using Rank = BestDistinct::Rank;

std::vector<std::uint64_t> indices_of(const BestDistinct& best) {
  std::vector<std::uint64_t> indices;
  for (const auto& [rank, print] : best.best()) indices.push_back(rank.index);
  return indices;
}

TEST(BestDistinct, IsWhatSortingAllFinds) {
  std::mt19937_64 random(7);
  for (int run = 0; run < 200; ++run) {
    const int n_prints = 1 + static_cast<int>(random() % 30);
    std::vector<Rank> ranks;
    std::vector<std::string> prints;
    for (std::uint64_t index = 0; index < 100; ++index) {
      ranks.push_back({static_cast<double>(random() % 12), index});
      prints.push_back(std::to_string(random() % static_cast<unsigned>(n_prints)));
    }
    const std::unordered_set<std::string> known = {"0", "3"};
    std::vector<std::uint64_t> order(ranks.size());
    for (std::uint64_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint64_t a, std::uint64_t b) { return ranks[a].value > ranks[b].value; });
    std::set<std::string> seen = {"0", "3"};
    std::vector<std::uint64_t> expected;
    for (const std::uint64_t i : order) {
      if (seen.insert(prints[i]).second) expected.push_back(i);
    }
    for (const std::size_t capacity : {1u, 2u, 5u, 100u}) {
      BestDistinct best(capacity);
      for (std::size_t i = 0; i < ranks.size(); ++i) best.add(ranks[i], known, [&] { return prints[i]; });
      ASSERT_EQ(indices_of(best), (std::vector<std::uint64_t>(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min(capacity, expected.size()))))) << run << " " << capacity;
    }
  }
}

TEST(BestDistinct, AsksForNoFingerprintOfWhatIsNotAmongTheBest) {
  BestDistinct best(2);
  int asked = 0;
  for (const double value : {5.0, 4.0, 3.0, 2.0, 4.0, 6.0}) {
    best.add({value, static_cast<std::uint64_t>(asked)}, {}, [&] { return std::to_string(asked++); });
  }
  EXPECT_EQ(asked, 3);
}

}  // namespace
}  // namespace cartograf

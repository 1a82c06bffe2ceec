#include "kernels/algorithms/top_k.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <tuple>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

/// Scores with `n_values` different values, so that few of them make many ties.
std::vector<float> scores_of(std::size_t n, int n_values, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> scores(n);
  for (float& score : scores) score = static_cast<float>(static_cast<int>(random() % static_cast<unsigned>(n_values)) - n_values / 2) / 4;
  return scores;
}

/// The oracle: sort everything.
std::vector<Scored> sorted(const std::vector<float>& scores, std::uint64_t first, std::size_t k, Direction direction) {
  std::vector<std::pair<double, std::uint64_t>> all;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double score = static_cast<double>(scores[i]);
    all.emplace_back(direction == Direction::maximize ? -score : score, first + i);
  }
  std::sort(all.begin(), all.end());
  std::vector<Scored> best;
  for (std::size_t i = 0; i < std::min(k, all.size()); ++i) best.push_back({all[i].second, scores[all[i].second - first]});
  return best;
}

std::vector<Scored> found(const std::vector<float>& scores, std::uint64_t first, std::size_t k, Direction direction, std::size_t batch, int threads) {
  TopK top(k, direction, {{}, threads});
  for (std::size_t begin = 0; begin < scores.size(); begin += batch) {
    top.add(scores.data() + begin, first + begin, std::min(batch, scores.size() - begin));
  }
  return top.best();
}

class Best : public testing::TestWithParam<std::tuple<Direction, int>> {};

TEST_P(Best, AreThoseOfSortingWhateverTheBatchesAndThreads) {
  const auto [direction, n_values] = GetParam();
  constexpr std::uint64_t first = std::uint64_t{1} << 60;
  const std::vector<float> scores = scores_of(5000, n_values, 1);
  for (const std::size_t k : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{4999}, std::size_t{5000}, std::size_t{5001}, std::size_t{100000}}) {
    const std::vector<Scored> expected = sorted(scores, first, k, direction);
    for (const std::size_t batch : {std::size_t{17}, std::size_t{1000}, std::size_t{5000}}) {
      for (const int threads : {1, 2, 7}) {
        EXPECT_EQ(found(scores, first, k, direction, batch, threads), expected) << k << " " << batch << " " << threads;
      }
    }
  }
}

TEST_P(Best, AreTheSameScoreByScore) {
  const auto [direction, n_values] = GetParam();
  const std::vector<float> scores = scores_of(300, n_values, 2);
  EXPECT_EQ(found(scores, 5, 20, direction, 1, 2), sorted(scores, 5, 20, direction));
}

TEST_P(Best, OfListedArchitecturesDoNotDependOnTheirOrder) {
  const auto [direction, n_values] = GetParam();
  const std::vector<float> scores = scores_of(3000, n_values, 3);
  std::vector<std::uint64_t> indices(scores.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  std::shuffle(indices.begin(), indices.end(), std::mt19937(4));
  TopK top(50, direction, {{}, 2});
  for (std::size_t begin = 0; begin < indices.size(); begin += 700) {
    const std::span<const std::uint64_t> batch(indices.data() + begin, std::min<std::size_t>(700, indices.size() - begin));
    std::vector<float> of_batch;
    for (const std::uint64_t index : batch) of_batch.push_back(scores[index]);
    top.add(of_batch.data(), batch);
  }
  EXPECT_EQ(top.best(), sorted(scores, 0, 50, direction));
}

INSTANTIATE_TEST_SUITE_P(TopK, Best, testing::Combine(testing::Values(Direction::maximize, Direction::minimize), testing::Values(1, 3, 1000000)));

TEST(TopK, OfNothingIsNothing) {
  TopK top(5, Direction::maximize, {});
  EXPECT_TRUE(top.best().empty());
  top.add(nullptr, 0, 0);
  EXPECT_TRUE(top.best().empty());
}

TEST(TopK, OfNoneKeepsNothing) {
  const float score = 1;
  TopK top(0, Direction::maximize, {});
  top.add(&score, 0, 1);
  EXPECT_TRUE(top.best().empty());
}

TEST(TopK, OrdersInfinitiesAndZeros) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> scores = {0.0f, -infinity, -0.0f, infinity, 0.0f, std::numeric_limits<float>::denorm_min()};
  TopK top(6, Direction::maximize, {});
  top.add(scores.data(), 0, scores.size());
  std::vector<std::uint64_t> order;
  for (const Scored& scored : top.best()) order.push_back(scored.index);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{3, 5, 0, 2, 4, 1}));
}

// Also when the best are full already, where most scores are only compared.
TEST(TopK, RefusesWhatIsNoNumber) {
  for (const std::size_t place : {0u, 3u, 99u}) {
    std::vector<float> scores = scores_of(100, 10, 5);
    scores[place] = std::numeric_limits<float>::quiet_NaN();
    for (const std::size_t batch : {1u, 100u}) {
      const std::string message = message_of<Error>([&] { found(scores, 1000, 2, Direction::maximize, batch, 1); });
      EXPECT_TRUE(contains(message, "architecture " + std::to_string(1000 + place) + " is not a number")) << message;
    }
  }
}

TEST(TopK, OnAGpuThatIsMissingIsAnError) {
  if (cuda::why_unusable(0).empty()) GTEST_SKIP() << "there is a GPU";
  EXPECT_THROW(TopK(1, Direction::maximize, {{Backend::cuda, 0}, 0}), DeviceError);
}

TEST(TopKCuda, IsThatOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const std::vector<float> scores = scores_of(100'000, 50, 6);
  const cuda::DeviceMemory on_device = cuda::upload(std::span(scores));
  for (const Direction direction : {Direction::maximize, Direction::minimize}) {
    TopK top(1000, direction, {{Backend::cuda, 0}, 0});
    for (std::size_t begin = 0; begin < scores.size(); begin += 30'000) {
      top.add(on_device.as<float>() + begin, begin, std::min<std::size_t>(30'000, scores.size() - begin));
    }
    EXPECT_EQ(top.best(), sorted(scores, 0, 1000, direction));
  }
}

}  // namespace
}  // namespace cartograf

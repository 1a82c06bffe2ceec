#include "kernels/cuda/launch_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace cartograf::cuda {
namespace {

/// How often the loop of the GPU would do each unit.
std::vector<int> visits(std::uint64_t n_units) {
  std::vector<int> count(n_units);
  const LaunchShape shape = launch_shape(n_units);
  for (std::uint32_t block = 0; block < shape.blocks; ++block) {
    for (std::uint32_t thread = 0; thread < shape.threads; ++thread) {
      const std::uint64_t step = stride(shape.blocks, shape.threads);
      for (std::uint64_t unit = first_unit(block, shape.threads, thread); unit < n_units; unit += step) ++count[unit];
    }
  }
  return count;
}

class SmallLaunches : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SmallLaunches, DoEveryUnitOnce) {
  const std::vector<int> count = visits(GetParam());
  EXPECT_TRUE(std::all_of(count.begin(), count.end(), [](int n) { return n == 1; }));
}

INSTANTIATE_TEST_SUITE_P(Sizes, SmallLaunches, testing::Values(1, 2, 255, 256, 257, 511, 512, 513, 15625, 15625 * 68));

constexpr std::uint64_t kThreadsInAll = kMaxBlocks * kThreadsPerBlock;

class LargeLaunches : public testing::TestWithParam<std::uint64_t> {};

// Unit u belongs to the thread whose first unit is u modulo the stride: it is done exactly once when the first units are
// exactly 0 .. stride - 1, and the loop ends.
TEST_P(LargeLaunches, GiveEveryUnitToOneThread) {
  const std::uint64_t n_units = GetParam();
  const LaunchShape shape = launch_shape(n_units);
  const std::uint64_t step = stride(shape.blocks, shape.threads);
  EXPECT_EQ(shape.threads, kThreadsPerBlock);
  EXPECT_EQ(step, std::uint64_t{shape.blocks} * kThreadsPerBlock);
  EXPECT_TRUE(step >= n_units || shape.blocks == kMaxBlocks);
  EXPECT_EQ(first_unit(0, shape.threads, 0), 0u);
  EXPECT_EQ(first_unit(shape.blocks - 1, shape.threads, shape.threads - 1), step - 1);
  for (const std::uint32_t block : {0u, 1u, shape.blocks / 2, shape.blocks - 2}) {
    EXPECT_EQ(first_unit(block, shape.threads, shape.threads - 1) + 1, first_unit(block + 1, shape.threads, 0));
  }
  EXPECT_GT(n_units + step, n_units) << "the loop variable would wrap around";
}

TEST_P(LargeLaunches, HaveNoIdleBlock) {
  const std::uint64_t n_units = GetParam();
  EXPECT_LT(first_unit(launch_shape(n_units).blocks - 1, kThreadsPerBlock, 0), n_units);
}

INSTANTIATE_TEST_SUITE_P(Sizes, LargeLaunches,
                         testing::Values(kThreadsInAll - 257, kThreadsInAll - 256, kThreadsInAll - 1, kThreadsInAll,
                                         kThreadsInAll + 1, 2 * kThreadsInAll - 1, 2 * kThreadsInAll, std::uint64_t{1} << 40,
                                         (std::uint64_t{1} << 62) + 12345));

}  // namespace
}  // namespace cartograf::cuda

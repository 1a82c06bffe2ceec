// Ranges and samples.
#include "host/engine/architectures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/engine/computed.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_engine::nasbench201;
using testing_support::message_of;

TEST(Range, CountsFromItsBeginning) {
  const Architectures range = architecture_range(nasbench201(), 10, 15);
  EXPECT_EQ(range.n, 5u);
  EXPECT_EQ(range.index(0), 10u);
  EXPECT_EQ(range.index(4), 14u);
}

TEST(Range, MayBeTheWholeSpace) { EXPECT_EQ(architecture_range(nasbench201(), 0, 15625).n, 15625u); }

struct Bounds {
  std::uint64_t begin, end;
};
class BadRanges : public testing::TestWithParam<Bounds> {};

TEST_P(BadRanges, AreInputErrorsThatNameTheSize) {
  const auto [begin, end] = GetParam();
  EXPECT_EQ(message_of<InputError>([b = begin, e = end] { architecture_range(nasbench201(), b, e); }),
            "range " + std::to_string(begin) + ":" + std::to_string(end) +
                ": expected A:B with 0 <= A < B <= 15625, the size of nasbench201");
}

INSTANTIATE_TEST_SUITE_P(Range, BadRanges,
                         testing::Values(Bounds{0, 0}, Bounds{5, 5}, Bounds{6, 5}, Bounds{0, 15626}, Bounds{15625, 15626},
                                         Bounds{20000, 30000}, Bounds{0, ~std::uint64_t{0}}));

TEST(Sample, IsTheSameForTheSameSeed) {
  EXPECT_EQ(architecture_sample(nasbench201(), 100, 42).indices, architecture_sample(nasbench201(), 100, 42).indices);
}

TEST(Sample, DiffersForAnotherSeed) {
  EXPECT_NE(architecture_sample(nasbench201(), 100, 42).indices, architecture_sample(nasbench201(), 100, 43).indices);
}

TEST(Sample, IsTheBeginningOfALargerOne) {
  const auto small = architecture_sample(nasbench201(), 100, 42).indices;
  const auto large = architecture_sample(nasbench201(), 5000, 42).indices;
  EXPECT_TRUE(std::equal(small.begin(), small.end(), large.begin()));
}

TEST(Sample, HasNoRepeats) {
  const auto indices = architecture_sample(nasbench201(), 5000, 42).indices;
  EXPECT_EQ(std::set<std::uint64_t>(indices.begin(), indices.end()).size(), 5000u);
}

TEST(Sample, OfTheWholeSpaceHasEveryArchitecture) {
  const auto indices = architecture_sample(nasbench201(), 15625, 1).indices;
  const std::set<std::uint64_t> distinct(indices.begin(), indices.end());
  EXPECT_EQ(distinct.size(), 15625u);
  EXPECT_EQ(*distinct.rbegin(), 15624u);
}

TEST(Sample, RemembersItsSeed) { EXPECT_EQ(architecture_sample(nasbench201(), 1, 42).seed, 42u); }

TEST(Sample, OfNothingOrTooMuchIsAnInputError) {
  EXPECT_EQ(message_of<InputError>([] { architecture_sample(nasbench201(), 15626, 1); }),
            "sample of 15626: expected a number from 1 to 15625, the size of nasbench201");
  EXPECT_THROW(architecture_sample(nasbench201(), 0, 1), InputError);
}

}  // namespace
}  // namespace cartograf

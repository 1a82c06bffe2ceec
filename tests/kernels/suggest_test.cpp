#include "kernels/base/suggest.hpp"

#include <gtest/gtest.h>

namespace cartograf {
namespace {

using Names = std::vector<std::string>;

TEST(NearestNames, FindTypingMistakes) {
  EXPECT_EQ(nearest_names("nasbench2O1", {"nasbench201", "darts"}), Names{"nasbench201"});
  EXPECT_EQ(nearest_names("drats", {"nasbench201", "darts"}), Names{"darts"});
}

TEST(NearestNames, ComeNearestFirst) { EXPECT_EQ(nearest_names("abcd", {"abxy", "abcx"}), (Names{"abcx", "abxy"})); }

TEST(NearestNames, AreThreeAtMost) {
  EXPECT_EQ(nearest_names("aaaa", {"aaab", "aaac", "aaad", "aaae"}), (Names{"aaab", "aaac", "aaad"}));
}

TEST(NearestNames, LeaveOutWhatIsFar) { EXPECT_EQ(nearest_names("qqqqqqqq", {"nasbench201"}), Names{}); }

TEST(NearestNames, TakeNoCandidates) { EXPECT_EQ(nearest_names("x", {}), Names{}); }

TEST(DidYouMean, JoinsTheNames) {
  EXPECT_EQ(did_you_mean("aaaa", {"aaab"}), "; did you mean aaab?");
  EXPECT_EQ(did_you_mean("aaaa", {"aaab", "aaac"}), "; did you mean aaab or aaac?");
  EXPECT_EQ(did_you_mean("aaaa", {"aaab", "aaac", "aaad"}), "; did you mean aaab, aaac or aaad?");
}

TEST(DidYouMean, ListsAllWhenNothingIsNear) { EXPECT_EQ(did_you_mean("zzzzzz", {"aaab", "bbbc"}), "; there are aaab, bbbc"); }

}  // namespace
}  // namespace cartograf

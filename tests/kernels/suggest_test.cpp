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

TEST(NearestNames, LeaveOutWhatIsMuchFartherThanTheNearest) {
  EXPECT_EQ(nearest_names("--sampel", {"--families", "--sample"}), Names{"--sample"});
  EXPECT_EQ(nearest_names("abcdefgh", {"abcdefgX", "abcdefXX", "abcdeXXX"}), (Names{"abcdefgX", "abcdefXX"}));  // 1, 2 and 3 letters
  EXPECT_EQ(nearest_names("accuracy", {"acc", "accuraci"}), (Names{"accuraci", "acc"}));                        // which begins it
}

TEST(NearestNames, AreTheOneThatDiffersInCaseAlone) {
  EXPECT_EQ(nearest_names("GP", {"rf", "knn", "gp", "lr"}), Names{"gp"});
  EXPECT_EQ(nearest_names("Xgb", {"xgb+", "xgb"}), Names{"xgb"});
}

TEST(NearestNames, TakeNoCandidates) { EXPECT_EQ(nearest_names("x", {}), Names{}); }

TEST(DidYouMean, JoinsTheNames) {
  EXPECT_EQ(did_you_mean("aaaa", {"aaab"}), "; did you mean aaab?");
  EXPECT_EQ(did_you_mean("aaaa", {"aaab", "aaac"}), "; did you mean aaab or aaac?");
  EXPECT_EQ(did_you_mean("aaaa", {"aaab", "aaac", "aaad"}), "; did you mean aaab, aaac or aaad?");
}

TEST(DidYouMean, ListsAllWhenNothingIsNear) { EXPECT_EQ(did_you_mean("zzzzzz", {"aaab", "bbbc"}), "; there are aaab, bbbc"); }

}  // namespace
}  // namespace cartograf

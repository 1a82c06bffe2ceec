#include "io/files/glob.hpp"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace cartograf {
namespace {

TEST(Glob, Examples) {
  EXPECT_TRUE(matches_glob("op_count_*", "op_count_3"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_FALSE(matches_glob("", "x"));
  EXPECT_TRUE(matches_glob("max_op_on_path[[]0, 1]", "max_op_on_path[0, 1]"));
  EXPECT_TRUE(matches_glob("a\\*b", "a*b"));
  EXPECT_FALSE(matches_glob("a\\*b", "axb"));
  EXPECT_TRUE(matches_glob("[[:digit:]]*", "7 of nine"));
  EXPECT_TRUE(matches_glob("[]x]", "]"));
}

// The oracle is the C library's.
TEST(Glob, IsThatOfTheCLibrary) {
  std::mt19937 random(1);
  const std::string of_globs = "ab**??[]!^-[a][!b][a-b]", of_texts = "aab]-!";
  const auto word = [&](const std::string& letters, int most) {
    std::string text;
    for (int n = static_cast<int>(random() % static_cast<unsigned>(most + 1)); n > 0; --n) text += letters[random() % letters.size()];
    return text;
  };
  int n_matches = 0;
  for (int i = 0; i < 300'000; ++i) {
    const std::string glob = word(of_globs, 9), text = word(of_texts, 6);
    const bool expected = fnmatch(glob.c_str(), text.c_str(), 0) == 0;
    ASSERT_EQ(matches_glob(glob, text), expected) << "'" << glob << "' and '" << text << "'";
    n_matches += expected;
  }
  EXPECT_GT(n_matches, 10'000);
}

TEST(Glob, OfManyStarsIsAnswered) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  EXPECT_FALSE(matches_glob(glob + "*b", std::string(5000, 'a')));
  EXPECT_TRUE(matches_glob(glob, std::string(5000, 'a')));
}

}  // namespace
}  // namespace cartograf

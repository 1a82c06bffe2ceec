#include "kernels/base/printable.hpp"

#include <gtest/gtest.h>

#include <cartograf/error.hpp>

#include <vector>

namespace cartograf {
namespace {

using namespace std::string_literals;

TEST(Printable, LeavesTextAlone) {
  const std::string text = "a (b) 'c' \\ \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\n\tend";
  EXPECT_EQ(printable(text), text);
}

TEST(Printable, EscapesControlCharacters) {
  EXPECT_EQ(printable("\x1b[31mred\x07\r\x7f"), "\\x1b[31mred\\x07\\x0d\\x7f");
  EXPECT_EQ(printable("a\0b"s), "a\\x00b");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");           // CSI, one character
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // what follows would be read from right to left
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\xe2\x80\xa8");     // a line separator does nothing to a terminal
}

TEST(Printable, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\xc3("), "\\xc3(");
  EXPECT_EQ(printable("\xc0\x80"), "\\xc0\\x80");
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
}

TEST(Printable, ChangesNothingTwice) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(printable(printable(all)), printable(all));
}

TEST(InQuotes, StandsOnOneLineAndIsCut) {
  EXPECT_EQ(in_quotes("two\nlines\tand\x01"), "'two\\nlines\\tand\\x01'");
  EXPECT_EQ(in_quotes("abcdef", 6), "'abcdef'");
  EXPECT_EQ(in_quotes("abcdefg", 6), "'abcdef...'");
  EXPECT_EQ(in_quotes("abcde\xc3\xa4", 6), "'abcde...'");  // not inside of a character
  EXPECT_EQ(in_quotes(std::string(1000, 'x')).size(), kMostQuoted + 5);
}

TEST(Beginning, HoldsWholeCharacters) {
  EXPECT_EQ(beginning("abc", 5), "abc");
  EXPECT_EQ(beginning("ab\xc3\xa4", 3), "ab");
  EXPECT_EQ(beginning("ab\xff\xff", 3), "ab\xff");
}

TEST(Listed, QuotesWhatWouldMislead) {
  EXPECT_EQ(listed(std::vector<std::string>{"net", " acc", "a,b", ""}), "net, ' acc', 'a,b', ''");
  EXPECT_TRUE(listed(std::vector<std::string>(70, "x")).ends_with("x and 20 more"));
}

// what() is a C string.
TEST(Printable, KeepsAMessageBehindANul) {
  EXPECT_STREQ(InputError("k.txt:1:1: found '\0\x1b'; more"s).what(), "k.txt:1:1: found '\\x00\\x1b'; more");
}

}  // namespace
}  // namespace cartograf

// Values as Python and JSON write them.
#include "host/notation/literal.hpp"

#include <gtest/gtest.h>

#include "host/space/search_space.hpp"

namespace cartograf {
namespace {

std::string tuple(const char* text) { return tuple_text_of(parse_literal(text)).text; }

TEST(Literals, OfNumbersAreTuples) {
  EXPECT_EQ(tuple("[1, [2, 3], ()]"), "(1, (2, 3), ())");
  EXPECT_EQ(tuple("(-1, 2,)"), "(-1, 2)");
  EXPECT_EQ(tuple("[True, False, true]"), "(1, 0, 1)");
  EXPECT_EQ(tuple("[1.0, 2., 3e0]"), "(1, 2, 3)");
  EXPECT_EQ(tuple("range(2, 6)"), "(2, 3, 4, 5)");
  EXPECT_EQ(tuple("numpy.array([[1 2] [3 4]])"), "((1, 2), (3, 4))");
}

TEST(Literals, KnowWhereTheyStand) {
  const Literal literal = parse_literal("f(a = 'x', b=[ 7 ])");
  ASSERT_EQ(literal.kind, Literal::Kind::call);
  EXPECT_EQ(literal.text, "f");
  ASSERT_NE(literal.member("a"), nullptr);
  EXPECT_EQ(literal.member("a")->text, "x");
  EXPECT_EQ(literal.member("a")->position, 6u);
  EXPECT_EQ(literal.member("b")->items.at(0).position, 15u);
  EXPECT_EQ(literal.member("c"), nullptr);
}

TEST(Literals, ThatAreNoneAreRefused) {
  for (const char* text : {"", "[", "[1", "[1,", "[1 2)", "(1 2)", "{1: 2}", "{'a' 2}", "'a", "f(", "f", "1 2", "range(0, 1000)", "[1;2]", "é"}) {
    EXPECT_THROW(parse_literal(text), KeyError) << text;
  }
}

}  // namespace
}  // namespace cartograf

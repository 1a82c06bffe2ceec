// Index <-> key, and keys that are none.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "host/space/tuple_key.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

TEST(Nasbench201Keys, IndexToKeyAndBackOverTheWholeSpace) {
  const auto space = find_space("nasbench201");
  ASSERT_EQ(space->size(), reference::kNasbench201Size);
  for (std::uint64_t index = 0; index < space->size(); ++index) ASSERT_EQ(space->index_of(space->key(index)), index);
}

TEST(Nasbench201Keys, AreInLexicographicOrder) {
  const auto space = find_space("nasbench201");
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(space->key(index), reference::nasbench201_key_text(reference::nasbench201_key(index)));
  }
}

TEST(Nasbench201Keys, FitTheirWidth) {
  const auto space = find_space("nasbench201");
  EXPECT_EQ(space->key_width(), std::string("(0, 0, 0, 0, 0, 0)").size());
}

TEST(Nasbench201Keys, MayHaveAnyBlanksBetweenTheirParts) {
  const auto space = find_space("nasbench201");
  for (const char* key : {"(1,2,3,4,0,1)", "  ( 1 , 2,3,  4,0,1 )  ", "(1, 2, 3, 4, 0, 1)"}) EXPECT_EQ(space->index_of(key), 4851u) << key;
}

struct BadKey {
  const char* name;
  std::string key;
  std::size_t position;
  std::string message;
};

class BadKeys : public testing::TestWithParam<BadKey> {};

TEST_P(BadKeys, AreRejectedWithPlaceAndReason) {
  const auto space = find_space("nasbench201");
  try {
    space->index_of(GetParam().key);
    FAIL() << "accepted";
  } catch (const KeyError& error) {
    EXPECT_EQ(error.position(), GetParam().position);
    EXPECT_EQ(error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Nasbench201, BadKeys,
    testing::Values(
        BadKey{"empty", "", 0, "expected '(', found the end of the key"},
        BadKey{"no_parenthesis", "0, 1, 2, 3, 4, 0", 0, "expected '(', found '0, 1, 2, 3, '"},
        BadKey{"digit_5", "(0, 1, 2, 5, 4, 0)", 10, "expected a number from 0 to 4, found '5, 4, 0)'"},
        BadKey{"negative", "(0, -1, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found '-1, 2, 3, 4,'"},
        BadKey{"letter", "(0, x, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found 'x, 2, 3, 4, '"},
        BadKey{"huge_number", "(0, 99999999999999999999, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found '999999999999'"},
        BadKey{"missing_number", "(0, , 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found ', 2, 3, 4, 0'"},
        BadKey{"too_few", "(0, 1, 2)", 8, "expected ',' (the key has 6 numbers), found ')'"},
        BadKey{"too_many", "(0, 1, 2, 3, 4, 0, 1)", 17, "expected ')' after 6 numbers, found ', 1)'"},
        BadKey{"unfinished", "(0, 1, 2, 3, 4, 0", 17, "expected ')' after 6 numbers, found the end of the key"},
        BadKey{"trailing_text", "(0, 1, 2, 3, 4, 0) x", 19, "expected the end of the key, found 'x'"},
        BadKey{"two_keys", "(0, 1, 2, 3, 4, 0)(0, 1, 2, 3, 4, 0)", 18, "expected the end of the key, found '(0, 1, 2, 3,'"},
        BadKey{"floating_point", "(0.0, 1, 2, 3, 4, 0)", 2, "expected ',' (the key has 6 numbers), found '.0, 1, 2, 3,'"},
        BadKey{"tab", "(0,\t1, 2, 3, 4, 0)", 3, "expected a number from 0 to 4, found '\t1, 2, 3, 4,'"},
        BadKey{"zero_byte", std::string("(0, 1, 2, 3, 4, 0)\0", 19), 18, "expected the end of the key, found '"}),  // what() ends there
    [](const auto& test) { return test.param.name; });

TEST(TupleKey, WritesWhatItReads) {
  EXPECT_EQ(tuple_text({3, 1, 2}), "(3, 1, 2)");
  EXPECT_EQ(parse_tuple("(3, 1, 2)", 3, 4), (std::vector<int>{3, 1, 2}));
}

TEST(TupleKey, OfOneNumber) { EXPECT_EQ(parse_tuple(tuple_text({11}), 1, 12), std::vector<int>{11}); }

}  // namespace
}  // namespace cartograf

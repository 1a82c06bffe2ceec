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
    ASSERT_EQ(space->key(index), reference::key_text(reference::nasbench201_key(index)));
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

TEST(MicroKeys, IndexToKeyAndBackOverTheWholeSpace) {
  const auto space = find_space("transnasbench101_micro");
  ASSERT_EQ(space->size(), reference::kMicroSize);
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(space->key(index), reference::key_text(reference::micro_key(index)));
    ASSERT_EQ(space->index_of(space->key(index)), index);
    ASSERT_EQ(space->encode(space->key(index)).words, words_of(*space, index));
  }
}

TEST(MicroKeys, NameTheEdgesInThePublishedOrder) {
  const auto space = find_space("transnasbench101_micro");
  const AdjacencyBits bits = space->adjacency_bits();
  const char* edges[] = {"1->2", "1->3", "2->3", "1->4", "2->4", "3->4"};
  for (std::size_t position = 0; position < 6; ++position) {
    reference::Key key{};
    key[position] = 1;
    const auto words = space->encode(reference::key_text(key)).words;
    ASSERT_EQ(popcount(words[1]), 1);
    EXPECT_EQ(bits.edges[static_cast<std::size_t>(lowest_bit(words[1]))], edges[position]);
  }
}

struct BadKey {
  const char* space;
  const char* name;
  std::string key;
  std::size_t position;
  std::string message;
};

class BadKeys : public testing::TestWithParam<BadKey> {};

TEST_P(BadKeys, AreRejectedWithPlaceAndReason) {
  const auto space = find_space(GetParam().space);
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
        BadKey{"nasbench201", "empty", "", 0, "expected '(', found the end of the key"},
        BadKey{"nasbench201", "no_parenthesis", "0, 1, 2, 3, 4, 0", 0, "expected '(', found '0, 1, 2, 3, '"},
        BadKey{"nasbench201", "digit_5", "(0, 1, 2, 5, 4, 0)", 10, "expected a number from 0 to 4, found '5, 4, 0)'"},
        BadKey{"nasbench201", "negative", "(0, -1, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found '-1, 2, 3, 4,'"},
        BadKey{"nasbench201", "letter", "(0, x, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found 'x, 2, 3, 4, '"},
        BadKey{"nasbench201", "huge_number", "(0, 99999999999999999999, 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found '999999999999'"},
        BadKey{"nasbench201", "missing_number", "(0, , 2, 3, 4, 0)", 4, "expected a number from 0 to 4, found ', 2, 3, 4, 0'"},
        BadKey{"nasbench201", "too_few", "(0, 1, 2)", 8, "expected ',' (the key has 6 numbers), found ')'"},
        BadKey{"nasbench201", "too_many", "(0, 1, 2, 3, 4, 0, 1)", 17, "expected ')' after 6 numbers, found ', 1)'"},
        BadKey{"nasbench201", "unfinished", "(0, 1, 2, 3, 4, 0", 17, "expected ')' after 6 numbers, found the end of the key"},
        BadKey{"nasbench201", "trailing_text", "(0, 1, 2, 3, 4, 0) x", 19, "expected the end of the key, found 'x'"},
        BadKey{"nasbench201", "two_keys", "(0, 1, 2, 3, 4, 0)(0, 1, 2, 3, 4, 0)", 18, "expected the end of the key, found '(0, 1, 2, 3,'"},
        BadKey{"nasbench201", "floating_point", "(0.0, 1, 2, 3, 4, 0)", 2, "expected ',' (the key has 6 numbers), found '.0, 1, 2, 3,'"},
        BadKey{"nasbench201", "tab", "(0,\t1, 2, 3, 4, 0)", 3, "expected a number from 0 to 4, found '\\t1, 2, 3, 4,'"},
        BadKey{"nasbench201", "zero_byte", std::string("(0, 1, 2, 3, 4, 0)\0", 19), 18, "expected the end of the key, found '\\x00'"}),
    [](const auto& test) { return test.param.name; });

TEST(TupleKey, WritesWhatItReads) {
  EXPECT_EQ(tuple_text({3, 1, 2}), "(3, 1, 2)");
  EXPECT_EQ(parse_tuple("(3, 1, 2)", {3, 3, 3}), (std::vector<int>{3, 1, 2}));
}

TEST(TupleKey, HoldsTheSmallestAndTheLargestNumberOfEachPlace) {
  EXPECT_EQ(parse_tuple("(0, 4)", {1, 4}), (std::vector<int>{0, 4}));
  EXPECT_EQ(parse_tuple("(1, 0)", {1, 4}), (std::vector<int>{1, 0}));
  EXPECT_THROW(parse_tuple("(-1, 4)", {1, 4}), KeyError);
  EXPECT_THROW(parse_tuple("(2, 4)", {1, 4}), KeyError);
  EXPECT_THROW(parse_tuple("(1, 5)", {1, 4}), KeyError);
}

TEST(TupleKey, OfOneNumber) { EXPECT_EQ(parse_tuple(tuple_text({11}), {11}), std::vector<int>{11}); }

}  // namespace
}  // namespace cartograf

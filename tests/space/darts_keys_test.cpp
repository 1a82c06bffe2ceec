// Index <-> key of DARTS cells and pairs, and keys that are none.
#include <gtest/gtest.h>

#include <random>

#include "host/space/catalog.hpp"
#include "tests/reference/darts.hpp"

namespace cartograf {
namespace {

using reference::kDartsCells;

TEST(DartsCellKeys, IndexToKeyAndBackOnAMillionRandomCells) {
  const auto space = find_space("darts_cell");
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t index = random() % kDartsCells;
    ASSERT_EQ(space->index_of(space->key(index)), index);
  }
}

TEST(DartsCellKeys, AreThoseOfTheOracle) {
  const auto space = find_space("darts_cell");
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t index = i == 0 ? 0 : i == 1 ? kDartsCells - 1
                                                    : random() % kDartsCells;
    const std::string key = reference::darts_text({reference::darts_cell(index)});
    ASSERT_EQ(space->key(index), key);
    ASSERT_EQ(key.size(), space->key_width());
    const EncodedKey encoded = space->encode(key);
    ASSERT_EQ(encoded.index, index);
    ASSERT_EQ(encoded.words, words_of(*space, index));
  }
}

TEST(DartsKeys, AreThoseOfTheOracle) {
  const auto space = find_space("darts");
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t normal = i == 0 ? kDartsCells - 1 : random() % kDartsCells;
    const std::uint64_t reduction = i == 0 ? kDartsCells - 1 : random() % kDartsCells;
    const std::string key = reference::darts_text({reference::darts_cell(normal), reference::darts_cell(reduction)});
    ASSERT_EQ(space->key(normal * kDartsCells + reduction), key);
    const EncodedKey encoded = space->encode(key);
    ASSERT_EQ(encoded.index, normal * kDartsCells + reduction);
    ASSERT_EQ(encoded.words, words_of(*space, encoded.index));
  }
}

TEST(DartsKeys, MayListTheSourcesOfANodeInEitherOrder) {
  const auto space = find_space("darts_cell");
  std::mt19937_64 random(4);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t index = random() % kDartsCells;
    reference::DartsCell cell = reference::darts_cell(index);
    for (std::size_t node = 0; node < 4; ++node) {
      if (random() % 2 == 0) std::swap(cell[2 * node], cell[2 * node + 1]);
    }
    const EncodedKey encoded = space->encode(reference::darts_cell_text(cell));
    ASSERT_EQ(encoded.index, index);
    ASSERT_EQ(encoded.words, words_of(*space, index));
  }
}

const std::string kCell = "((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2))";

TEST(DartsKeys, MayHaveAnyBlanksBetweenTheirParts) {
  const auto space = find_space("darts");
  const std::uint64_t index = space->index_of("(" + kCell + ", " + kCell + ")");
  std::string dense = "(" + kCell + "," + kCell + ")";
  std::erase(dense, ' ');
  EXPECT_EQ(space->index_of(dense), index);
  EXPECT_EQ(space->index_of("  ( " + kCell + "  ,  " + kCell + "  )  "), index);
}

/// The key with `old_part`, which stands there once, replaced; a bad key, and where.
struct BadCell {
  const char* name;
  std::string key;
  std::string found_at;  ///< the text that begins at the position
  std::string message;
};

class BadDartsCells : public testing::TestWithParam<BadCell> {};

TEST_P(BadDartsCells, AreRejectedWithPlaceAndReason) {
  const auto& [name, key, found_at, message] = GetParam();
  // As a cell, and as the reduction cell of a pair: there the position counts from the beginning of the whole key.
  const std::string before = "(" + kCell + ", ";
  for (const bool pair : {false, true}) {
    if (pair && std::string(name) == "trailing_text") continue;
    const auto space = find_space(pair ? "darts" : "darts_cell");
    const std::string whole = pair ? before + key : key;
    try {
      space->index_of(whole);
      FAIL() << "accepted";
    } catch (const KeyError& error) {
      EXPECT_EQ(whole.substr(error.position()), found_at) << error.what();
      EXPECT_EQ(error.what(), message);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    DartsCell, BadDartsCells,
    testing::Values(
        BadCell{"empty", "", "", "expected '(' before the 8 pairs of a cell, found the end of the key"},
        BadCell{"same_source_twice", "((0, 0), (0, 5), (1, 1), (0, 1))", "(0, 5), (1, 1), (0, 1))",
                "expected a source other than 0, as the two sources of a node differ, found '(0, 5), (1, '"},
        BadCell{"same_source_twice_in_the_last_node", "((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (4, 3), (4, 2))", "(4, 2))",
                "expected a source other than 4, as the two sources of a node differ, found '(4, 2))'"},
        BadCell{"source_out_of_range", "((0, 0), (2, 5), (1, 1))", "2, 5), (1, 1))", "expected a number from 0 to 1, found '2, 5), (1, 1'"},
        BadCell{"source_out_of_range_in_the_last_node", "((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (5, 3), (3, 2))",
                "5, 3), (3, 2))", "expected a number from 0 to 4, found '5, 3), (3, 2'"},
        BadCell{"negative_source", "((-1, 0), (1, 5))", "-1, 0), (1, 5))", "expected a number from 0 to 1, found '-1, 0), (1, '"},
        BadCell{"operation_7", "((0, 7), (1, 5))", "7), (1, 5))", "expected a number from 0 to 6, found '7), (1, 5))'"},
        BadCell{"operation_missing", "((0), (1, 5))", "), (1, 5))", "expected ',' between a source and its operation, found '), (1, 5))'"},
        BadCell{"parenthesis_missing_before_a_pair", "((0, 0), 1, 5)", "1, 5)", "expected '(' before a source and its operation, found '1, 5)'"},
        BadCell{"parenthesis_missing_after_a_pair", "((0, 0, (1, 5))", ", (1, 5))",
                "expected ')' after a source and its operation, found ', (1, 5))'"},
        BadCell{"parenthesis_missing_at_the_end", kCell.substr(0, kCell.size() - 1), "", "expected ')' after 8 pairs, found the end of the key"},
        BadCell{"seven_pairs", "((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3))", ")", "expected ',' (a cell has 8 pairs), found ')'"},
        BadCell{"nine_pairs", kCell.substr(0, kCell.size() - 1) + ", (0, 0))", ", (0, 0))", "expected ')' after 8 pairs, found ', (0, 0))'"},
        BadCell{"trailing_text", kCell + " x", "x", "expected the end of the key, found 'x'"}),
    [](const auto& test) { return test.param.name; });

struct BadPair {
  const char* name;
  std::string key;
  std::string found_at;
  std::string message;
};

class BadDarts : public testing::TestWithParam<BadPair> {};

TEST_P(BadDarts, AreRejectedWithPlaceAndReason) {
  const auto& [name, key, found_at, message] = GetParam();
  try {
    find_space("darts")->index_of(key);
    FAIL() << "accepted";
  } catch (const KeyError& error) {
    EXPECT_EQ(key.substr(error.position()), found_at) << error.what();
    EXPECT_EQ(error.what(), message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Darts, BadDarts,
    testing::Values(BadPair{"empty", "", "", "expected '(' before the normal cell, found the end of the key"},
                    BadPair{"one_cell", "(" + kCell + ")", ")", "expected ',' before the reduction cell, found ')'"},
                    BadPair{"parenthesis_missing", "(" + kCell + ", " + kCell, "", "expected ')' after the reduction cell, found the end of the key"},
                    BadPair{"three_cells", "(" + kCell + ", " + kCell + ", " + kCell + ")", ", " + kCell + ")",
                            "expected ')' after the reduction cell, found ', ((0, 0), ('"},
                    BadPair{"trailing_text", "(" + kCell + ", " + kCell + ") x", "x", "expected the end of the key, found 'x'"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cartograf

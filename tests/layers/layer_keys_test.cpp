// Index <-> key of the layered built-in spaces, and keys that are none.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "host/space/catalog.hpp"
#include "tests/layers/layer_oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"
#include "host/family/family.hpp"

namespace cartograf {
namespace {

using testing_support::GoldenTable;
using testing_support::shared_file;

struct SpaceCase {
  const char* name;
  std::unique_ptr<SearchSpace> (*make)();
  std::uint64_t size;
  std::size_t key_width;
  const char* first_key;
  const char* last_key;
};

class LayerSpaces : public testing::TestWithParam<SpaceCase> {};

TEST_P(LayerSpaces, HaveTheirSizeAndName) {
  const auto space = GetParam().make();
  EXPECT_EQ(space->size(), GetParam().size);
  EXPECT_EQ(space->name(), GetParam().name);
}

TEST_P(LayerSpaces, IndexToKeyAndBackOverTheWholeSpace) {
  const auto space = GetParam().make();
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    const EncodedKey encoded = space->encode(space->key(index));
    ASSERT_EQ(encoded.index, index);
    ASSERT_EQ(encoded.words, words_of(*space, index));
  }
}

TEST_P(LayerSpaces, WordsToIndexOverTheWholeSpace) {
  const auto space = GetParam().make();
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(space->encode_words(words_of(*space, index)).index, index);
  }
}

TEST_P(LayerSpaces, FirstAndLastKey) {
  const auto space = GetParam().make();
  EXPECT_EQ(space->key(0), GetParam().first_key);
  EXPECT_EQ(space->key(space->size() - 1), GetParam().last_key);
}

TEST_P(LayerSpaces, TheLongestKeyFillsTheKeyWidth) {
  const auto space = GetParam().make();
  std::size_t longest = 0;
  for (std::uint64_t index = 0; index < space->size(); ++index) longest = std::max(longest, space->key(index).size());
  EXPECT_EQ(space->key_width(), longest);
  EXPECT_EQ(space->key_width(), GetParam().key_width);
}

// Any damage gives a KeyError inside the key, or another key of the space.
TEST_P(LayerSpaces, DamagedKeysAreRejectedOrMeanAnArchitecture) {
  const auto space = GetParam().make();
  std::mt19937_64 random(7);
  const std::string characters = "0123456789(), -x";
  for (int i = 0; i < 20'000; ++i) {
    std::string key = space->key(random() % space->size());
    for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
      const std::size_t at = random() % (key.size() + 1);
      const std::string inserted(random() % 2, characters[random() % characters.size()]);
      key.replace(at, random() % 3, inserted);
    }
    try {
      const EncodedKey encoded = space->encode(key);
      ASSERT_LT(encoded.index, space->size()) << key;
      ASSERT_EQ(encoded.words, words_of(*space, encoded.index)) << key;
    } catch (const KeyError& error) {
      ASSERT_LE(error.position(), key.size()) << key;
    }
  }
}

TEST_P(LayerSpaces, HaveTheSameColumnsInAllConventions) {
  const auto space = GetParam().make();
  const FeatureSet first = select_features(*space, Convention::graf_nas, {});
  for (const Convention convention : kConventions) EXPECT_EQ(select_features(*space, convention, {}).columns(), first.columns());
}

INSTANTIATE_TEST_SUITE_P(
    BuiltIn, LayerSpaces,
    testing::Values(SpaceCase{"transnasbench101_macro", make_transnasbench101_macro, 3'256, 18, "(1, 1, 1, 4)", "(4, 4, 4, 3, 1, 1)"},
                    SpaceCase{"nasbench_macro", make_nasbench_macro, 6'561, 8, "00000000", "22222222"},
                    SpaceCase{"naap440", make_naap440, 440, 3, "1", "440"}),
    [](const auto& test) { return std::string(test.param.name); });

struct TableCase {
  const char* name;
  std::unique_ptr<SearchSpace> (*make)();
};

class LayerSpaceTables : public testing::TestWithParam<TableCase> {};

TEST_P(LayerSpaceTables, HoldEveryKeyOnce) {
  const auto path = shared_file("data/" + std::string(GetParam().name) + "/accuracy.csv");
  CARTOGRAF_SKIP_WITHOUT(path);
  const auto space = GetParam().make();
  std::vector<bool> seen(space->size());
  for (const std::string& key : GoldenTable::read(path).keys) {
    const std::uint64_t index = space->index_of(key);
    ASSERT_EQ(space->key(index), key);
    ASSERT_FALSE(seen[index]) << key;
    seen[index] = true;
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), false), 0);
}

INSTANTIATE_TEST_SUITE_P(Published, LayerSpaceTables,
                         testing::Values(TableCase{"transnasbench101_macro", make_transnasbench101_macro}, TableCase{"nasbench_macro", make_nasbench_macro}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TransnasMacroKeys, AreInTheOrderOfTheOracle) {
  const auto space = make_transnasbench101_macro();
  const std::vector<reference::Chain> keys = reference::transnas_macro_keys();
  ASSERT_EQ(keys.size(), space->size());
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(reference::numbers_in(space->key(index), false), keys[index]);
  }
}

TEST(TransnasMacroKeys, OfEachLength) {
  const auto space = make_transnasbench101_macro();
  std::array<int, 7> n{};
  for (std::uint64_t index = 0; index < space->size(); ++index) ++n[reference::numbers_in(space->key(index), false).size()];
  EXPECT_EQ(n, (std::array<int, 7>{0, 0, 0, 0, 210, 750, 2'296}));
}

TEST(TransnasMacroKeys, MayHaveAnyBlanksBetweenTheirParts) {
  const auto space = make_transnasbench101_macro();
  EXPECT_EQ(space->index_of("  ( 1,1 ,  1,4)  "), 0u);
}

TEST(NasbenchMacroKeys, AreNumbersOfBaseThree) {
  const auto space = make_nasbench_macro();
  EXPECT_EQ(space->key(5), "00000012");
  EXPECT_EQ(space->index_of("10000000"), 2'187u);
}

struct BadKey {
  const char* name;
  std::unique_ptr<SearchSpace> (*make)();
  std::string key;
  std::size_t position;
  std::string message;
};

class BadLayerKeys : public testing::TestWithParam<BadKey> {};

TEST_P(BadLayerKeys, AreRejectedWithPlaceAndReason) {
  const auto space = GetParam().make();
  try {
    space->index_of(GetParam().key);
    FAIL() << "accepted";
  } catch (const KeyError& error) {
    EXPECT_EQ(error.position(), GetParam().position);
    EXPECT_EQ(error.what(), GetParam().message);
  }
}

const std::string kRule = "1 to 4 modules with stride 2 (3, 4) and 1 to 3 modules that double the channels (2, 4)";

INSTANTIATE_TEST_SUITE_P(
    TransnasMacro, BadLayerKeys,
    testing::Values(
        BadKey{"empty", make_transnasbench101_macro, "", 0, "expected '(', found the end of the key"},
        BadKey{"digit_0", make_transnasbench101_macro, "(1, 0, 1, 4)", 4, "expected a number from 1 to 4, found '0, 1, 4)'"},
        BadKey{"digit_5", make_transnasbench101_macro, "(1, 5, 1, 4)", 4, "expected a number from 1 to 4, found '5, 1, 4)'"},
        BadKey{"too_few", make_transnasbench101_macro, "(1, 4, 1)", 8, "expected ',' (the key has 4, 5 or 6 numbers), found ')'"},
        BadKey{"too_many", make_transnasbench101_macro, "(1, 1, 1, 1, 1, 4, 1)", 17, "expected ')' after 6 numbers, found ', 1)'"},
        BadKey{"unfinished", make_transnasbench101_macro, "(1, 1, 1, 4", 11, "expected ')' after 4 numbers, found the end of the key"},
        BadKey{"trailing_text", make_transnasbench101_macro, "(1, 1, 1, 4)x", 12, "expected the end of the key, found 'x'"},
        BadKey{"no_stride", make_transnasbench101_macro, " (2, 1, 1, 1)", 1, "expected " + kRule + ", found '(2, 1, 1, 1)'"},
        BadKey{"no_doubling", make_transnasbench101_macro, "(3, 1, 1, 1)", 0, "expected " + kRule + ", found '(3, 1, 1, 1)'"},
        BadKey{"five_strides", make_transnasbench101_macro, "(3, 3, 3, 3, 4)", 0, "expected " + kRule + ", found '(3, 3, 3, 3,'"},
        BadKey{"four_doublings", make_transnasbench101_macro, "(4, 2, 2, 2)", 0, "expected " + kRule + ", found '(4, 2, 2, 2)'"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NasbenchMacro, BadLayerKeys,
    testing::Values(
        BadKey{"empty", make_nasbench_macro, "", 0, "expected a digit (the key has 8 digits), found the end of the key"},
        BadKey{"leading_zero_lost", make_nasbench_macro, "2012100", 7, "expected a digit (the key has 8 digits), found the end of the key"},
        BadKey{"too_long", make_nasbench_macro, "020121000", 8, "expected the end of the key, found '0'"},
        BadKey{"digit_3", make_nasbench_macro, "02032100", 3, "expected a digit from 0 to 2, found '32100'"},
        BadKey{"blank", make_nasbench_macro, "0201 2100", 4, "expected a digit from 0 to 2, found ' 2100'"},
        BadKey{"tuple", make_nasbench_macro, "(0, 2)", 0, "expected a digit from 0 to 2, found '(0, 2)'"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Naap440, BadLayerKeys,
    testing::Values(BadKey{"empty", make_naap440, "", 0, "expected a number from 1 to 440, found the end of the key"},
                    BadKey{"zero", make_naap440, "0", 0, "expected a number from 1 to 440, found '0'"},
                    BadKey{"beyond", make_naap440, "441", 0, "expected a number from 1 to 440, found '441'"},
                    BadKey{"negative", make_naap440, "-1", 0, "expected a number from 1 to 440, found '-1'"},
                    BadKey{"floating_point", make_naap440, "17.0", 2, "expected the end of the key, found '.0'"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cartograf

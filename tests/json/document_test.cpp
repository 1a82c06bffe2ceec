// What documents mean: defaults, index order, costs, the largest that are allowed.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/family/family.hpp"
#include "tests/json/examples.hpp"

namespace cartograf {
namespace {

using namespace testing_json;
using nlohmann::json;

json chain(int n_edges, int n_ops) {
  json document = {{"name", "chain"}, {"kind", "edges"}, {"nodes", 32}};
  for (int i = 0; i < n_ops; ++i) document["operations"].push_back("op" + std::to_string(i));
  for (int from = 1, n = 0; from < 32 && n < n_edges; ++from) {
    for (int to = from + 1; to <= std::min(32, from + 3) && n < n_edges; ++to, ++n) document["edges"].push_back({from, to});
  }
  return document;
}

TEST(Document, IndexOrderIsThatOfTheKey) {
  json document = chain(3, 2);
  document["edges"] = {{2, 3}, {1, 3}, {1, 2}};
  const auto space = space_of(document);
  EXPECT_EQ(space->key(1), "(0, 0, 1)");
  EXPECT_EQ(space->adjacency_bits().edges, (std::vector<std::string>{"1->3", "1->2", "2->3"}));
  EXPECT_EQ(words_of(*space, 1), (std::vector<std::uint64_t>{0b101, 0b010}));
}

TEST(Document, LargestSpaces) {
  EXPECT_EQ(space_of(chain(62, 2))->size(), std::uint64_t{1} << 62);
  EXPECT_EQ(space_of(chain(64, 1))->size(), 1u);
  EXPECT_EQ(space_of(chain(1, 14))->size(), 14u);
  const json layers = {{"name", "l"}, {"kind", "layers"}, {"layers", 59}, {"attributes", {{{"name", "a"}, {"values", {1, 2}}}}}};
  EXPECT_EQ(space_of(layers)->size(), std::uint64_t{1} << 59);
}

TEST(Document, KeysOfTheLargestSpaceGoBackAndForth) {
  const auto space = space_of(chain(62, 2));
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{0x123456789abcdef}, (std::uint64_t{1} << 62) - 1}) {
    EXPECT_EQ(space->index_of(space->key(index)), index);
  }
}

TEST(Document, TextsAreOrderedValuesAndNumbersTheirOwn) {
  json document = {{"name", "l"}, {"kind", "layers"}, {"layers", 2}};
  document["attributes"] = {{{"name", "w"}, {"values", {-128, 127}}}, {{"name", "size"}, {"values", {"small", "large"}}}};
  const auto space = space_of(document);
  EXPECT_EQ(space->adjacency_bits().operations, (std::vector<std::string>{"w_-128", "w_127", "size_small", "size_large"}));
  EXPECT_EQ(space->size(), 16u);
  EXPECT_EQ(space->key(6), "(0, 1, 1, 0)");
}

TEST(Document, LayersMayHaveChoicesOfTheirOwn) {
  const auto space = space_from_json(R"({"name": "s", "kind": "layers", "layers": [{"w": [8]}, {"w": [16, 24]}, {"w": [8, 16, 24]}],
                                         "attributes": [{"name": "w", "values": [8, 16, 24]}]})",
                                     "s.json");
  EXPECT_EQ(space->size(), 6u);
  EXPECT_EQ(space->key(0), "(0, 0, 0)");
  EXPECT_EQ(space->key(5), "(0, 1, 2)");
  // Words: the layers that have width 8, 16, 24.
  EXPECT_EQ(words_of(*space, 0), (std::vector<std::uint64_t>{0b101, 0b010, 0}));
  EXPECT_EQ(words_of(*space, 5), (std::vector<std::uint64_t>{0b001, 0, 0b110}));
  for (std::uint64_t index = 0; index < space->size(); ++index) EXPECT_EQ(space->index_of(space->key(index)), index);
}

TEST(Document, ChoicesOfALayerAreNeighbouringValues) {
  const auto error_with = [](const std::string& layers) -> std::string {
    try {
      space_from_json(R"({"name": "s", "kind": "layers", "attributes": [{"name": "w", "values": [8, 16, 24]}], "layers": )" + layers + "}", "s.json");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(error_with(R"([{"w": [8, 24]}])").find("s.json: /layers/0/w/1: expected neighbouring values"), std::string::npos);
  EXPECT_NE(error_with(R"([{"w": [16, 8]}])").find("s.json: /layers/0/w/1: expected neighbouring values"), std::string::npos);
  EXPECT_NE(error_with(R"([{"w": [32]}])").find("s.json: /layers/0/w/0: expected a value of the attribute"), std::string::npos);
  EXPECT_NE(error_with(R"([{"w": []}])").find("s.json: /layers/0/w: expected"), std::string::npos);
  EXPECT_NE(error_with(R"([{"w": [8]}, {}])").find("s.json: /layers/1: expected a member \"w\""), std::string::npos);
  EXPECT_NE(error_with(R"([{"w": [8], "v": [8]}])").find("s.json: /layers/0: unknown member \"v\""), std::string::npos);
  EXPECT_NE(error_with("[]").find("s.json: /layers: expected"), std::string::npos);
}

TEST(Document, DepthsComeFirst) {
  const json document = {{"name", "l"}, {"kind", "layers"}, {"layers", 3}, {"depths", {1, 3}}, {"attributes", {{{"name", "a"}, {"values", {1, 2}}}}}};
  const auto space = space_of(document);
  EXPECT_EQ(space->size(), 10u);
  EXPECT_EQ(space->key(1), "(1)");
  EXPECT_EQ(space->key(2), "(0, 0, 0)");
  EXPECT_EQ(space->index_of("(1, 1, 1)"), 9u);
}

TEST(Document, CostsAreLinear) {
  json document = chain(3, 2);
  document["costs"]["c"] = {{"constant", -5}, {"per_operation", {{"op1", std::int64_t{1} << 50}}}};
  const auto space = space_of(document);
  EXPECT_EQ(space->costs()[0].evaluate(words_of(*space, 7).data()), 3 * (std::int64_t{1} << 50) - 5);
}

TEST(Document, TwoTerminalPairsHaveColumnsEach) {
  const auto space = open_space(example_path("two_inputs"));
  const FeatureSet set = select_features(*space, Convention::graf_nas, {"min_path_len"});
  EXPECT_EQ(set.columns()[0].name, "min_path_len_(none)_1->5");
  EXPECT_EQ(set.columns()[1].name, "min_path_len_(none)_2->5");
  const std::vector<float> rows = features_of(*space, Convention::graf_nas, space->size(), {"min_path_len"});
  // Edges of the key: 1-3, 2-3, 1-4, 2-4, 3-4, 3-5, 4-5. `none` on 1-3 and 3-5 alone connects only the first pair.
  const std::uint64_t row = space->index_of("(0, 1, 1, 1, 1, 0, 1)");
  EXPECT_EQ(rows[row * set.columns().size()], 2);
  EXPECT_EQ(rows[row * set.columns().size() + 1], 7);
}

TEST(Document, AnyTextOfJsonIsRead) {
  EXPECT_EQ(space_from_json("\xEF\xBB\xBF" + example_text("two_inputs"), "bom.json")->size(), 2'187u);
  json document = example("two_inputs");
  document["summary"] = "Gr\u00fc\u00dfe \u4e16\u754c";
  EXPECT_EQ(space_from_json(space_of(document)->definition(), "x")->summary(), "Gr\u00fc\u00dfe \u4e16\u754c");
}

}  // namespace
}  // namespace cartograf

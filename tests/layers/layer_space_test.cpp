// Layered spaces that users define: sizes, keys, the general families against an oracle, definitions that are refused.
#include "host/space/layer_space.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <thread>

#include "tests/layers/computed_layers.hpp"
#include "tests/layers/layer_oracle.hpp"

namespace cartograf {
namespace {

using testing_layers::names_of;
using testing_layers::row_of;
using testing_layers::whole_space;

/// `n_layers` layers, each of one of `widths` (the size space of NATS-Bench: 5 layers, 8 ... 64 channels).
LayerSpaceDefinition widths_space(int n_layers, const std::vector<int>& widths) {
  LayerSpaceDefinition definition;
  definition.name = "widths";
  for (const int width : widths) definition.operations.push_back("w" + std::to_string(width));
  definition.values = widths;
  definition.n_layers = n_layers;
  for (int layer = 0; layer < n_layers; ++layer) definition.positions.push_back({layer, 0, static_cast<int>(widths.size())});
  definition.families = general_layer_families(definition);
  return definition;
}

constexpr OpSet kHeads = 0b0011, kRatio = 0b1100;

/// A transformer: each block has 3 or 4 heads and an MLP ratio of 3.5 or 4 (values in halves); `depths` blocks.
LayerSpaceDefinition transformer_space(const std::vector<int>& depths) {
  LayerSpaceDefinition definition;
  definition.name = "transformer";
  definition.operations = {"heads_3", "heads_4", "ratio_3.5", "ratio_4"};
  definition.values = {3, 4, 7, 8};
  definition.n_layers = depths.back();
  for (int layer = 0; layer < depths.back(); ++layer) {
    definition.positions.push_back({layer, 0, 2});
    definition.positions.push_back({layer, 2, 2});
  }
  for (const int depth : depths) definition.lengths.push_back(2 * depth);
  definition.families = general_layer_families(definition, {{"heads", kHeads}, {"ratio", kRatio}});
  return definition;
}

const std::vector<int> kWidths = {8, 16, 24, 32, 40, 48, 56, 64};

TEST(SizeSpace, HasItsSizeAndKeys) {
  const LayerSpace space(widths_space(5, kWidths));
  EXPECT_EQ(space.size(), 32'768u);
  EXPECT_EQ(space.key(0), "(0, 0, 0, 0, 0)");
  EXPECT_EQ(space.key(32'767), "(7, 7, 7, 7, 7)");
  EXPECT_TRUE(space.complete());
  for (std::uint64_t index = 0; index < space.size(); ++index) ASSERT_EQ(space.index_of(space.key(index)), index);
}

/// The general families of one attribute from the choices of the layers.
std::vector<double> general_features(const reference::Chain& chain, const std::vector<int>& values, int n_layers) {
  std::vector<double> features;
  const auto n_choices = static_cast<int>(values.size());
  for (int choice = 0; choice < n_choices; ++choice) features.push_back(reference::count_all(chain, {choice}));
  for (int layer = 0; layer < n_layers; ++layer) {
    for (int choice = 0; choice < n_choices; ++choice) features.push_back(reference::count_up_to(chain, {choice}, layer));
  }
  for (int choice = 0; choice < n_choices; ++choice) features.push_back(reference::longest_stretch(chain, choice));
  std::vector<int> along;
  for (const int choice : chain) along.push_back(values[static_cast<std::size_t>(choice)]);
  const reference::Steps steps = reference::steps_of(along);
  for (const int value : {steps.up, steps.down, steps.level, along.front(), along.back()}) features.push_back(value);
  return features;
}

void expect_general_features(const LayerSpace& space, const std::vector<int>& widths) {
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  const std::vector<double> values = whole_space(space, features);
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    const reference::Chain chain = reference::numbers_in(space.key(index), false);
    ASSERT_EQ(row_of(values, features, index), general_features(chain, widths, space.cell().n_elements)) << space.key(index);
  }
}

TEST(SizeSpace, FeaturesAreThoseOfTheOracleOverTheWholeSpace) { expect_general_features(LayerSpace(widths_space(5, kWidths)), kWidths); }

TEST(SizeSpace, ValuesNeedNotAscendAndMayBeNegativeOrEqual) {
  const std::vector<int> values = {5, -128, 127, 5};
  LayerSpaceDefinition definition = widths_space(4, {0, 1, 2, 3});
  definition.values = values;
  expect_general_features(LayerSpace(definition), values);
}

TEST(SizeSpace, OfOneLayer) { expect_general_features(LayerSpace(widths_space(1, {3, 4})), {3, 4}); }

TEST(SizeSpace, NumbersOfTwoDigits) {
  std::vector<int> widths(12);
  std::iota(widths.begin(), widths.end(), 1);
  const LayerSpace space(widths_space(2, widths));
  EXPECT_EQ(space.key_width(), std::string("(11, 11)").size());
  EXPECT_EQ(space.index_of("(11, 3)"), 135u);
  expect_general_features(space, widths);
}

TEST(ShorterNetworks, FeaturesAreThoseOfTheOracleOverTheWholeSpace) {
  LayerSpaceDefinition definition = widths_space(4, {1, 2, 3});
  definition.lengths = {1, 3, 4};
  const LayerSpace space(definition);
  EXPECT_EQ(space.size(), 3u + 27u + 81u);
  EXPECT_FALSE(space.complete());
  EXPECT_EQ(space.key(3), "(0, 0, 0)");
  EXPECT_THROW(space.index_of("(0, 0)"), KeyError);
  expect_general_features(space, definition.values);
}

/// 0, 1, ... 8, as FBNet's nine blocks, in `n_layers` layers: 9^22 of FBNet's 22.
LayerSpaceDefinition nine_blocks(int n_layers, const std::string& name) {
  std::vector<int> blocks(9);
  std::iota(blocks.begin(), blocks.end(), 0);
  LayerSpaceDefinition definition = widths_space(n_layers, blocks);
  definition.name = name;
  return definition;
}

std::vector<std::string> keys_of(const SearchSpace& space, const std::vector<std::uint64_t>& indices) {
  std::vector<std::string> keys;
  for (const std::uint64_t index : indices) keys.push_back(space.key(index));
  return keys;
}

TEST(SpaceWithoutNumbers, BeginsAt2To60) {
  LayerSpaceDefinition definition = widths_space(59, {0, 1});
  EXPECT_TRUE(LayerSpace(definition).numbered());
  EXPECT_EQ(LayerSpace(definition).size(), std::uint64_t{1} << 59);
  definition = widths_space(60, {0, 1});
  const LayerSpace space(definition);
  EXPECT_FALSE(space.numbered());
  EXPECT_EQ(space.approximate_size(), 0x1p60);
  definition.lengths = {59, 60};
  EXPECT_EQ(LayerSpace(definition).approximate_size(), 0x1.8p60);
  std::vector<int> most(32);
  std::iota(most.begin(), most.end(), 0);
  EXPECT_EQ(LayerSpace(widths_space(64, most)).approximate_size(), 0x1p320);
}

TEST(SpaceWithoutNumbers, NumbersArchitecturesAsTheyAreMet) {
  const LayerSpace space(nine_blocks(22, "as_they_are_met"));
  EXPECT_EQ(space.size(), 0u);
  const std::string last = "(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8)";
  const std::string first = "(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)";
  EXPECT_EQ(space.index_of(last), 0u);
  EXPECT_EQ(space.index_of(first), 1u);
  EXPECT_EQ(space.index_of(last), 0u);
  EXPECT_EQ(space.size(), 2u);
  EXPECT_EQ(space.key(0), last);
  EXPECT_EQ(space.key(1), first);
  EXPECT_EQ(space.encode_words(words_of(space, 1)).index, 1u);
  const LayerSpace same(nine_blocks(22, "as_they_are_met"));  // another object of the same space
  EXPECT_EQ(same.index_of(first), 1u);
  EXPECT_EQ(same.size(), 2u);
  const LayerSpace other(nine_blocks(22, "another"));
  EXPECT_EQ(other.size(), 0u);
}

TEST(SpaceWithoutNumbers, KeepsItsNumbersWhileManyThreadsMeetMore) {
  const LayerSpace space(nine_blocks(22, "many_threads"));
  const std::vector<std::string> keys = keys_of(space, space.sample(5'000, 1));
  const LayerSpace met(nine_blocks(22, "many_threads_again"));
  std::vector<std::vector<std::uint64_t>> indices(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < indices.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        indices[t].push_back(met.index_of(keys[(i * 7 + t * 1'000) % keys.size()]));
        EXPECT_EQ(met.key(indices[t].back()), keys[(i * 7 + t * 1'000) % keys.size()]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(met.size(), keys.size());
}

TEST(SpaceWithoutNumbers, FeaturesAreThoseOfTheOracle) {
  const LayerSpace space(nine_blocks(22, "oracle"));
  const std::vector<std::uint64_t> indices = space.sample(2'000, 5);
  std::vector<int> blocks(9);
  std::iota(blocks.begin(), blocks.end(), 0);
  expect_general_features(space, blocks);  // of all that were met, those of the sample
  EXPECT_EQ(space.size(), indices.size());
}

TEST(SpaceWithoutNumbers, OfOtherLengthsToo) {
  LayerSpaceDefinition definition = nine_blocks(22, "lengths");
  definition.lengths = {19, 20, 22};
  const LayerSpace space(definition);
  space.sample(1'000, 5);
  std::vector<int> blocks(9);
  std::iota(blocks.begin(), blocks.end(), 0);
  expect_general_features(space, blocks);
}

TEST(SpaceWithoutNumbers, SamplesAreTheSameEverywhereAndBeginLargerOnes) {
  const LayerSpace space(nine_blocks(22, "samples"));
  space.index_of("(1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4)");  // what was met before does not matter
  const std::vector<std::string> large = keys_of(space, space.sample(20'000, 7));
  EXPECT_EQ(std::set<std::string>(large.begin(), large.end()).size(), large.size());
  const LayerSpace fresh(nine_blocks(22, "samples_again"));
  EXPECT_EQ(keys_of(fresh, fresh.sample(100, 7)), std::vector<std::string>(large.begin(), large.begin() + 100));
  EXPECT_NE(keys_of(fresh, fresh.sample(1, 8))[0], large[0]);
  EXPECT_EQ(large[0], "(6, 6, 3, 7, 6, 6, 1, 3, 2, 4, 6, 6, 3, 0, 5, 8, 6, 3, 2, 4, 8, 4)");  // computed in Python too
}

/// Every choice of every layer occurs as often as another: chi-squared with 8 degrees of freedom is below 35 but for 3 in
/// 10^5, and there are 22 layers.
TEST(SpaceWithoutNumbers, SamplesAreUniformInEveryLayer) {
  const LayerSpace space(nine_blocks(22, "uniform"));
  constexpr int n = 9'000;
  std::vector<std::vector<int>> counts(22, std::vector<int>(9));
  for (const std::string& key : keys_of(space, space.sample(n, 11))) {
    const reference::Chain chain = reference::numbers_in(key, false);
    ASSERT_EQ(chain.size(), 22u);
    for (std::size_t layer = 0; layer < 22; ++layer) ++counts[layer][static_cast<std::size_t>(chain[layer])];
  }
  for (const std::vector<int>& layer : counts) {
    double chi_squared = 0;
    for (const int count : layer) chi_squared += (count - n / 9.0) * (count - n / 9.0) / (n / 9.0);
    EXPECT_LT(chi_squared, 35);
  }
}

/// Lengths come as often as they have architectures: 2^62, 2^63 and 2^64 of them, 1/7, 2/7 and 4/7. The last choices of the
/// shorter are no other than those of the longer.
TEST(SpaceWithoutNumbers, SamplesAreUniformOverLengths) {
  LayerSpaceDefinition definition = widths_space(64, {0, 1});
  definition.lengths = {62, 63, 64};
  const LayerSpace space(definition);
  constexpr int n = 14'000;
  std::map<std::size_t, int> lengths;
  std::map<std::size_t, int> ones_at_the_end;
  for (const std::string& key : keys_of(space, space.sample(n, 3))) {
    const reference::Chain chain = reference::numbers_in(key, false);
    ++lengths[chain.size()];
    ones_at_the_end[chain.size()] += chain.back();
  }
  for (const auto& [length, share] : std::map<std::size_t, double>{{62, 1 / 7.0}, {63, 2 / 7.0}, {64, 4 / 7.0}}) {
    EXPECT_NEAR(lengths[length], n * share, 5 * std::sqrt(n * share * (1 - share))) << length;
    EXPECT_NEAR(ones_at_the_end[length], n * share / 2, 5 * std::sqrt(n * share / 4) + 5 * std::sqrt(n * share)) << length;
  }
}

TEST(GeneralFamilies, HaveTheirNames) {
  const FeatureSet features = select_features(LayerSpace(widths_space(2, {8, 16})), Convention::graf_nas, {});
  EXPECT_EQ(names_of(features),
            (std::vector<std::string>{"count_ops_w8", "count_ops_w16", "pos_state_w8_pos_0", "pos_state_w16_pos_0", "pos_state_w8_pos_1",
                                      "pos_state_w16_pos_1", "longest_run_w8", "longest_run_w16", "monotonicity_increases",
                                      "monotonicity_decreases", "monotonicity_equal", "first_last_first", "first_last_last"}));
}

TEST(GeneralFamilies, CompareValuesOnlyWhereThereAreSome) {
  LayerSpaceDefinition definition = widths_space(2, {8, 16});
  definition.values.clear();
  EXPECT_EQ(general_layer_families(definition).size(), 3u);
}

TEST(Transformer, HasItsSize) {
  const LayerSpace space(transformer_space({12, 13, 14}));
  EXPECT_EQ(space.size(), (1u << 24) + (1u << 26) + (1u << 28));
}

TEST(Transformer, IndexToKeyAndBack) {
  const LayerSpace space(transformer_space({12, 13, 14}));
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t index = random() % space.size();
    ASSERT_EQ(space.index_of(space.key(index)), index);
  }
  for (const std::uint64_t index : {0ull, (1ull << 24) - 1, 1ull << 24, (1ull << 24) + (1ull << 26) - 1, (1ull << 24) + (1ull << 26)}) {
    EXPECT_EQ(space.index_of(space.key(index)), index);
  }
}

TEST(Transformer, AttributesAreLookedAtSeparately) {
  const LayerSpace space(transformer_space({1, 2, 3}));
  const FeatureSet features = select_features(space, Convention::graf_nas, {"monotonicity", "first_last"});
  EXPECT_EQ(names_of(features).front(), "monotonicity_heads_increases");
  EXPECT_EQ(names_of(features).back(), "first_last_ratio_last");
  const std::vector<double> values = whole_space(space, features);
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    const reference::Chain key = reference::numbers_in(space.key(index), false);
    std::vector<int> heads, ratio;
    for (std::size_t i = 0; i < key.size(); i += 2) heads.push_back(3 + key[i]);
    for (std::size_t i = 1; i < key.size(); i += 2) ratio.push_back(7 + key[i]);
    const reference::Steps h = reference::steps_of(heads), r = reference::steps_of(ratio);
    const std::vector<int> expected = {h.up, h.down, h.level, r.up, r.down, r.level, heads.front(), heads.back(), ratio.front(), ratio.back()};
    ASSERT_EQ(row_of(values, features, index), std::vector<double>(expected.begin(), expected.end())) << space.key(index);
  }
}

TEST(Monotonicity, ComparesLayersOfTheAttributeAcrossOthers) {
  LayerSpaceDefinition definition;  // layers 0 and 2 choose a width, layer 1 an activation
  definition.name = "gap";
  definition.operations = {"w1", "w2", "relu", "gelu"};
  definition.values = {1, 2, 100, 50};
  definition.n_layers = 3;
  definition.positions = {{0, 0, 2}, {1, 2, 2}, {2, 0, 2}};
  definition.families = {{LayerFamily::monotonicity, {{"width", 0b0011}}}};
  const LayerSpace space(definition);
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  EXPECT_EQ(row_of(whole_space(space, features), features, space.index_of("(0, 1, 1)")), (std::vector<double>{1, 0, 0}));
  EXPECT_EQ(row_of(whole_space(space, features), features, space.index_of("(1, 0, 1)")), (std::vector<double>{0, 0, 1}));
}

TEST(FirstLast, IsZeroWhereNoLayerHasTheAttribute) {
  LayerSpaceDefinition definition = widths_space(2, {8, 16});
  definition.families = {{LayerFamily::first_last, {{"w16", 0b10}}}};
  const LayerSpace space(definition);
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  EXPECT_EQ(row_of(whole_space(space, features), features, space.index_of("(0, 0)")), (std::vector<double>{0, 0}));
  EXPECT_EQ(row_of(whole_space(space, features), features, space.index_of("(0, 1)")), (std::vector<double>{16, 16}));
}

TEST(Definition, IsJson) {
  const auto json = nlohmann::json::parse(LayerSpace(transformer_space({1, 2})).definition());
  EXPECT_EQ(json["kind"], "layers");
  EXPECT_EQ(json["layers"], 2);
  EXPECT_EQ(json["lengths"], (std::vector<int>{2, 4}));
  EXPECT_EQ(json["positions"][3]["first_operation"], 2);
}

TEST(AdjacencyBitsOfLayers, NameOperationsAndLayers) {
  const AdjacencyBits bits = LayerSpace(widths_space(2, {8, 16})).adjacency_bits();
  EXPECT_EQ(bits.operations, (std::vector<std::string>{"w8", "w16"}));
  EXPECT_EQ(bits.edges, (std::vector<std::string>{"layer_0", "layer_1"}));
}

TEST(Matrices, GiveTheOperationOfEachPosition) {
  const LayerSpace space(transformer_space({1, 2}));
  ASSERT_EQ(space.matrix_shape(), std::vector<std::uint64_t>{4});
  const std::vector<std::int64_t> two_blocks = {1, 2, 0, 3}, one_block = {0, 3, -1, -1};
  EXPECT_EQ(space.key(space.encode_words(space.words_of_matrix(two_blocks)).index), "(1, 0, 0, 1)");
  EXPECT_EQ(space.key(space.encode_words(space.words_of_matrix(one_block)).index), "(0, 1)");
}

void expect_refused(const SearchSpace& space, const std::vector<std::int64_t>& matrix, const std::string& message) {
  try {
    space.encode_words(space.words_of_matrix(matrix));
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(), message);
  }
}

TEST(Matrices, AreRefusedWithTheReason) {
  const LayerSpace space(transformer_space({2, 3}));
  expect_refused(space, {0, 1, 0, 2, 0, 2}, "entry [1]: expected an operation from 2 to 3, or -1, found 1");
  expect_refused(space, {0, 4, 0, 2, 0, 2}, "entry [1]: expected an operation from 2 to 3, or -1, found 4");
  expect_refused(space, {-2, 2, 0, 2, 0, 2}, "entry [0]: expected an operation from 0 to 1, or -1, found -2");
  expect_refused(space, {0, 2, 0, -1, -1, -1}, "expected choices at 4 or 6 positions, found them at the first 3");
  expect_refused(space, {0, 2, -1, -1, 1, 2},
                 "layer 2: the operation 'heads_4' beside another one, after a layer that is missing, or where it is no choice");
  expect_refused(*make_transnasbench101_macro(), {0, 0, 0, 0, -1, -1},
                 "not an architecture of the space, which are: 1 to 4 modules with stride 2 (3, 4) and 1 to 3 modules that double the channels (2, 4)");
}

TEST(Words, OfTwoOperationsOnOneLayerAreRefused) {
  const LayerSpace space(widths_space(2, {8, 16}));
  EXPECT_THROW(space.encode_words({0b11, 0b10}), InputError);
  EXPECT_THROW(space.encode_words({0b111, 0b00}), InputError);
  EXPECT_THROW(space.encode_words({0b01, 0b00}), InputError);
  EXPECT_EQ(space.encode_words({0b01, 0b10}).index, 1u);
}

struct BadDefinition {
  const char* name;
  void (*spoil)(LayerSpaceDefinition&);
  const char* message;
};

class BadDefinitions : public testing::TestWithParam<BadDefinition> {};

TEST_P(BadDefinitions, AreRefusedWithTheReason) {
  LayerSpaceDefinition definition = widths_space(3, {8, 16});
  GetParam().spoil(definition);
  try {
    const LayerSpace space(definition);
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(), "space 'widths': " + std::string(GetParam().message));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Layers, BadDefinitions,
    testing::Values(
        BadDefinition{"no_operations", [](LayerSpaceDefinition& d) { d.operations.clear(); }, "expected 1 to 32 operations, found 0"},
        BadDefinition{"no_layers", [](LayerSpaceDefinition& d) { d.n_layers = 0; }, "expected 1 to 64 layers, found 0"},
        BadDefinition{"layers_65", [](LayerSpaceDefinition& d) { d.n_layers = 65; }, "expected 1 to 64 layers, found 65"},
        BadDefinition{"same_name", [](LayerSpaceDefinition& d) { d.operations = {"a", "a"}; }, "two operations are called 'a'"},
        BadDefinition{"three_values", [](LayerSpaceDefinition& d) { d.values = {1, 2, 3}; },
                      "expected 2 values, one for each operation, found 3"},
        BadDefinition{"large_value", [](LayerSpaceDefinition& d) { d.values = {1, 128}; }, "expected values from -128 to 127, found 128"},
        BadDefinition{"no_positions", [](LayerSpaceDefinition& d) { d.positions.clear(); }, "expected 1 to 64 positions, found 0"},
        BadDefinition{"layer_3", [](LayerSpaceDefinition& d) { d.positions[1].layer = 3; },
                      "position 1: expected a layer from 0 to 2, found 3"},
        BadDefinition{"choices_3", [](LayerSpaceDefinition& d) { d.positions[1].n_choices = 3; },
                      "position 1: expected choices among 2 operations"},
        BadDefinition{"same_choice_twice", [](LayerSpaceDefinition& d) { d.positions[2].layer = 1; },
                      "position 2: layer 1 has a choice of the same operations already"},
        BadDefinition{"length_too_large", [](LayerSpaceDefinition& d) { d.lengths = {2, 4}; },
                      "expected the last length to be the number of positions, 3, found 4"},
        BadDefinition{"lengths_not_ascending", [](LayerSpaceDefinition& d) { d.lengths = {2, 2, 3}; },
                      "expected ascending lengths from 1, found 2 after 2"},
        BadDefinition{"numbers_without_a_list", [](LayerSpaceDefinition& d) { d.key_style = LayerKeyStyle::number; },
                      "keys that are numbers need a list of architectures"},
        BadDefinition{"digits_beyond_9",
                      [](LayerSpaceDefinition& d) {
                        d.key_style = LayerKeyStyle::digits;
                        d.first_choice = 9;
                      },
                      "position 0: keys of digits allow 10 choices at most"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cartograf

// The examples under docs/ load, have the sizes that docs/spaces.md states, and equal built-in spaces where they should.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/family/family.hpp"
#include "host/space/equivalence.hpp"
#include "host/space/catalog.hpp"
#include "host/store/space_of_store.hpp"
#include "tests/json/examples.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using namespace testing_json;

class Example : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<SearchSpace> space_ = open_space(example_path(GetParam()));
};

INSTANTIATE_TEST_SUITE_P(All, Example, testing::ValuesIn(example_names()), [](const auto& space) { return space.param; });

TEST_P(Example, KeysGoBackAndForth) {
  const std::uint64_t step = std::max<std::uint64_t>(1, space_->size() / 5'000);
  for (std::uint64_t index = 0; index < space_->size(); index += step) {
    const EncodedKey encoded = space_->encode(space_->key(index));
    ASSERT_EQ(encoded.index, index);
    ASSERT_EQ(encoded.words, words_of(*space_, index));
    ASSERT_EQ(space_->encode_words(encoded.words).index, index);
    ASSERT_LE(space_->key(index).size(), space_->key_width());
  }
}

TEST_P(Example, ItsDefinitionMakesTheSameSpace) {
  const auto again = space_from_json(space_->definition(), "definition");
  EXPECT_EQ(again->definition(), space_->definition());
  EXPECT_EQ(again->size(), space_->size());
  StoreSchema schema;
  schema.features.space = space_->name();
  schema.space_definition = space_->definition();
  EXPECT_EQ(space_of_store(schema, "x.h5")->key(space_->size() / 3), space_->key(space_->size() / 3));
}

TEST_P(Example, HasCostsAndFamilies) {
  EXPECT_FALSE(space_->costs().empty());
  for (const Convention convention : kConventions) {
    std::set<std::string> names;
    std::vector<std::string> all;
    for (const Family& family : families_of(*space_, convention)) all.push_back(family.name);
    const FeatureSet set = select_features(*space_, convention, all);
    for (const FeatureColumn& column : set.columns()) EXPECT_TRUE(names.insert(column.name).second) << column.name;
    for (const FeatureColumn& cost : set.wide_columns()) EXPECT_TRUE(names.insert(cost.name).second) << cost.name;
  }
}

TEST(Examples, Sizes) {
  const auto size = [](const char* name) { return open_space(example_path(name))->size(); };
  EXPECT_EQ(size("nasbench201"), 15'625u);
  EXPECT_EQ(size("transnasbench101_micro"), 4'096u);
  EXPECT_EQ(size("two_inputs"), 2'187u);
  EXPECT_EQ(size("natsbench_size"), 32'768u);
  EXPECT_EQ(size("autoformer_tiny"), 352'321'536u);  // 4^12 + 4^13 + 4^14
  EXPECT_EQ(size("macro_stages"), 2'592u);           // 2 * 4 * 9 * 6 * 6
  EXPECT_EQ(size("nasbench101_small"), 1'776u);
  EXPECT_EQ(size("small_cells"), 893'025u);  // (21 * 45)^2
  EXPECT_EQ(size("nasbench_asr"), 13'824u);  // 6^3 * 2^6
  EXPECT_EQ(size("nasbench_asr_graph"), 13'824u);
}

// Nine blocks in each of 22 layers: 9^22, beyond any index.
TEST(Examples, SpaceWithoutNumbers) {
  const auto space = open_space(example_path("fbnet"));
  EXPECT_FALSE(space->numbered());
  EXPECT_NEAR(space->approximate_size(), std::pow(9.0, 22), 1e8);
}

// An entry for each of the parallel edges of a pair of nodes; those of skips are 5, zero, and 6, identity.
TEST(Examples, MatricesOfParallelEdges) {
  const auto space = open_space(example_path("nasbench_asr"));
  EXPECT_EQ(space->matrix_shape(), (std::vector<std::uint64_t>{2, 4, 4}));
  std::vector<std::int64_t> matrix(32, -1);
  const auto set = [&](std::size_t copy, std::size_t source, std::size_t target, std::int64_t op) { matrix[copy * 16 + (source - 1) * 4 + target - 1] = op; };
  set(0, 1, 2, 3), set(1, 1, 2, 6), set(0, 2, 3, 5), set(0, 1, 3, 5), set(1, 2, 3, 6), set(0, 3, 4, 0), set(0, 1, 4, 6), set(0, 2, 4, 5), set(1, 3, 4, 5);
  const EncodedKey encoded = space->encode_words(space->words_of_matrix(matrix));
  EXPECT_EQ(space->key(encoded.index), "(3, 1, 5, 0, 1, 0, 1, 0, 0)");
  const auto error_of = [&] { return testing_support::message_of<InputError>([&] { space->words_of_matrix(matrix); }); };
  set(1, 1, 2, 4);
  EXPECT_EQ(error_of(), "edge 1->2#2: expected an operation from 5 to 6, found 4");
  set(1, 1, 2, 6);
  set(1, 1, 3, 6);
  EXPECT_EQ(error_of(), "entry [0][2]: expected 0 or -1, as the space has no such edge, found 6");
  std::vector<std::uint64_t> words = encoded.words;
  words[5] ^= 1;  // the first edge has conv7 and zero
  EXPECT_EQ(testing_support::message_of<InputError>([&] { space->encode_words(words); }), "edge 1->2: expected one operation, found 2");
  words = encoded.words;
  words[6] ^= 2, words[0] |= 2;
  EXPECT_EQ(testing_support::message_of<InputError>([&] { space->encode_words(words); }), "edge 1->2#2: expected an operation from 5 to 6, found 0");
}

// Mehrotra et al., ICLR 2021: 8,242 different models. Their graph lets a skip pass on the output of an operation without
// the skips that are added to it.
TEST(Examples, ClassesOfNasBenchAsr) {
  const auto n_classes = [](const char* name, Equivalence equivalence) {
    const auto space = open_space(example_path(name));
    std::set<std::string> forms;
    const EdgeGraph graph = edge_graph(*space, space->roles());
    for (std::uint64_t index = 0; index < space->size(); ++index) forms.insert(canonical_form(graph, words_of(*space, index).data(), equivalence));
    return forms.size();
  };
  EXPECT_EQ(n_classes("nasbench_asr_graph", Equivalence::contracted), 8'242u);
  EXPECT_EQ(n_classes("nasbench_asr", Equivalence::contracted), 8'865u);
}

void expect_same_features(const SearchSpace& a, const SearchSpace& b, const std::vector<Convention>& conventions) {
  ASSERT_EQ(a.size(), b.size());
  for (const Convention convention : conventions) {
    const FeatureSet set_a = select_features(a, convention, {}), set_b = select_features(b, convention, {});
    ASSERT_EQ(set_a.columns().size(), set_b.columns().size());
    for (std::size_t i = 0; i < set_a.columns().size(); ++i) EXPECT_EQ(set_a.columns()[i].name, set_b.columns()[i].name);
    EXPECT_TRUE(features_of(a, convention, a.size()) == features_of(b, convention, b.size())) << to_string(convention);
  }
}

std::int64_t cost_of(const SearchSpace& space, const std::string& name, std::uint64_t index) {
  for (const WideColumn& cost : space.costs()) {
    if (cost.name == name) return cost.evaluate(words_of(space, index).data());
  }
  throw InputError("no cost " + name);
}

TEST(Examples, NasBench201EqualsTheBuiltInSpace) {
  const auto mine = open_space(example_path("nasbench201"));
  const auto built_in = find_space("nasbench201");
  expect_same_features(*mine, *built_in, {Convention::graf_nas, Convention::zc_combine, Convention::paper});
  for (std::uint64_t index = 0; index < built_in->size(); ++index) {
    ASSERT_EQ(mine->key(index), built_in->key(index));
    for (const char* cost : {"params", "flops"}) ASSERT_EQ(cost_of(*mine, cost, index), cost_of(*built_in, cost, index));
    const auto words = words_of(*mine, index);
    ASSERT_EQ(mine->reachable(words.data()), built_in->reachable(words.data()));
  }
}

TEST(Examples, MicroEqualsTheBuiltInSpaceButForItsUnusedOperation) {
  const auto mine = open_space(example_path("transnasbench101_micro"));
  const auto built_in = find_space("transnasbench101_micro");
  expect_same_features(*mine, *built_in, {Convention::zc_combine, Convention::paper});
}

TEST(Examples, NasBench101AsADocumentEqualsTheBuiltInSpace) {
  nlohmann::json document = example("nasbench101_small");
  document["max_nodes"] = 7;
  document["max_edges"] = 9;
  document.erase("costs");
  expect_same_features(*space_of(document), *find_space("nasbench101"), {Convention::graf_nas, Convention::paper});
}

TEST(Examples, FeaturesOfATransformer) {
  const auto space = open_space(example_path("autoformer_tiny"));
  const FeatureSet set = select_features(*space, Convention::graf_nas, {});
  const std::uint64_t first_of_13 = std::uint64_t{1} << 24;  // 12 layers of two binary choices are 2^24
  EXPECT_EQ(space->key(first_of_13 - 1), "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)");
  EXPECT_EQ(cost_of(*space, "params", 0), 379'048 + 12 * (148'992 + 258'912));
  EXPECT_EQ(cost_of(*space, "params", space->size() - 1), 379'048 + 14 * (198'336 + 295'872));
  const std::vector<float> rows = features_of(*space, Convention::graf_nas, 2);
  const auto value = [&](const std::string& name, std::size_t row) {
    for (std::size_t i = 0; i < set.columns().size(); ++i) {
      if (set.columns()[i].name == name) return rows[row * set.columns().size() + i];
    }
    return -1e9f;
  };
  EXPECT_EQ(value("count_ops_heads_3", 0), 12);
  EXPECT_EQ(value("count_ops_mlp_ratio_3.5", 1), 11);
  EXPECT_EQ(value("pos_state_mlp_ratio_4_pos_11", 1), 1);
  EXPECT_EQ(value("pos_state_mlp_ratio_4_pos_12", 1), 0);
  EXPECT_EQ(value("longest_run_mlp_ratio_3.5", 1), 11);
  EXPECT_EQ(value("monotonicity_mlp_ratio_increases", 1), 1);
  EXPECT_EQ(value("monotonicity_heads_equal", 1), 11);
  EXPECT_EQ(value("first_last_heads_last", 1), 3);
  EXPECT_EQ(value("first_last_mlp_ratio_last", 1), 1);  // texts count from 0
}

}  // namespace
}  // namespace cartograf

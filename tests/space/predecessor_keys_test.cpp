// Keys, words, matrices and lists of edges of cells whose nodes choose their sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "host/space/catalog.hpp"
#include "host/space/predecessor_space.hpp"
#include "host/space/space_document.hpp"
#include "tests/support/message.hpp"
#include "tests/support/predecessor_cells.hpp"
#include "tests/support/sanitized.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::predecessor_cells;
using testing_support::PredecessorRules;
using testing_support::random_predecessors;

const PredecessorSpace& predecessors(const SearchSpace& space) { return dynamic_cast<const PredecessorSpace&>(space); }

std::unique_ptr<SearchSpace> space_of(const PredecessorRules& rules) {
  const std::vector<std::string> names = space_names();
  const bool is_built_in = std::find(names.begin(), names.end(), rules.space) != names.end();
  return is_built_in ? find_space(rules.space) : space_from_json(testing_support::predecessor_document(rules), "small.json");
}

class PredecessorKeys : public testing::TestWithParam<PredecessorRules> {
 protected:
  const PredecessorRules& rules() const { return GetParam(); }
  std::unique_ptr<SearchSpace> space_ = space_of(GetParam());
  std::mt19937_64 random_{31};  // NOLINT: the same numbers in every run

  /// The edges of a key's cells as encode_edges() takes them, in a random order, `none` from anywhere.
  std::vector<CellEdges> edges_of(const std::string& key) {
    std::vector<CellEdges> cells;
    for (const auto& cell : predecessor_cells(rules(), key)) {
      cells.emplace_back();
      int node = rules().n_inputs;
      for (const auto& entering : cell) {
        auto& edges = cells.back().emplace_back();
        for (const auto& [source, op] : entering) edges.push_back({source, op});
        while (static_cast<int>(edges.size()) < rules().n_sources) edges.push_back({static_cast<int>(random_() % static_cast<unsigned>(node)), IncomingEdge::kNone});
        std::shuffle(edges.begin(), edges.end(), random_);
        ++node;
      }
    }
    return cells;
  }
};

TEST_P(PredecessorKeys, GoOutAndComeBack) {
  constexpr std::uint64_t most = testing_support::fewer(100'000u);
  const bool few = space_->numbered() && space_->size() < most;
  const std::vector<std::uint64_t> sampled = few ? std::vector<std::uint64_t>() : space_->sample(most, 31);
  for (std::uint64_t i = 0; i < (few ? space_->size() : sampled.size()); ++i) {
    const std::uint64_t index = few ? i : sampled[i];
    const std::string key = space_->key(index);
    ASSERT_LE(key.size(), space_->key_width());
    const EncodedKey encoded = space_->encode(key);
    ASSERT_EQ(encoded.index, index) << key;
    ASSERT_EQ(encoded.words, words_of(*space_, index)) << key;
    ASSERT_EQ(space_->encode_words(encoded.words).index, index) << key;
  }
}

TEST_P(PredecessorKeys, MayListTheEdgesOfANodeInAnyOrder) {
  for (int i = 0; i < 20'000; ++i) {
    const auto subject = random_predecessors(rules(), random_);
    const EncodedKey encoded = space_->encode(subject.key);
    const std::string key = space_->key(encoded.index);
    ASSERT_EQ(predecessor_cells(rules(), key), subject.cells) << subject.key << ", " << key;
    ASSERT_EQ(words_of(*space_, encoded.index), encoded.words);
  }
}

TEST_P(PredecessorKeys, ComeFromListsOfEdges) {
  for (int i = 0; i < 20'000; ++i) {
    const auto subject = random_predecessors(rules(), random_);
    const EncodedKey expected = space_->encode(subject.key);
    const EncodedKey encoded = predecessors(*space_).encode_edges(edges_of(subject.key));
    ASSERT_EQ(encoded.words, expected.words) << subject.key;
    ASSERT_EQ(encoded.index, expected.index) << subject.key;
    ASSERT_EQ(predecessors(*space_).encode_edges(predecessors(*space_).edges_of(encoded.words.data())).index, expected.index);
  }
}

// Written from docs/spaces.md: [cells][copies][nodes x nodes].
TEST_P(PredecessorKeys, ComeFromMatrices) {
  const int n_copies = rules().repeats ? rules().n_sources : 1;
  const auto n_nodes = static_cast<std::size_t>(rules().output() + 1);
  std::vector<std::uint64_t> shape;
  if (rules().n_cells > 1) shape.push_back(static_cast<std::uint64_t>(rules().n_cells));
  if (n_copies > 1) shape.push_back(static_cast<std::uint64_t>(n_copies));
  shape.insert(shape.end(), 2, n_nodes);
  ASSERT_EQ(space_->matrix_shape(), shape);
  for (int i = 0; i < 2'000; ++i) {
    const auto subject = random_predecessors(rules(), random_);
    std::vector<std::int64_t> matrix;
    for (const auto& cell : subject.cells) {
      std::vector<std::vector<std::int64_t>> copies(static_cast<std::size_t>(n_copies), std::vector<std::int64_t>(n_nodes * n_nodes, -1));
      for (std::size_t node = 0; node < cell.size(); ++node) {
        for (const auto& [source, op] : cell[node]) {
          const std::size_t at = static_cast<std::size_t>(source) * n_nodes + node + static_cast<std::size_t>(rules().n_inputs);
          const std::size_t first = random_() % copies.size();  // any of those that are free
          for (std::size_t c = 0; c < copies.size(); ++c) {
            std::int64_t& entry = copies[(first + c) % copies.size()][at];
            if (entry >= 0) continue;
            entry = op;
            break;
          }
        }
      }
      for (const auto& copy : copies) matrix.insert(matrix.end(), copy.begin(), copy.end());
    }
    const EncodedKey encoded = space_->encode_words(space_->words_of_matrix(matrix));
    ASSERT_EQ(encoded.words, space_->encode(subject.key).words) << subject.key;
  }
}

TEST_P(PredecessorKeys, NoWordEscapesTheChecks) {
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint64_t> words = space_->encode(random_predecessors(rules(), random_).key).words;
    for (std::uint64_t n = random_() % 3 + 1; n > 0; --n) words[random_() % words.size()] ^= random_() % 20 == 0 ? random_() : std::uint64_t{1} << random_() % 64;
    try {
      const EncodedKey encoded = space_->encode_words(words);
      ASSERT_LT(encoded.index, space_->size());
      ASSERT_EQ(words_of(*space_, encoded.index), encoded.words);
    } catch (const InputError&) {
    }
  }
}

// The choices of each cell are as often as each other: half of a cell's architectures are below the middle.
TEST(PairsOfCells, AreSampledUniformly) {
  for (const PredecessorRules& rules : testing_support::kDesignSpacePairs) {
    const auto space = find_space(rules.space), cell = find_space(std::string(rules.space) + "_cell");
    ASSERT_FALSE(space->numbered());
    EXPECT_DOUBLE_EQ(space->approximate_size(), static_cast<double>(cell->size()) * static_cast<double>(cell->size()));
    const std::vector<std::uint64_t> sampled = space->sample(10'000, 5), fewer = space->sample(100, 5), others = space->sample(100, 6);
    EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), sampled.begin()));
    EXPECT_NE(fewer, others);
    int below[2] = {}, both = 0;
    for (const std::uint64_t index : sampled) {
      const std::vector<std::uint64_t> words = words_of(*space, index);
      bool low[2];
      for (std::size_t i = 0; i < 2; ++i) {
        const auto begin = words.begin() + static_cast<std::ptrdiff_t>(i * words.size() / 2);
        low[i] = cell->encode_words({begin, begin + static_cast<std::ptrdiff_t>(words.size() / 2)}).index < cell->size() / 2;
        below[i] += low[i] ? 1 : 0;
      }
      both += low[0] && low[1] ? 1 : 0;
    }
    // Six standard deviations.
    EXPECT_NEAR(below[0], 5'000, 300) << rules.space;
    EXPECT_NEAR(below[1], 5'000, 300) << rules.space;
    EXPECT_NEAR(both, 2'500, 260) << rules.space;
  }
}

std::vector<PredecessorRules> all_rules() {
  std::vector<PredecessorRules> rules = {testing_support::kDartsNoneCell, testing_support::kNasnetCell, testing_support::kAmoebanetCell,
                                         testing_support::kPnasCell, testing_support::kEnasCell};
  rules.insert(rules.end(), std::begin(testing_support::kDesignSpacePairs), std::end(testing_support::kDesignSpacePairs));
  rules.insert(rules.end(), std::begin(testing_support::kSmallCells), std::end(testing_support::kSmallCells));
  return rules;
}
INSTANTIATE_TEST_SUITE_P(All, PredecessorKeys, testing::ValuesIn(all_rules()), [](const auto& test) { return std::string(test.param.space); });

TEST(PredecessorKey, OfDartsWithNoneIsWrittenAsDocumented) {
  const auto space = find_space("darts_none_cell");
  const auto rewritten = [&](const std::string& key) { return space->key(space->index_of(key)); };
  const std::string tail = ", (0, 3), (1, 3), (0, 3), (1, 3), (0, 3), (1, 3))";
  EXPECT_EQ(rewritten("((0, 7), (1, 7)" + tail), "((0, 7), (1, 7)" + tail);
  EXPECT_EQ(rewritten("((1, 7), (1, 7)" + tail), "((0, 7), (1, 7)" + tail);
  EXPECT_EQ(rewritten("((0, 2), (0, 7)" + tail), "((0, 2), (1, 7)" + tail);
  EXPECT_EQ(rewritten("((1, 2), (1, 7)" + tail), "((0, 7), (1, 2)" + tail);
  EXPECT_EQ(rewritten("((1, 4), (1, 2)" + tail), "((1, 2), (1, 4)" + tail);
  // A cell of darts is the same architecture here, with the same key.
  const auto darts = find_space("darts_cell");
  std::mt19937_64 random(32);
  for (int i = 0; i < 1'000; ++i) {
    const std::string key = darts->key(random() % darts->size());
    EXPECT_EQ(rewritten(key), key);
    EXPECT_EQ(space->encode(key).words.size(), 7u);
  }
}

TEST(PredecessorKey, SaysWhatIsWrong) {
  const auto error_of = [](const char* space, const std::string& key) { return message_of<KeyError>([&] { find_space(space)->encode(key); }); };
  EXPECT_EQ(error_of("nasnet_cell", "((0, 13), (1, 0))"), "expected a number from 0 to 12, found '13), (1, 0))'");
  EXPECT_EQ(error_of("darts_none_cell", "((0, 8), (1, 0))"), "expected a number from 0 to 7, found '8), (1, 0))'");
  EXPECT_EQ(error_of("enas_cell", "((0, 1), (1, 0))"), "expected ',' (a cell has 10 pairs), found ')'");
  EXPECT_EQ(error_of("enas_cell", "(0, 1)"), "expected '(' before a source and its operation, found '0, 1)'");
  EXPECT_EQ(error_of("pnas_cell", ""), "expected '(' before the 10 pairs of a cell, found the end of the key");
}

TEST(PredecessorEdges, SayWhatIsWrong) {
  const auto space = find_space("enas_cell");
  const auto darts = find_space("darts");
  const auto error_of = [](const SearchSpace& of, std::vector<CellEdges> cells) {
    return message_of<InputError>([&] { predecessors(of).encode_edges(cells); });
  };
  const std::vector<CellEdges> good = predecessors(*space).edges_of(words_of(*space, 12'345).data());
  const auto with = [&](IncomingEdge edge) {
    std::vector<CellEdges> cells = good;
    cells[0][2][1] = edge;
    return cells;
  };
  EXPECT_EQ(predecessors(*space).encode_edges(good).index, 12'345u);
  EXPECT_EQ(error_of(*space, {}), "expected 1 cells, found 0");
  EXPECT_EQ(error_of(*space, {{}}), "expected 5 intermediate nodes, found 0");
  EXPECT_EQ(error_of(*space, with({4, 0})), "node 4: expected a source from 0 to 3, found 4");
  EXPECT_EQ(error_of(*space, with({0, 5})), "node 4: expected an operation from 0 to 4, found 5");
  EXPECT_EQ(error_of(*space, with({0, IncomingEdge::kNone})), "node 4: expected an operation from 0 to 4, found -1");
  std::vector<CellEdges> pair = predecessors(*darts).edges_of(words_of(*darts, 99).data());
  pair[1][3] = {{2, 0}, {2, 1}};
  EXPECT_EQ(error_of(*darts, pair), "reduction cell: node 5: expected different sources, found 2");
  pair[1][3].pop_back();
  EXPECT_EQ(error_of(*darts, pair), "reduction cell: node 5: expected two edges, found 1");
}

TEST(PredecessorWords, SayWhatIsWrong) {
  const auto space = find_space("enas_cell");
  const std::vector<std::uint64_t> good = words_of(*space, 777);
  const auto error_with = [&](std::size_t word, std::uint64_t flipped) {
    std::vector<std::uint64_t> words = good;
    words[word] ^= flipped;
    return message_of<InputError>([&] { space->encode_words(words); });
  };
  const int ends = space->cell().n_candidates();
  ASSERT_EQ(ends, 40);
  EXPECT_EQ(error_with(5, std::uint64_t{1} << (ends + 4)), "node 6: expected an edge into the output, as no other node takes it, found none");
  EXPECT_EQ(error_with(5, 1), "expected edges into the output as the last word, found others");
  EXPECT_EQ(error_with(0, std::uint64_t{1} << 41), "expected bits of 40 candidate edges, found higher ones");
  std::vector<std::uint64_t> taken = space->encode("((0, 1), (1, 1), (2, 1), (1, 1), (0, 1), (1, 1), (0, 1), (1, 1), (0, 1), (1, 1))").words;
  taken[5] |= std::uint64_t{1} << ends;
  EXPECT_EQ(message_of<InputError>([&] { space->encode_words(taken); }), "node 2: expected no edge into the output, as another node takes it, found one");
  // Parallel edges in the other order are the same cell, and come back ascending.
  std::vector<std::uint64_t> words = space->encode("((0, 1), (0, 2), (1, 1), (1, 1), (0, 1), (1, 1), (0, 1), (1, 1), (0, 1), (1, 1))").words;
  std::vector<std::uint64_t> swapped = words;
  std::swap(swapped[1], swapped[2]);
  swapped[1] = (words[1] & ~std::uint64_t{3}) | 2;
  swapped[2] = (words[2] & ~std::uint64_t{3}) | 1;
  EXPECT_EQ(space->encode_words(swapped).words, words);
}

TEST(PredecessorDefinition, OfABuiltInSpaceIsADocumentOfIt) {
  for (const char* name : {"darts_none_cell", "nasnet_cell", "amoebanet_cell", "pnas_cell", "enas_cell"}) {
    const auto space = find_space(name);
    std::string text = space->definition();
    text.replace(text.find(name), std::string(name).size(), "mine");
    const auto mine = space_from_json(text, "mine.json");
    EXPECT_EQ(mine->size(), space->size());
    EXPECT_EQ(mine->key(mine->size() / 3), space->key(mine->size() / 3));
    EXPECT_EQ(words_of(*mine, mine->size() / 3), words_of(*space, mine->size() / 3));
  }
}

// Too many choices of a node to keep their texts: keys come from the words.
TEST(PredecessorKey, OfNodesWithVeryManyChoices) {
  PredecessorSpaceDefinition definition;
  definition.name = "many";
  for (int op = 0; op < 13; ++op) definition.operations.push_back("op" + std::to_string(op));
  definition.n_inputs = 3;
  definition.n_intermediates = 3;
  definition.n_sources = 4;
  definition.none = "none";
  definition.repeats = true;
  const PredecessorSpace space(definition);
  EXPECT_EQ(space.digit_key(), nullptr);
  std::mt19937_64 random(33);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t index = random() % space.size();
    ASSERT_EQ(space.index_of(space.key(index)), index);
    ASSERT_LE(space.key(index).size(), space.key_width());
  }
}

}  // namespace
}  // namespace cartograf

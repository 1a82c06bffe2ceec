#include "kernels/features/codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "kernels/features/measures/node_graph.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/reference/darts.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

using testing_kernels::nasbench201_codec;
using testing_kernels::nasbench201_source;
using Words = std::vector<std::uint64_t>;

Words decoded(const Codec& codec, std::uint64_t index) {
  Words words(static_cast<std::size_t>(codec.n_words()), ~std::uint64_t{0});  // decode() must clear them
  codec.decode(index, words.data());
  return words;
}

TEST(Codec, DecodesTheWholeSpaceToItsDigits) {
  const Codec codec = nasbench201_codec();
  for (std::uint64_t index = 0; index < reference::kNasbench201Size; ++index) {
    const Words masks = decoded(codec, index);
    const reference::Key key = reference::nasbench201_key(index);
    for (std::size_t op = 0; op < 5; ++op) {
      for (std::size_t edge = 0; edge < 6; ++edge) {
        ASSERT_EQ(masks[op] >> edge & 1, key[edge] == static_cast<int>(op) ? 1u : 0u) << "index " << index;
      }
      ASSERT_EQ(masks[op] >> 6, 0u);
    }
  }
}

Codec position_codec(int n_words, const std::vector<int>& radices, const std::vector<int>& elements) {
  Codec codec;
  codec.words_per_cell = static_cast<std::uint8_t>(n_words);
  codec.positions.n_positions = static_cast<std::uint8_t>(radices.size());
  codec.positions.active[0] = codec.positions.n_positions;
  for (std::size_t i = 0; i < radices.size(); ++i) {
    codec.positions.radix[i] = static_cast<std::uint8_t>(radices[i]);
    codec.positions.element[i] = static_cast<std::uint8_t>(elements[i]);
  }
  return codec;
}

TEST(PositionCodec, PutsPositionsOnTheirElements) {
  const Codec codec = position_codec(4, {4, 4, 4}, {2, 0, 1});
  EXPECT_EQ(decoded(codec, 1 * 16 + 3 * 4 + 1), (Words{0, 0b110, 0, 0b001}));  // digits 1, 3, 1
}

TEST(PositionCodec, OfLargeIndices) {
  std::vector<int> elements;
  for (int position = 0; position < 62; ++position) elements.push_back(position);
  const Codec codec = position_codec(2, std::vector<int>(62, 2), elements);
  EXPECT_EQ(decoded(codec, (std::uint64_t{1} << 62) - 2), (Words{std::uint64_t{1} << 61, low_bits(61)}));  // 61 ones and a zero
}

// The first choice has 2 options, the second 3 of operations 2 ... 4, the third 5.
TEST(PositionCodec, OfMixedRadices) {
  Codec codec = position_codec(5, {2, 3, 5}, {0, 1, 2});
  codec.positions.first_op[1] = 2;
  std::uint64_t index = 0;
  for (int a = 0; a < 2; ++a) {
    for (int b = 2; b < 5; ++b) {
      for (int c = 0; c < 5; ++c) {
        Words expected(5);
        expected[static_cast<std::size_t>(a)] |= 1;
        expected[static_cast<std::size_t>(b)] |= 2;
        expected[static_cast<std::size_t>(c)] |= 4;
        ASSERT_EQ(decoded(codec, index), expected) << index;
        ASSERT_EQ(codec.encode(expected.data()), index);
        ++index;
      }
    }
  }
  EXPECT_EQ(index, 30u);
}

// Networks of 2, 3 or 4 layers, with radices 2, 3, 2, 4: 6 + 12 + 48 architectures.
TEST(PositionCodec, OfVariants) {
  Codec codec = position_codec(4, {2, 3, 2, 4}, {0, 1, 2, 3});
  codec.positions.n_variants = 3;
  const std::uint64_t first[] = {0, 6, 18};
  for (int variant = 0; variant < 3; ++variant) {
    codec.positions.active[variant] = static_cast<std::uint8_t>(variant + 2);
    codec.positions.first_index[variant] = first[variant];
  }
  const std::vector<int> radices = {2, 3, 2, 4};
  std::uint64_t index = 0;
  for (std::size_t length = 2; length <= 4; ++length) {
    std::vector<int> digits(length);
    for (bool more = true; more;) {
      Words expected(4);
      for (std::size_t position = 0; position < length; ++position) expected[static_cast<std::size_t>(digits[position])] |= ElementMask{1} << position;
      ASSERT_EQ(decoded(codec, index), expected) << index;
      ASSERT_EQ(codec.encode(expected.data()), index);
      ++index;
      more = false;
      for (std::size_t position = length; position-- > 0 && !more;) {
        more = ++digits[position] < radices[position];
        if (!more) digits[position] = 0;
      }
    }
  }
  EXPECT_EQ(index, 66u);
}

const PredecessorCodec kDarts({2, 4, 2, 7});

TEST(DartsCodec, NumbersTheCandidateEdgesBySourceAndTarget) {
  int edge = 0;
  for (int source = 0; source < 5; ++source) {
    for (int node = std::max(2, source + 1); node < 6; ++node) EXPECT_EQ(kDarts.element(source, node), edge++);
  }
  EXPECT_EQ(edge, kDarts.n_elements());
}

TEST(DartsCodec, CountsTheCells) {
  std::uint64_t n = 1;
  for (int intermediate = 0; intermediate < 4; ++intermediate) n *= reference::darts_choices(intermediate).size();
  EXPECT_EQ(kDarts.size(), n);
  EXPECT_EQ(kDarts.size(), reference::kDartsCells);
}

/// The words of a cell, counted out from its pairs.
Words words_of(const reference::DartsCell& cell) {
  Words words(7);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const int target = static_cast<int>(2 + i / 2);
    int bit = 0;
    for (int source = 0; source < 5; ++source) {
      for (int node = std::max(2, source + 1); node < 6; ++node, ++bit) {
        if (source == cell[i].first && node == target) words[static_cast<std::size_t>(cell[i].second)] |= ElementMask{1} << bit;
      }
    }
  }
  return words;
}

Codec darts_codec(std::uint8_t n_cells) {
  Codec codec;
  codec.kind = CodecKind::predecessors;
  codec.n_cells = n_cells;
  codec.words_per_cell = 7;
  codec.predecessors = kDarts;
  return codec;
}

TEST(DartsCodec, DecodesRandomCells) {
  const Codec codec = darts_codec(1);
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t index = random() % reference::kDartsCells;
    ASSERT_EQ(decoded(codec, index), words_of(reference::darts_cell(index))) << index;
  }
  for (const std::uint64_t index : {std::uint64_t{0}, reference::kDartsCells - 1}) {
    EXPECT_EQ(decoded(codec, index), words_of(reference::darts_cell(index)));
  }
}

TEST(DartsCodec, DecodesEveryChoiceOfEveryNode) {
  const Codec codec = darts_codec(1);
  for (std::uint64_t step : {std::uint64_t{1}, std::uint64_t{490}, std::uint64_t{490} * 294, std::uint64_t{490} * 294 * 147}) {
    for (std::uint64_t choice = 0; choice < 490 && choice * step < reference::kDartsCells; ++choice) {
      ASSERT_EQ(decoded(codec, choice * step), words_of(reference::darts_cell(choice * step)));
    }
  }
}

TEST(DartsCodec, DecodesPairs) {
  const Codec codec = darts_codec(2);
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t normal = random() % reference::kDartsCells;
    const std::uint64_t reduction = random() % reference::kDartsCells;
    Words expected = words_of(reference::darts_cell(normal));
    const Words second = words_of(reference::darts_cell(reduction));
    expected.insert(expected.end(), second.begin(), second.end());
    ASSERT_EQ(decoded(codec, normal * reference::kDartsCells + reduction), expected);
    ASSERT_EQ(codec.encode(expected.data()), normal * reference::kDartsCells + reduction);
  }
}

TEST(DartsCodec, GivesEveryNodeTwoSources) {
  const Codec codec = darts_codec(1);
  std::mt19937_64 random(3);
  for (int i = 0; i < 10'000; ++i) {
    ElementMask edges = 0;
    int n_edges = 0;
    for (const std::uint64_t word : decoded(codec, random() % kDarts.size())) {
      edges |= word;
      n_edges += popcount(word);
    }
    ASSERT_EQ(n_edges, 8);
    std::map<int, int> sources;
    for (int source = 0; source < 5; ++source) {
      for (int node = std::max(2, source + 1); node < 6; ++node) sources[node] += static_cast<int>(edges >> kDarts.element(source, node) & 1);
    }
    ASSERT_EQ(sources, (std::map<int, int>{{2, 2}, {3, 2}, {4, 2}, {5, 2}}));
  }
}

TEST(GraphCode, DecodesWhatWasPacked) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const int capacity = std::uniform_int_distribution(2, 8)(random);
    const int n_nodes = std::uniform_int_distribution(2, capacity)(random);
    const GraphCode graph{static_cast<std::uint8_t>(capacity), 3, 2};
    const std::uint64_t adjacency = random() & low_bits(capacity * (capacity - 1) / 2);
    std::uint64_t code = static_cast<std::uint64_t>(n_nodes);
    for (int bit = capacity * (capacity - 1) / 2 - 1; bit >= 0; --bit) code = 2 * code + (adjacency >> bit & 1);
    Words expected(3);
    for (int node = 1; node < capacity - 1; ++node) {
      const std::uint64_t op = node < n_nodes - 1 ? random() % 3 : 0;
      code = 4 * code + op;
      if (node < n_nodes - 1) expected[op] |= ElementMask{1} << node;
    }
    expected.push_back(adjacency);
    expected.push_back(static_cast<std::uint64_t>(n_nodes));
    Codec codec;
    codec.kind = CodecKind::graphs;
    codec.words_per_cell = static_cast<std::uint8_t>(words_per_cell(CellKind::nodes, 3));
    codec.graph = graph;
    codec.codes = &code;
    ASSERT_EQ(decoded(codec, 0), expected) << code;
  }
}

TEST(GraphCode, OfAGraphCheckedByHand) {
  // Four of five nodes: 0-1, 1-2, 0-3, 2-3; operation 2 on node 1, 1 on node 2.
  std::uint64_t adjacency = 0;
  for (const auto& [row, column] : {std::pair{0, 1}, {1, 2}, {0, 3}, {2, 3}}) adjacency |= std::uint64_t{1} << NodeGraph::bit_of(row, column, 5);
  EXPECT_EQ(adjacency, 0b0010010101u);
  const std::uint64_t code = std::uint64_t{4} << 16 | adjacency << 6 | 0b10'01'00;
  Words words(5);
  GraphCode{5, 3, 2}.decode(code, words.data());
  EXPECT_EQ(words, (Words{0, 0b100, 0b010, adjacency, 4}));
}

// Benchmarks go round a small space in one launch.
TEST(Codec, ThatWrapsBeginsAnewBehindItsEnd) {
  const Codec mixed = position_codec(4, {3, 2, 4}, {0, 1, 2});
  const std::pair<Codec, std::uint64_t> cases[] = {
      {nasbench201_codec(), reference::kNasbench201Size}, {mixed, 24}, {darts_codec(1), reference::kDartsCells}};
  for (const auto& [codec, size] : cases) {
    ASSERT_TRUE(codec.wraps());
    for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, size / 2, size - 1}) {
      for (const std::uint64_t round : {1, 2, 1000}) EXPECT_EQ(decoded(codec, round * size + index), decoded(codec, index)) << index;
    }
  }
}

TEST(Codec, ThatHasAListOrVariantsDoesNotWrap) {
  Codec codec = position_codec(2, {2, 2}, {0, 1});
  codec.positions.n_variants = 2;
  EXPECT_FALSE(codec.wraps());
  codec.kind = CodecKind::listed;
  EXPECT_FALSE(codec.wraps());
  codec.kind = CodecKind::graphs;
  EXPECT_FALSE(codec.wraps());
}

TEST(Codec, ListedWordsAreThemselves) {
  const Words listed = {1, 2, 3, 4, 5, 6};
  Codec codec;
  codec.kind = CodecKind::listed;
  codec.words_per_cell = 2;
  codec.codes = listed.data();
  EXPECT_EQ(decoded(codec, 0), (Words{1, 2}));
  EXPECT_EQ(decoded(codec, 2), (Words{5, 6}));
}

TEST(ArchitectureSource, CountsFromItsFirst) {
  ArchitectureSource source = nasbench201_source();
  source.first = 100;
  ElementMask found[5], expected[5];
  source.words_of_row(23, found);
  source.codec.decode(123, expected);
  for (int op = 0; op < 5; ++op) EXPECT_EQ(found[op], expected[op]);
}

TEST(ArchitectureSource, ReadsItsIndices) {
  const std::vector<std::uint64_t> indices = {7, 15624, 3};
  ArchitectureSource source = nasbench201_source();
  source.first = 100;
  source.indices = indices.data();
  ElementMask found[5], expected[5];
  source.words_of_row(1, found);
  source.codec.decode(15624, expected);
  for (int op = 0; op < 5; ++op) EXPECT_EQ(found[op], expected[op]);
}

TEST(ArchitectureSource, ReadsItsPackedAdjacency) {
  const std::vector<ElementMask> packed = {1, 2, 4, 8, 16, 32, 16, 8, 4, 2};
  ArchitectureSource source = nasbench201_source();
  source.packed = packed.data();
  ElementMask found[5];
  source.words_of_row(1, found);
  for (std::size_t op = 0; op < 5; ++op) EXPECT_EQ(found[op], packed[5 + op]);
}

}  // namespace
}  // namespace cartograf

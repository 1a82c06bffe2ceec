// Cells whose nodes choose their predecessors, beside a plain enumeration by recursion.
#include "kernels/features/predecessor_codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/features/codec.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

static_assert(std::is_trivially_copyable_v<PredecessorCodec>);

using Words = std::vector<std::uint64_t>;
/// What enters a node: pairs of a source and an operation, ascending.
using Inputs = std::vector<std::pair<int, int>>;

// 13, 8, 8, 5 operations (Zoph et al. 2018, Table of Appendix; Real et al. 2019; Liu et al. 2018; Pham et al. 2018).
constexpr PredecessorParameters kNasnet = {2, 5, 2, 13, false, true, true};
constexpr PredecessorParameters kAmoebaNet = {2, 5, 2, 8, false, true, true};
constexpr PredecessorParameters kPnas = {2, 5, 2, 8, false, true, false};
constexpr PredecessorParameters kEnas = {2, 5, 2, 5, false, true, true};
constexpr PredecessorParameters kDarts = {2, 4, 2, 7};
constexpr PredecessorParameters kDartsWithNone = {2, 4, 2, 7, true};

/// Every set of up to k pairs from those that are not before `least`; with repeats every multiset.
void extend(const PredecessorParameters& cell, int n_sources, Inputs chosen, std::pair<int, int> least, std::vector<Inputs>& all) {
  if (chosen.size() == cell.n_sources || cell.none) all.push_back(chosen);
  if (chosen.size() == cell.n_sources) return;
  for (int source = least.first; source < n_sources; ++source) {
    const bool taken = !chosen.empty() && chosen.back().first == source;
    if (taken && !cell.repeats) continue;
    for (int op = source == least.first ? least.second : 0; op < cell.n_ops; ++op) {
      Inputs longer = chosen;
      longer.push_back({source, op});
      extend(cell, n_sources, longer, {source, op}, all);
    }
  }
}

/// The choices of a node with so many nodes before it, in their order.
std::vector<Inputs> choices_of(const PredecessorParameters& cell, int n_sources) {
  std::vector<Inputs> all;
  extend(cell, n_sources, {}, {0, 0}, all);
  const auto order = [n_sources](const Inputs& inputs) {
    std::vector<int> times(static_cast<std::size_t>(n_sources));
    std::vector<int> ops;
    for (const auto& [source, op] : inputs) {
      --times[static_cast<std::size_t>(source)];  // more before less
      ops.push_back(op);
    }
    return std::pair(times, ops);
  };
  std::sort(all.begin(), all.end(), [&](const Inputs& a, const Inputs& b) { return order(a) < order(b); });
  return all;
}

/// The words of a cell, its elements counted out one by one.
Words words_of(const PredecessorParameters& cell, const std::vector<Inputs>& nodes) {
  Words words(cell.n_ops + (cell.loose_ends ? 1u : 0u));
  const int n_nodes = cell.n_inputs + cell.n_intermediates;
  int element = 0;
  std::set<int> taken;
  for (int source = 0; source < n_nodes; ++source) {
    for (int node = std::max<int>(cell.n_inputs, source + 1); node < n_nodes; ++node) {
      std::vector<int> ops;
      for (const auto& [from, op] : nodes[static_cast<std::size_t>(node - cell.n_inputs)]) {
        if (from == source) ops.push_back(op);
      }
      if (!ops.empty()) taken.insert(source);
      for (int copy = 0; copy < (cell.repeats ? cell.n_sources : 1); ++copy, ++element) {
        if (static_cast<std::size_t>(copy) < ops.size()) words[static_cast<std::size_t>(ops[static_cast<std::size_t>(copy)])] |= ElementMask{1} << element;
      }
    }
  }
  if (!cell.loose_ends) return words;
  for (int node = cell.n_inputs; node < n_nodes; ++node, ++element) {
    if (taken.count(node) == 0) words[cell.n_ops] |= ElementMask{1} << element;
  }
  return words;
}

Words decoded(const PredecessorCodec& codec, std::uint64_t index) {
  Words words(static_cast<std::size_t>(codec.n_words()));
  codec.decode(index, words.data());
  return words;
}

class Predecessors : public testing::TestWithParam<PredecessorParameters> {
 protected:
  Predecessors() {
    for (int node = 0; node < GetParam().n_intermediates; ++node) choices_.push_back(choices_of(GetParam(), GetParam().n_inputs + node));
  }

  Words expected(std::uint64_t index) const {
    std::vector<Inputs> nodes(choices_.size());
    for (std::size_t node = choices_.size(); node-- > 0;) {
      nodes[node] = choices_[node][index % choices_[node].size()];
      index /= choices_[node].size();
    }
    return words_of(GetParam(), nodes);
  }

  void expect_words(std::uint64_t index) const {
    ASSERT_EQ(decoded(codec_, index), expected(index)) << index;
    ASSERT_EQ(codec_.encode(expected(index).data()), index);
  }

  std::vector<std::vector<Inputs>> choices_;
  PredecessorCodec codec_{GetParam()};
};

/// So few that all can be listed, and their pairs numbered.
class FewPredecessors : public Predecessors {};

TEST_P(Predecessors, AreCounted) {
  std::uint64_t size = 1;
  for (std::size_t node = 0; node < choices_.size(); ++node) {
    EXPECT_EQ(codec_.n_choices(static_cast<int>(node)), choices_[node].size());
    size *= choices_[node].size();
  }
  EXPECT_EQ(codec_.size(), size);
}

TEST_P(Predecessors, AreThoseOfTheEnumeration) {
  std::mt19937_64 random(1);
  const bool is_small = codec_.size() < 20'000;
  for (std::uint64_t i = 0; i < (is_small ? codec_.size() : 20'000); ++i) expect_words(is_small ? i : random() % codec_.size());
  for (const std::uint64_t index : {std::uint64_t{0}, codec_.size() - 1}) expect_words(index);
}

TEST_P(Predecessors, DecodeEveryChoiceOfEveryNode) {
  std::uint64_t step = 1;
  for (std::size_t node = choices_.size(); node-- > 0;) {
    for (std::uint64_t choice = 0; choice < choices_[node].size(); ++choice) expect_words(choice * step);
    step *= choices_[node].size();
  }
}

TEST_P(FewPredecessors, HaveTheirOwnWords) {
  std::set<Words> all;
  for (std::uint64_t index = 0; index < codec_.size(); ++index) all.insert(decoded(codec_, index));
  EXPECT_EQ(all.size(), codec_.size());
}

TEST_P(Predecessors, BeginAnewBehindTheirEnd) {
  for (const std::uint64_t index : {std::uint64_t{0}, codec_.size() / 2, codec_.size() - 1}) {
    EXPECT_EQ(decoded(codec_, codec_.size() + index), decoded(codec_, index));
  }
}

TEST_P(FewPredecessors, ComeInPairsOfCells) {
  Codec codec;
  codec.kind = CodecKind::predecessors;
  codec.n_cells = 2;
  codec.words_per_cell = static_cast<std::uint8_t>(codec_.n_words());
  codec.predecessors = codec_;
  std::mt19937_64 random(2);
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t normal = random() % codec_.size();
    const std::uint64_t reduction = random() % codec_.size();
    Words both = expected(normal);
    const Words second = expected(reduction);
    both.insert(both.end(), second.begin(), second.end());
    Words words(both.size());
    codec.decode(normal * codec_.size() + reduction, words.data());
    ASSERT_EQ(words, both);
    ASSERT_EQ(codec.encode(both.data()), normal * codec_.size() + reduction);
  }
}

INSTANTIATE_TEST_SUITE_P(OfPapers, Predecessors, testing::Values(kNasnet, kAmoebaNet, kPnas, kEnas, kDarts, kDartsWithNone));

const auto kFew = testing::Values(PredecessorParameters{1, 3, 1, 2}, PredecessorParameters{1, 4, 1, 3, true}, PredecessorParameters{2, 2, 2, 1},
                                  PredecessorParameters{2, 2, 2, 3}, PredecessorParameters{3, 2, 3, 2}, PredecessorParameters{2, 2, 3, 2, true},
                                  PredecessorParameters{1, 3, 2, 2, false, true}, PredecessorParameters{1, 3, 2, 2, true, true},
                                  PredecessorParameters{2, 2, 3, 2, true, true, true}, PredecessorParameters{1, 2, 4, 2, false, true},
                                  PredecessorParameters{2, 3, 2, 2, false, false, true}, PredecessorParameters{1, 1, 1, 1},
                                  PredecessorParameters{8, 2, 2, 3});

INSTANTIATE_TEST_SUITE_P(OfAllKinds, Predecessors, kFew);
INSTANTIATE_TEST_SUITE_P(OfAllKinds, FewPredecessors, kFew);
INSTANTIATE_TEST_SUITE_P(OfTenNodes, Predecessors, testing::Values(PredecessorParameters{1, 10, 1, 1}));

// Liu et al. 2018, section 3.1: 256 cells of one block, 136 of them different.
TEST(PredecessorCodec, CountsTheBlocksOfPnas) {
  EXPECT_EQ(PredecessorCodec({2, 1, 2, 8, false, true}).size(), 136u);
  EXPECT_EQ(PredecessorCodec(kPnas).size(), std::uint64_t{136} * 300 * 528 * 820 * 1176);
}

TEST(PredecessorCodec, OfACellCheckedByHand) {
  // Node 2 takes node 0 twice, with operations 0 and 1; node 3 takes 1 and 2, with operation 1 both. Elements: 0->2 twice,
  // 0->3 twice, 1->2, 1->3, 2->3 twice each; then the ends of nodes 2 and 3, of which 3 is loose.
  const PredecessorCodec codec({2, 2, 2, 2, false, true, true});
  EXPECT_EQ(codec.n_elements(), 12);
  const Words words = {0b00'00'00'00'00'01, 0b00'01'01'00'00'10, 0b10'00'00'00'00'00};
  const std::uint64_t index = codec.encode(words.data());
  EXPECT_EQ(decoded(codec, index), words);
  // Node 2: 00, 01, 11 of 3, 4, 3 choices: the second. Node 3: 00 (3), 01 (4), 02 (4), 11 (3), then 12: the last of 4.
  EXPECT_EQ(index, 1u * 21 + 3 + 4 + 4 + 3 + 3);
}

TEST(PredecessorCodec, RefusesWhatItCannotNumber) {
  const auto error_of = [](const PredecessorParameters& parameters) {
    return testing_support::message_of<InputError>([&] { const PredecessorCodec codec(parameters); });
  };
  EXPECT_EQ(error_of({2, 10, 2, 7}), "candidate edges of a cell: expected 1 to 64, found 65");
  EXPECT_EQ(error_of({2, 6, 3, 30, false, true}), "candidate edges of a cell: expected 1 to 64, found 81");
  EXPECT_EQ(error_of({2, 4, 5, 7}), "sources of a node: expected 1 to 4, found 5");
  EXPECT_EQ(error_of({1, 4, 2, 7}), "node 1: expected 2 nodes before it");
  EXPECT_EQ(error_of({2, 8, 2, 32}), "architectures of a cell: expected at most 2^62, found more");
  EXPECT_EQ(error_of({2, 4, 2, 32, false, false, true}), "operations of a cell: expected 1 to 31, found 32");
}

TEST(KnownDivisor, DividesAsDivisionDoes) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t divisor = std::max<std::uint64_t>(1, random() >> (2 + random() % 62));
    const KnownDivisor known(divisor);
    const std::uint64_t number = random() >> (1 + random() % 40);
    ASSERT_EQ(known.quotient(number), number / divisor) << number << " / " << divisor;
    const std::uint64_t multiple = number / divisor * divisor;
    ASSERT_EQ(known.quotient(multiple), multiple / divisor);
    if (multiple > 0) {
      ASSERT_EQ(known.quotient(multiple - 1), (multiple - 1) / divisor);
    }
  }
}

}  // namespace
}  // namespace cartograf

// Cells with repeated sources, `none` and loose ends: canonical forms against definitions that try every numbering, on
// graphs put together from the keys.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/equivalence/naive.hpp"
#include "tests/equivalence/small_cells.hpp"
#include "tests/support/predecessor_cells.hpp"

namespace cartograf {
namespace {

using testing_equivalence::Edges;
using testing_equivalence::small_graph;
using testing_equivalence::Words;
using testing_support::is_loose;
using testing_support::PredecessorCell;
using testing_support::PredecessorRules;
using testing_support::PredecessorSubject;

/// Every edge of one architecture as a candidate with its operation; those into the output carry one of their own.
struct NaiveArchitecture {
  EdgeGraph graph;
  Words words;

  NaiveArchitecture(const PredecessorRules& rules, const PredecessorCell& cell, int identity) : words(static_cast<std::size_t>(rules.n_ops) + 1) {
    std::vector<std::tuple<int, int, int>> edges;
    for (int node = rules.n_inputs; node < rules.output(); ++node) {
      for (const auto& [source, op] : cell[static_cast<std::size_t>(node - rules.n_inputs)]) edges.emplace_back(source, node, op);
      if (!rules.loose_ends || is_loose(cell, node)) edges.emplace_back(node, rules.output(), rules.n_ops);
    }
    std::sort(edges.begin(), edges.end());
    Edges candidates;
    for (const auto& [source, target, op] : edges) {
      words[static_cast<std::size_t>(op)] |= std::uint64_t{1} << candidates.size();
      candidates.emplace_back(source, target);
    }
    graph = small_graph(rules.output() + 1, candidates, {}, rules.n_ops + 1, {-1, identity});
    graph.inputs.clear();  // a node without edges is no input
    for (int input = 0; input < rules.n_inputs; ++input) graph.inputs.push_back(static_cast<std::uint8_t>(input));
    graph.outputs = {static_cast<std::uint8_t>(rules.output())};
  }
};

/// Equal canonical forms exactly where the naive ones are; returns how many there are.
std::size_t expect_same_classes(const SearchSpace& space, const PredecessorRules& rules, const std::vector<PredecessorSubject>& subjects, Equivalence equivalence) {
  const EdgeGraph graph = edge_graph(space, space.roles());
  std::map<std::string, std::string> naive_of, canonical_of;
  for (const PredecessorSubject& subject : subjects) {
    std::string naive;
    for (const PredecessorCell& cell : subject.cells) {
      const NaiveArchitecture one(rules, cell, space.roles().identity);
      naive += (equivalence == Equivalence::labelled ? naive::labelled_form : naive::contracted_form)(one.graph, one.words.data()) + "\n";
    }
    const std::string canonical = canonical_form(graph, space.encode(subject.key).words.data(), equivalence);
    EXPECT_EQ(naive_of.emplace(canonical, naive).first->second, naive) << subject.key;
    EXPECT_EQ(canonical_of.emplace(naive, canonical).first->second, canonical) << subject.key;
    if (testing::Test::HasFailure()) break;
  }
  return naive_of.size();
}

/// Draws until so many have few live instances, which the naive form permutes; mostly identities.
std::vector<PredecessorSubject> sample(const PredecessorRules& rules, int identity, int conv, std::size_t n) {
  std::mt19937_64 random(21);
  const auto below = [&](int n_values) { return static_cast<int>(random() % static_cast<unsigned>(n_values)); };
  std::vector<PredecessorSubject> subjects;
  while (subjects.size() < n) {
    std::string key;
    for (int node = rules.n_inputs; node < rules.output(); ++node) {
      for (int i = 0; i < rules.n_sources; ++i) {
        const int op = rules.none && below(5) == 0 ? rules.n_ops : below(4) == 0 ? conv
                                                                                 : identity;
        key += (key.empty() ? "((" : ", (") + std::to_string(below(node)) + ", " + std::to_string(op) + ")";
      }
    }
    key += ")";
    PredecessorSubject subject{key, testing_support::predecessor_cells(rules, key)};
    const NaiveArchitecture one(rules, subject.cells.front(), identity);
    if (naive::n_live_instances(one.graph, one.words.data()) <= 6) subjects.push_back(std::move(subject));
  }
  return subjects;
}

class PredecessorClasses : public testing::TestWithParam<PredecessorRules> {};

TEST_P(PredecessorClasses, AreThoseOfTheNaiveForms) {
  const auto space = find_space(GetParam().space);
  const int identity = space->roles().identity;
  ASSERT_GE(identity, 0);
  const auto subjects = sample(GetParam(), identity, identity == 0 ? 1 : 0, 2'000);
  const std::size_t labelled = expect_same_classes(*space, GetParam(), subjects, Equivalence::labelled);
  const std::size_t contracted = expect_same_classes(*space, GetParam(), subjects, Equivalence::contracted);
  EXPECT_LT(labelled, subjects.size());
  EXPECT_LT(contracted, labelled);
}

INSTANTIATE_TEST_SUITE_P(OfDesignSpaces, PredecessorClasses,
                         testing::Values(testing_support::kDartsNoneCell, testing_support::kNasnetCell, testing_support::kAmoebanetCell,
                                         testing_support::kEnasCell),
                         [](const auto& test) { return std::string(test.param.space); });

// Every architecture of small spaces; of the larger ones as many as the naive forms can be had of.
TEST(PredecessorClasses, OfWholeSmallSpaces) {
  for (const PredecessorRules& rules : testing_support::kSmallCells) {
    const auto space = space_from_json(testing_support::predecessor_document(rules), "small.json");
    std::vector<PredecessorSubject> subjects;
    const std::uint64_t step = 1 + space->size() / 3'000;
    for (std::uint64_t index = 0; index < space->size(); index += step) {
      const std::string key = space->key(index);
      PredecessorSubject subject{key, testing_support::predecessor_cells(rules, key)};
      const bool few = std::all_of(subject.cells.begin(), subject.cells.end(), [&](const PredecessorCell& cell) {
        const NaiveArchitecture one(rules, cell, 0);
        return naive::n_live_instances(one.graph, one.words.data()) <= 6;
      });
      if (few) subjects.push_back(std::move(subject));
    }
    ASSERT_GT(subjects.size(), space->size() / step / 4) << rules.space;
    expect_same_classes(*space, rules, subjects, Equivalence::labelled);
    expect_same_classes(*space, rules, subjects, Equivalence::contracted);
    if (HasFailure()) return;
  }
}

std::string form_of(const SearchSpace& space, const std::string& key, Equivalence equivalence) {
  return canonical_form(edge_graph(space, space.roles()), space.encode(key).words.data(), equivalence);
}

// The same source with a convolution and an identity, or with two convolutions of one kind; nodes 2 and 3 change places.
TEST(PredecessorClasses, ByHand) {
  const auto enas = find_space("enas_cell");  // 0 is skip_connect, 1 sep_conv_3x3
  const std::string tail = ", (2, 1), (3, 0), (0, 0), (4, 1), (5, 1), (5, 1))";
  for (const Equivalence equivalence : kEquivalences) {
    EXPECT_EQ(form_of(*enas, "((0, 1), (0, 0), (1, 1), (1, 1)" + tail, equivalence), form_of(*enas, "((0, 0), (0, 1), (1, 1), (1, 1)" + tail, equivalence));
    EXPECT_NE(form_of(*enas, "((0, 1), (0, 0), (1, 1), (1, 1)" + tail, equivalence), form_of(*enas, "((0, 1), (0, 1), (1, 1), (1, 1)" + tail, equivalence));
  }
  const std::string swapped = ", (2, 0), (3, 1), (0, 0), (4, 1), (5, 1), (5, 1))";
  EXPECT_EQ(form_of(*enas, "((0, 1), (0, 0), (1, 1), (1, 1)" + tail, Equivalence::labelled),
            form_of(*enas, "((1, 1), (1, 1), (0, 1), (0, 0)" + swapped, Equivalence::labelled));
}

}  // namespace
}  // namespace cartograf

// Cells whose nodes choose their sources, with repeated sources, `none` and loose ends: every value by == beside the naive
// oracles, which read the keys.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/families/subjects.hpp"
#include "tests/reference/columns.hpp"
#include "tests/reference/graph.hpp"
#include "tests/support/features.hpp"
#include "tests/support/predecessor_cells.hpp"
#include "tests/support/sanitized.hpp"

namespace cartograf {
namespace {

using namespace families_testing;
using testing_support::is_loose;
using testing_support::PredecessorCell;
using testing_support::PredecessorRules;
using testing_support::PredecessorSubject;
using testing_support::random_predecessors;

constexpr int kRows = testing_support::fewer(2'000);

naive::Cell naive_cell(const PredecessorRules& rules, const PredecessorCell& cell) {
  naive::Cell result;
  result.n_nodes = rules.output() + 1;
  result.n_ops = rules.n_ops;
  result.n_parallel = rules.repeats ? rules.n_sources : 1;
  for (int input = 0; input < rules.n_inputs; ++input) result.terminals.emplace_back(input, rules.output());
  for (int source = 0; source < rules.output(); ++source) {
    for (int node = std::max(rules.n_inputs, source + 1); node < rules.output(); ++node) {
      std::vector<int> ops;
      for (const auto& [from, op] : cell[static_cast<std::size_t>(node - rules.n_inputs)]) {
        if (from == source) ops.push_back(op);
      }
      ops.resize(static_cast<std::size_t>(result.n_parallel), naive::Edge::kAbsent);
      for (const int op : ops) result.edges.push_back({source, node, op});
    }
  }
  for (int node = rules.n_inputs; node < rules.output(); ++node) {
    if (!rules.loose_ends || is_loose(cell, node)) result.edges.push_back({node, rules.output(), naive::Edge::kNoOperation});
  }
  return result;
}

Subject subject_of(const PredecessorRules& rules, const PredecessorSubject& predecessors) {
  Subject subject{predecessors.key, {}};
  for (const PredecessorCell& cell : predecessors.cells) subject.cells.push_back(naive_cell(rules, cell));
  return subject;
}

std::vector<Subject> random_subjects(const PredecessorRules& rules, int n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<Subject> subjects;
  while (static_cast<int>(subjects.size()) < n) subjects.push_back(subject_of(rules, random_predecessors(rules, random)));
  return subjects;
}

/// Edges that carry an operation of the set, -2 for those into the output.
std::vector<naive::Edge> edges_of(const naive::Cell& cell, unsigned ops, bool with_out) {
  std::vector<naive::Edge> edges;
  for (const naive::Edge& edge : cell.edges) {
    if (edge.op >= 0 ? (ops >> edge.op & 1) != 0 : with_out && edge.op == naive::Edge::kNoOperation) edges.push_back(edge);
  }
  return edges;
}

/// The families of the papers as docs/features.md defines them for DARTS, by naive recursion.
class PaperFamilies {
 public:
  PaperFamilies(const PredecessorRules& rules, Convention convention) : rules_(rules), convention_(convention) {}

  std::vector<reference::Fraction> values(const std::vector<naive::Cell>& cells) const {
    std::vector<reference::Fraction> out;
    for (const naive::Cell& cell : cells) {
      for (int op = naive::Edge::kNoOperation; op < rules_.n_ops; ++op) {
        if (op == naive::Edge::kAbsent) continue;
        out.push_back({static_cast<int>(std::count_if(cell.edges.begin(), cell.edges.end(), [&](const auto& edge) { return edge.op == op; }))});
      }
    }
    if (convention_ != Convention::graf_nas) {
      for (const unsigned ops : subsets()) {
        for (const naive::Cell& cell : cells) {
          for (const auto& [from, to] : cell.terminals) out.push_back({convention_ == Convention::paper ? lightest(cell, ops, from, to) : longest(cell, ops, from, to)});
        }
      }
    }
    for (const unsigned ops : subsets()) {
      for (const naive::Cell& cell : cells) {
        const std::vector<naive::Edge> edges = edges_of(cell, ops, false);
        for (const auto& terminals : cell.terminals) {
          out.push_back({static_cast<int>(std::count_if(edges.begin(), edges.end(), [&](const auto& edge) { return edge.from == terminals.first; }))});
        }
        for (int i = 0; i < 2; ++i) out.push_back({static_cast<int>(edges.size()), cell.n_nodes});
      }
    }
    return out;
  }

 private:
  const std::vector<unsigned>& subsets() const {
    static std::map<int, std::vector<unsigned>> known;
    std::vector<unsigned>& sets = known[rules_.n_ops];
    if (!sets.empty()) return sets;
    for (const naive::Ops& ops : naive::non_empty_subsets(rules_.n_ops)) {
      sets.push_back(0);
      for (const int op : ops) sets.back() |= 1u << op;
    }
    return sets;
  }

  static int longest(const naive::Cell& cell, unsigned ops, int from, int to) {
    reference::Graph graph;
    for (const naive::Edge& edge : edges_of(cell, ops, true)) graph.push_back({edge.from, edge.to});
    return reference::longest_path(graph, from, to);
  }

  /// On the graph without parallel edges: one is allowed when one of the parallels is.
  static int lightest(const naive::Cell& cell, unsigned ops, int from, int to) {
    std::vector<reference::MarkedEdge> edges;
    for (const naive::Edge& edge : edges_of(cell, ~0u, true)) {
      const bool allowed = edge.op >= 0 && (ops >> edge.op & 1) != 0;
      const auto parallel = std::find_if(edges.begin(), edges.end(), [&](const auto& other) { return other.from == edge.from && other.to == edge.to; });
      if (parallel == edges.end()) {
        edges.push_back({edge.from, edge.to, allowed});
      } else {
        parallel->allowed |= allowed;
      }
    }
    return reference::allowed_on_lightest_path(edges, from, to);
  }

  const PredecessorRules& rules_;
  Convention convention_;
};

/// Values of the default families of the rows, [n x columns], by both strategies.
void expect_paper_families(const SearchSpace& space, const PredecessorRules& rules, Convention convention, const std::vector<Subject>& subjects) {
  const FeatureSet set = select_features(space, convention, {});
  const PaperFamilies oracle(rules, convention);
  const std::size_t n_columns = set.columns().size();
  constexpr std::size_t kBatch = 100;
  for (std::size_t first = 0; first < subjects.size(); first += kBatch) {
    const std::size_t n = std::min(kBatch, subjects.size() - first);
    std::vector<std::uint64_t> words;
    for (std::size_t i = 0; i < n; ++i) {
      const std::vector<std::uint64_t> own = space.encode(subjects[first + i].key).words;
      words.insert(words.end(), own.begin(), own.end());
    }
    std::vector<std::int8_t> values(n * n_columns), directly(n * n_columns);
    Execution direct;
    direct.strategy = EvaluationStrategy::direct;
    FeatureEngine(space, set, {}).compute({space.codec(), 0, nullptr, words.data()}, n, Dtype::int8, values.data());
    FeatureEngine(space, set, direct).compute({space.codec(), 0, nullptr, words.data()}, n, Dtype::int8, directly.data());
    ASSERT_TRUE(values == directly);
    for (std::size_t i = 0; i < n; ++i) {
      const std::vector<reference::Fraction> expected = oracle.values(subjects[first + i].cells);
      ASSERT_EQ(expected.size(), n_columns);
      for (std::size_t c = 0; c < n_columns; ++c) {
        ASSERT_EQ(values[i * n_columns + c], expected[c].k) << subjects[first + i].key << ", " << set.columns()[c].name;
        ASSERT_EQ(set.columns()[c].divisor, expected[c].n) << set.columns()[c].name;
      }
    }
  }
}

class PredecessorFamilies : public testing::TestWithParam<PredecessorRules> {
 protected:
  const PredecessorRules& rules() const { return GetParam(); }
  std::unique_ptr<SearchSpace> space_ = find_space(GetParam().space);
};

INSTANTIATE_TEST_SUITE_P(OfDesignSpaces, PredecessorFamilies,
                         testing::Values(testing_support::kDartsNoneCell, testing_support::kNasnetCell, testing_support::kAmoebanetCell,
                                         testing_support::kPnasCell, testing_support::kEnasCell),
                         [](const auto& test) { return std::string(test.param.space); });

// Of NASNet its cell has them all; a pair has twice as many columns.
INSTANTIATE_TEST_SUITE_P(OfPairs, PredecessorFamilies,
                         testing::Values(testing_support::kDesignSpacePairs[0], testing_support::kDesignSpacePairs[2], testing_support::kDesignSpacePairs[3],
                                         testing_support::kDesignSpacePairs[4]),
                         [](const auto& test) { return std::string(test.param.space); });

TEST_P(PredecessorFamilies, OfThePapersEqualTheOracle) {
  expect_paper_families(*space_, rules(), Convention::zc_combine, random_subjects(rules(), kRows, 1));
  expect_paper_families(*space_, rules(), Convention::graf_nas, random_subjects(rules(), testing_support::fewer(100), 6));  // the same columns without max_op_on_path
}

// 8,191 subsets, each with a search of its own: fewer rows of NASNet.
TEST_P(PredecessorFamilies, OfTheConventionPaperEqualTheOracle) {
  expect_paper_families(*space_, rules(), Convention::paper, random_subjects(rules(), rules().n_ops > 8 ? kRows / 10 : kRows, 2));
}

TEST_P(PredecessorFamilies, OnRequestEqualTheOracle) {
  const std::vector<Subject> subjects = random_subjects(rules(), kRows, 3);
  for (const Family& family : families_of(*space_, Convention::graf_nas)) {
    if (std::find(kFamilies.begin(), kFamilies.end(), family.name) == kFamilies.end() || !n_columns(family)) continue;
    expect_equal_to_oracle(*space_, family.name, subjects);
    if (HasFatalFailure()) return;
  }
}

TEST_P(PredecessorFamilies, HaveTheNamesOfTheOracle) {
  const std::vector<Subject> subjects = random_subjects(rules(), 1, 4);
  naive::Names names;
  names.ops = space_->traits().ops.names;
  names.first_id = 1;
  if (rules().n_cells == 2) names.parts = {"normal_", "reduce_"};
  for (const std::string family : {"op_on_position", "adjacency", "effective"}) {
    const FeatureSet set = select_features(*space_, Convention::graf_nas, {family});
    std::vector<std::string> found;
    for (const FeatureColumn& column : set.columns()) found.push_back(column.name);
    EXPECT_EQ(found, naive::names(family, subjects.front().cells, names));
  }
}

class SmallPredecessorSpaces : public testing::TestWithParam<PredecessorRules> {
 protected:
  const PredecessorRules& rules() const { return GetParam(); }
  std::unique_ptr<SearchSpace> space_ = space_from_json(testing_support::predecessor_document(GetParam()), "small.json");

  std::vector<Subject> all() const {
    std::vector<Subject> subjects;
    for (std::uint64_t index = 0; index < space_->size(); ++index) {
      const std::string key = space_->key(index);
      subjects.push_back(subject_of(rules(), {key, testing_support::predecessor_cells(rules(), key)}));
    }
    return subjects;
  }
};

INSTANTIATE_TEST_SUITE_P(OfUsers, SmallPredecessorSpaces, testing::ValuesIn(testing_support::kSmallCells),
                         [](const auto& test) { return std::string(test.param.space); });

TEST_P(SmallPredecessorSpaces, EqualTheOracleInEveryArchitecture) {
  const std::vector<Subject> subjects = all();
  for (const Convention convention : kConventions) expect_paper_families(*space_, rules(), convention, subjects);
  for (const std::string& family : kFamilies) {
    expect_equal_to_oracle(*space_, family, subjects);
    if (HasFatalFailure()) return;
  }
}

/// Edges that carry an operation, live ones alone if asked.
std::int64_t cost_of(const Subject& subject, bool live_alone) {
  std::int64_t cost = 5;
  for (const naive::Cell& cell : subject.cells) {
    const std::vector<bool> live = naive::live(cell);
    for (std::size_t e = 0; e < cell.edges.size(); ++e) {
      if (live[e] || !live_alone) cost += cell.edges[e].op == 1 ? 7 : cell.edges[e].op == 0 ? -1
                                                                                            : 0;
    }
  }
  return cost;
}

TEST_P(SmallPredecessorSpaces, CountCostsInAllCells) {
  const FeatureSet set = select_features(*space_, Convention::graf_nas, {"cost", "effective"});
  ASSERT_EQ(set.wide_columns().size(), 2u);
  for (const Subject& subject : all()) {
    const std::vector<std::int64_t> values = wide_values(*space_, set, space_->encode(subject.key).words.data());
    ASSERT_EQ(values, (std::vector<std::int64_t>{cost_of(subject, false), cost_of(subject, true)})) << subject.key;
  }
}

/// Every edge that carries an operation is on a path from an input to the output.
bool is_reachable(const Subject& subject) {
  return std::all_of(subject.cells.begin(), subject.cells.end(), [](const naive::Cell& cell) {
    const std::vector<bool> live = naive::live(cell);
    for (std::size_t e = 0; e < cell.edges.size(); ++e) {
      if (cell.edges[e].op >= 0 && !live[e]) return false;
    }
    return true;
  });
}

/// Something leads from an input to the output of every cell.
bool is_connected(const Subject& subject) {
  return std::all_of(subject.cells.begin(), subject.cells.end(), [](const naive::Cell& cell) { return std::ranges::count(naive::live(cell), true) > 0; });
}

TEST_P(PredecessorFamilies, KnowWhatIsReachable) {
  ASSERT_EQ(space_->has_reachability(), rules().none);
  ASSERT_EQ(space_->may_be_disconnected(), rules().none);
  int n_reachable = 0;
  for (const Subject& subject : random_subjects(rules(), 20'000, 5)) {
    const bool expected = is_reachable(subject);
    ASSERT_EQ(space_->reachable(space_->encode(subject.key).words.data()), expected) << subject.key;
    ASSERT_EQ(space_->connected(space_->encode(subject.key).words.data()), is_connected(subject)) << subject.key;
    n_reachable += expected ? 1 : 0;
  }
  EXPECT_GT(n_reachable, 10'000);
  EXPECT_EQ(n_reachable == 20'000, !rules().none);  // without `none` nothing is dead
}

TEST_P(SmallPredecessorSpaces, KnowWhatIsReachable) {
  bool some_are_not_connected = false;
  for (const Subject& subject : all()) {
    ASSERT_EQ(space_->reachable(space_->encode(subject.key).words.data()), is_reachable(subject)) << subject.key;
    ASSERT_EQ(space_->connected(space_->encode(subject.key).words.data()), is_connected(subject)) << subject.key;
    some_are_not_connected |= !is_connected(subject);
  }
  EXPECT_EQ(some_are_not_connected, space_->may_be_disconnected());
}

}  // namespace
}  // namespace cartograf

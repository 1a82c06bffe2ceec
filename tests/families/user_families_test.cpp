// Spaces of users: random cells with operations on edges, several terminals, no zero operation, edges that lie on no path;
// and operations on nodes. Against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/families/subjects.hpp"
#include "tests/reference/graph.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using namespace families_testing;

/// Key order differs from column order: edges by target.
constexpr const char* kCell = R"({"name": "my_cell", "kind": "edges", "operations": ["conv", "zero", "skip"], "nodes": 5,
  "edges": [[1, 2], [1, 3], [2, 3], [2, 4], [3, 4], [1, 5], [3, 5], [4, 5]], "zero": "zero",
  "costs": {"params": {"constant": 7, "per_operation": {"conv": 100, "skip": 1}}}})";

/// Nodes 2 -> 4 are the terminals, so that 1 -> 2, 1 -> 3 and 4 -> 5 lie on no path; no operation is zero.
constexpr const char* kInside = R"({"name": "inside", "kind": "edges", "operations": ["a", "b"], "nodes": 5, "terminals": [[2, 4]],
  "edges": [[1, 2], [1, 3], [2, 3], [2, 4], [3, 4], [4, 5]], "costs": {"params": {"per_operation": {"a": 10, "b": 1}}}})";

/// Two inputs, two outputs: (1, 4), (2, 5).
constexpr const char* kTwoTerminals = R"({"name": "two", "kind": "edges", "operations": ["none", "conv"], "nodes": 5, "zero": "none",
  "terminals": [[1, 4], [2, 5]], "edges": [[1, 3], [2, 3], [3, 4], [3, 5], [1, 4], [2, 5]]})";

struct UserCell {
  const char* json;
  std::vector<std::pair<int, int>> key_edges;  ///< from 0
  int n_nodes;
  int n_ops;
  int zero_op;
  std::vector<naive::Terminals> terminals;
  std::vector<std::pair<int, int>> choices = {};  ///< of each edge the first operation and how many; empty = all

  std::pair<int, int> choices_of(std::size_t edge) const { return choices.empty() ? std::pair(0, n_ops) : choices[edge]; }
};

const UserCell kUserCell = {kCell, {{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}, {0, 4}, {2, 4}, {3, 4}}, 5, 3, 1, {{0, 4}}};
const UserCell kInsideCell = {kInside, {{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}, {3, 4}}, 5, 2, -1, {{1, 3}}};
/// NAS-Bench-ASR: an operation (0 to 5) from each node to the next, and skips (5 or 6) from all before, parallel edges among them.
const UserCell kAsrCell = {"", {{0, 1}, {0, 1}, {1, 2}, {0, 2}, {1, 2}, {2, 3}, {0, 3}, {1, 3}, {2, 3}}, 4, 7, 5, {{0, 3}}, {{0, 6}, {5, 2}, {0, 6}, {5, 2}, {5, 2}, {0, 6}, {5, 2}, {5, 2}, {5, 2}}};

const UserCell kTwoTerminalsCell = {kTwoTerminals, {{0, 2}, {1, 2}, {2, 3}, {2, 4}, {0, 3}, {1, 4}}, 5, 2, 0, {{0, 3}, {1, 4}}};

/// All architectures. Columns list edges by source, in the order of the document inside a source.
std::vector<Subject> subjects_of(const UserCell& user) {
  const auto n = user.key_edges.size();
  std::size_t size = 1;
  for (std::size_t i = 0; i < n; ++i) size *= static_cast<std::size_t>(user.choices_of(i).second);
  std::vector<Subject> subjects;
  for (std::size_t index = 0; index < size; ++index) {
    std::vector<int> digits(n);
    std::size_t rest = index;
    for (std::size_t i = n; i-- > 0; rest /= static_cast<std::size_t>(user.choices_of(i).second)) {
      digits[i] = static_cast<int>(rest % static_cast<std::size_t>(user.choices_of(i).second));
    }
    naive::Cell cell;
    cell.n_nodes = user.n_nodes;
    cell.n_ops = user.n_ops;
    cell.zero_op = user.zero_op;
    cell.terminals = user.terminals;
    for (int source = 0; source < user.n_nodes; ++source) {
      for (std::size_t e = 0; e < n; ++e) {
        if (user.key_edges[e].first == source) cell.edges.push_back({source, user.key_edges[e].second, user.choices_of(e).first + digits[e]});
      }
    }
    subjects.push_back({key_of(digits), {cell}});
  }
  return subjects;
}

class UserFamilies : public testing::TestWithParam<std::string> {};

TEST_P(UserFamilies, OfACellWithAZeroOperationEqualTheOracle) { expect_equal_to_oracle(*space_from_json(kCell, "my_cell.json"), GetParam(), subjects_of(kUserCell)); }
TEST_P(UserFamilies, OfTerminalsInsideEqualTheOracle) { expect_equal_to_oracle(*space_from_json(kInside, "inside.json"), GetParam(), subjects_of(kInsideCell)); }

INSTANTIATE_TEST_SUITE_P(All, UserFamilies, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

std::unique_ptr<SearchSpace> asr_space() { return open_space(std::string(CARTOGRAF_EXAMPLES_DIR) + "/nasbench_asr.json"); }

class EdgeChoices : public testing::TestWithParam<std::string> {};

TEST_P(EdgeChoices, OfNasBenchAsrEqualTheOracle) { expect_equal_to_oracle(*asr_space(), GetParam(), subjects_of(kAsrCell)); }

INSTANTIATE_TEST_SUITE_P(All, EdgeChoices, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

TEST(EdgeChoicesOfAsr, AreInTheOrderOfTheKeyAndReachableAsTheOracleSays) {
  const auto space = asr_space();
  const std::vector<Subject> subjects = subjects_of(kAsrCell);
  ASSERT_EQ(subjects.size(), 13'824u);
  ASSERT_EQ(space->size(), subjects.size());
  std::size_t n_reachable = 0;
  for (std::size_t index = 0; index < subjects.size(); ++index) {
    ASSERT_EQ(space->key(index), subjects[index].key);
    const EncodedKey encoded = space->encode(subjects[index].key);
    ASSERT_EQ(encoded.index, index);
    ASSERT_EQ(encoded.words, words_of(*space, index));
    const naive::Cell& cell = subjects[index].cells.front();
    const naive::Cell pruned = naive::pruned(cell);
    const bool expected = std::equal(cell.edges.begin(), cell.edges.end(), pruned.edges.begin(), [](const auto& a, const auto& b) { return a.op == b.op; });
    ASSERT_EQ(space->reachable(encoded.words.data()), expected) << subjects[index].key;
    n_reachable += expected ? 1 : 0;
  }
  EXPECT_EQ(n_reachable, 10'936u);
}

// Paths and degrees of the papers: parallel edges are edges of their own.
TEST(EdgeChoicesOfAsr, HaveThePathsAndDegreesOfTheOracle) {
  const auto space = asr_space();
  const std::vector<Subject> subjects = subjects_of(kAsrCell);
  const std::vector<naive::Ops> subsets = naive::non_empty_subsets(7);
  for (const Convention convention : kConventions) {
    const FeatureSet set = select_features(*space, convention, {});
    const std::size_t n_columns = set.columns().size();
    ASSERT_EQ(n_columns, 7u + 127 * 6);
    std::vector<std::int8_t> values(subjects.size() * n_columns);
    FeatureEngine(*space, set, {}).compute_range(0, subjects.size(), Dtype::int8, values.data());
    for (std::size_t row = 0; row < subjects.size(); row += 23) {
      const std::int8_t* const found = &values[row * n_columns];
      const naive::Cell& cell = subjects[row].cells.front();
      for (std::size_t s = 0; s < subsets.size(); ++s) {
        reference::Graph graph;
        std::vector<reference::MarkedEdge> marked;  // without parallels
        for (const naive::Edge& edge : cell.edges) {
          const bool allowed = std::find(subsets[s].begin(), subsets[s].end(), edge.op) != subsets[s].end();
          if (allowed) graph.push_back({edge.from, edge.to});
          const auto parallel = std::find_if(marked.begin(), marked.end(), [&](const auto& other) { return other.from == edge.from && other.to == edge.to; });
          if (parallel == marked.end()) {
            marked.push_back({edge.from, edge.to, allowed});
          } else {
            parallel->allowed |= allowed;
          }
        }
        // min_path_len of the other conventions lists the banned operations: from all to single ones.
        const bool released = convention == Convention::graf_nas;
        const int shortest = reference::shortest_path(graph, 0, 3), longest = reference::longest_path(graph, 0, 3);
        const std::string names = set.columns()[7 + 127 + s].name;
        std::size_t min_place = 7 + s;
        if (!released) {
          std::string banned;
          for (int op = 0; op < 7; ++op) {
            if (std::find(subsets[s].begin(), subsets[s].end(), op) == subsets[s].end()) banned += (banned.empty() ? "" : ", ") + std::to_string(op);
          }
          min_place = 0;
          while (min_place < n_columns && set.columns()[min_place].name != "min_path_len_banned_(" + banned + ")") ++min_place;
          ASSERT_LT(min_place, n_columns);
        }
        ASSERT_EQ(found[min_place], shortest >= 0 ? shortest : released ? 9
                                                                        : 5)
            << subjects[row].key << names;
        const int on_path = convention == Convention::paper ? reference::allowed_on_lightest_path(marked, 0, 3) : longest >= 0 ? longest
                                                                                                              : released       ? 0
                                                                                                                               : -1;
        ASSERT_EQ(found[7 + 127 + s], on_path) << subjects[row].key << names;
        const std::size_t degrees = 7 + 2 * 127 + 4 * s;
        ASSERT_EQ(found[degrees], reference::edges_leaving(graph, 0)) << subjects[row].key << names;
        ASSERT_EQ(found[degrees + 1], reference::edges_entering(graph, 3));
        ASSERT_EQ(found[degrees + 2], static_cast<int>(graph.size()));
        ASSERT_EQ(found[degrees + 3], static_cast<int>(graph.size()));
      }
    }
  }
}

class TwoTerminals : public testing::TestWithParam<std::string> {};

TEST_P(TwoTerminals, FamiliesWithoutPathsEqualTheOracle) {
  expect_equal_to_oracle(*space_from_json(kTwoTerminals, "two.json"), GetParam(), subjects_of(kTwoTerminalsCell));
}

INSTANTIATE_TEST_SUITE_P(All, TwoTerminals, testing::Values("all_pairs", "all_degrees", "op_on_position", "adjacency"), [](const auto& test) { return test.param; });

/// Families of whole paths look at the first pair alone.
class FirstTerminals : public testing::TestWithParam<std::string> {};

TEST_P(FirstTerminals, FamiliesOfPathsEqualTheOracle) {
  auto subjects = subjects_of(kTwoTerminalsCell);
  for (Subject& subject : subjects) subject.cells[0].terminals.resize(1);
  expect_equal_to_oracle(*space_from_json(kTwoTerminals, "two.json"), GetParam(), subjects);
}

INSTANTIATE_TEST_SUITE_P(All, FirstTerminals, testing::Values("path_encoding", "path_counts"), [](const auto& test) { return test.param; });

// What lies on a path of any pair of terminals is live.
TEST(TwoTerminals, EffectiveEqualsTheOracle) { expect_equal_to_oracle(*space_from_json(kTwoTerminals, "two.json"), "effective", subjects_of(kTwoTerminalsCell)); }

TEST(TwoTerminals, ReachabilityLooksAtAllPairs) {
  const auto space = space_from_json(kTwoTerminals, "two.json");
  for (const Subject& subject : subjects_of(kTwoTerminalsCell)) {
    const naive::Cell pruned = naive::pruned(subject.cells[0]);
    bool unchanged = true;
    for (std::size_t e = 0; e < pruned.edges.size(); ++e) unchanged = unchanged && pruned.edges[e].op == subject.cells[0].edges[e].op;
    ASSERT_EQ(space->reachable(space->encode(subject.key).words.data()), unchanged) << subject.key;
  }
}

TEST(UserCosts, OfTheEffectiveArchitecture) {
  const auto space = space_from_json(kCell, "my_cell.json");
  const FeatureSet set = select_features(*space, Convention::graf_nas, {"effective"});
  ASSERT_EQ(set.wide_columns().size(), 1u);
  EXPECT_EQ(set.wide_columns()[0].name, "effective_params");
  for (const Subject& subject : subjects_of(kUserCell)) {
    std::int64_t params = 7;
    for (const naive::Edge& edge : naive::pruned(subject.cells[0]).edges) params += edge.op == 0 ? 100 : edge.op == 2 ? 1
                                                                                                                      : 0;
    ASSERT_EQ(wide_values(*space, set, space->encode(subject.key).words.data())[0], params) << subject.key;
  }
}

// Without a zero operation too, costs are those of the edges that effective_op_count counts.
TEST(UserCosts, AgreeWithTheCountsWithoutAZeroOperation) {
  const auto space = space_from_json(kInside, "inside.json");
  const auto subjects = subjects_of(kInsideCell);
  const auto rows = computed(*space, "effective", subjects);
  for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i].at(2), 10 * rows[i][0] + rows[i][1]) << subjects[i].key;
}

class UserNodes : public testing::TestWithParam<std::string> {};

TEST_P(UserNodes, EqualTheOracle) {
  const auto space = space_from_json(R"({"name": "nodes", "kind": "nodes", "operations": ["a", "b"], "max_nodes": 6, "max_edges": 15})", "nodes.json");
  std::mt19937_64 random(106);
  std::vector<Subject> subjects;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = relabelled(space->key(random() % space->size()), random);
    subjects.push_back({key, {node_cell(key, 6, 2)}});
  }
  expect_equal_to_oracle(*space, GetParam(), subjects);
}

INSTANTIATE_TEST_SUITE_P(All, UserNodes, testing::ValuesIn(kFamilies), [](const auto& test) { return test.param; });

}  // namespace
}  // namespace cartograf

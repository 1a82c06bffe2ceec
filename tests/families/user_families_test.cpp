// Spaces of users: random cells with operations on edges, several terminals, no zero operation, edges that lie on no path;
// and operations on nodes. Against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/families/subjects.hpp"
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
};

const UserCell kUserCell = {kCell, {{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}, {0, 4}, {2, 4}, {3, 4}}, 5, 3, 1, {{0, 4}}};
const UserCell kInsideCell = {kInside, {{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}, {3, 4}}, 5, 2, -1, {{1, 3}}};
const UserCell kTwoTerminalsCell = {kTwoTerminals, {{0, 2}, {1, 2}, {2, 3}, {2, 4}, {0, 3}, {1, 4}}, 5, 2, 0, {{0, 3}, {1, 4}}};

/// All architectures. Columns list edges by source, in the order of the document inside a source.
std::vector<Subject> subjects_of(const UserCell& user) {
  const auto n = user.key_edges.size();
  std::size_t size = 1;
  for (std::size_t i = 0; i < n; ++i) size *= static_cast<std::size_t>(user.n_ops);
  std::vector<Subject> subjects;
  for (std::size_t index = 0; index < size; ++index) {
    std::vector<int> digits(n);
    std::size_t rest = index;
    for (std::size_t i = n; i-- > 0; rest /= static_cast<std::size_t>(user.n_ops)) digits[i] = static_cast<int>(rest % static_cast<std::size_t>(user.n_ops));
    naive::Cell cell;
    cell.n_nodes = user.n_nodes;
    cell.n_ops = user.n_ops;
    cell.zero_op = user.zero_op;
    cell.terminals = user.terminals;
    for (int source = 0; source < user.n_nodes; ++source) {
      for (std::size_t e = 0; e < n; ++e) {
        if (user.key_edges[e].first == source) cell.edges.push_back({source, user.key_edges[e].second, digits[e]});
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

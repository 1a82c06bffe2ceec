// The reachability filter: counts, the published files, and a naive oracle.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "host/engine/architectures.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/families/subjects.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using namespace families_testing;
using testing_support::contains;
using testing_support::message_of;

struct SpaceSubjects {
  std::string space;
  std::vector<Subject> (*subjects)();
  std::uint64_t n_kept;
  std::uint64_t n_disconnected;
};

bool reachable(const SearchSpace& space, const std::string& key) { return space.reachable(space.encode(key).words.data()); }

class Reachability : public testing::TestWithParam<SpaceSubjects> {
 protected:
  std::unique_ptr<SearchSpace> space = find_space(GetParam().space);
};

TEST_P(Reachability, KeepsTheKnownNumber) {
  ASSERT_TRUE(space->has_reachability());
  const Architectures kept = only_reachable(*space, architecture_range(*space, 0, space->size()));
  EXPECT_EQ(kept.n, GetParam().n_kept);
  EXPECT_EQ(kept.indices.size(), GetParam().n_kept);
}

TEST_P(Reachability, KeepsWhatPruningLeavesUnchanged) {
  for (const Subject& subject : GetParam().subjects()) {
    const naive::Cell& cell = subject.cells[0];
    const naive::Cell pruned = naive::pruned(cell);
    bool unchanged = true;
    for (std::size_t e = 0; e < cell.edges.size(); ++e) unchanged = unchanged && cell.edges[e].op == pruned.edges[e].op;
    ASSERT_EQ(reachable(*space, subject.key), unchanged) << subject.key;
  }
}

TEST_P(Reachability, KnowsWhereNoPathLeadsFromInputToOutput) {
  std::uint64_t n_disconnected = 0;
  for (const Subject& subject : GetParam().subjects()) {
    const bool expected = std::ranges::count(naive::live(subject.cells[0]), true) > 0;
    ASSERT_EQ(space->connected(space->encode(subject.key).words.data()), expected) << subject.key;
    n_disconnected += expected ? 0 : 1;
  }
  EXPECT_EQ(n_disconnected, GetParam().n_disconnected);
  Architectures all = architecture_range(*space, 0, space->size());
  all.filter.exclude_disconnected(*space);
  const Architectures passing = all_passing(*space, all, 2);
  EXPECT_EQ(passing.n, space->size() - n_disconnected);
  EXPECT_EQ(passing.left_out.back(), n_disconnected);
}

// The second wording of the definition: nodes 2, 3 without input lose their output, then 3, 2 without output their input.
TEST_P(Reachability, AgreesWithSweepingTheNodes) {
  for (const Subject& subject : GetParam().subjects()) {
    naive::Cell cell = subject.cells[0];
    const auto sweep = [&](int node, bool forward) {
      for (const naive::Edge& edge : cell.edges) {
        if ((forward ? edge.to : edge.from) == node && edge.op != cell.zero_op) return;
      }
      for (naive::Edge& edge : cell.edges) {
        if ((forward ? edge.from : edge.to) == node) edge.op = cell.zero_op;
      }
    };
    for (const int node : {1, 2}) sweep(node, true);
    for (const int node : {2, 1}) sweep(node, false);
    bool unchanged = true;
    for (std::size_t e = 0; e < cell.edges.size(); ++e) unchanged = unchanged && cell.edges[e].op == subject.cells[0].edges[e].op;
    ASSERT_EQ(reachable(*space, subject.key), unchanged) << subject.key;
  }
}

TEST_P(Reachability, EqualsThePublishedFile) {
  const auto file = testing_support::golden_file(GetParam().space + ".reachability.csv.gz");
  CARTOGRAF_SKIP_WITHOUT(file);
  const auto table = testing_support::GoldenTable::read(file);
  ASSERT_EQ(table.names.back(), "in_valid_csv");
  ASSERT_FALSE(table.keys.empty());
  // A column that holds keys reads as several fields only if it is not quoted; it is.
  for (std::size_t row = 0; row < table.keys.size(); ++row) {
    ASSERT_EQ(table.rows[row].size(), table.names.size());
    ASSERT_EQ(reachable(*space, table.keys[row]), table.rows[row].back() == 1) << table.keys[row];
  }
}

TEST_P(Reachability, KeepsOrderAndKeysOfAList) {
  Architectures listed = architecture_sample(*space, 500, 3);
  for (const std::uint64_t index : listed.indices) {
    listed.keys.push_back("as written: " + space->key(index));
    const auto words = words_of(*space, index);
    listed.words.insert(listed.words.end(), words.begin(), words.end());
  }
  const Architectures kept = only_reachable(*space, listed);
  ASSERT_EQ(kept.seed, listed.seed);
  std::size_t next = 0;
  for (std::uint64_t row = 0; row < listed.n; ++row) {
    if (!reachable(*space, space->key(listed.indices[row]))) continue;
    ASSERT_LT(next, kept.n);
    EXPECT_EQ(kept.indices[next], listed.indices[row]);
    EXPECT_EQ(kept.keys[next], listed.keys[row]);
    const std::size_t n_words = listed.words.size() / listed.n;
    for (std::size_t w = 0; w < n_words; ++w) EXPECT_EQ(kept.words[next * n_words + w], listed.words[row * n_words + w]);
    ++next;
  }
  EXPECT_EQ(kept.n, next);
  EXPECT_LT(kept.n, listed.n);
}

INSTANTIATE_TEST_SUITE_P(Spaces, Reachability,
                         testing::Values(SpaceSubjects{"nasbench201", nasbench201_subjects, 9445, 341}, SpaceSubjects{"transnasbench101_micro", micro_subjects, 2128, 169}),
                         [](const auto& test) { return test.param.space; });

TEST(Reachability, KeepsTheCellOfNone) {
  EXPECT_TRUE(reachable(*find_space("nasbench201"), "(1, 1, 1, 1, 1, 1)"));
  EXPECT_TRUE(reachable(*find_space("transnasbench101_micro"), "(0, 0, 0, 0, 0, 0)"));
}

TEST(Reachability, OfSeveralTerminalsNeedsAPathBetweenAnyPair) {
  const auto space = open_space(CARTOGRAF_EXAMPLES_DIR "/two_inputs.json");
  ASSERT_TRUE(space->may_be_disconnected());
  std::uint64_t n_disconnected = 0;
  for (std::uint64_t index = 0; index < space->size(); ++index) n_disconnected += space->connected(words_of(*space, index).data()) ? 0 : 1;
  EXPECT_EQ(n_disconnected, 331u);
}

TEST(Reachability, IsRefusedWhereItIsNotDefined) {
  for (const char* name : {"darts", "darts_cell", "transnasbench101_macro", "nasbench_macro", "naap440"}) {
    const auto space = find_space(name);
    EXPECT_FALSE(space->has_reachability()) << name;
    const std::string message = message_of<InputError>([&] { only_reachable(*space, architecture_range(*space, 0, 2)); });
    EXPECT_TRUE(contains(message, name)) << message;
    EXPECT_TRUE(contains(message, "zero operation")) << message;
  }
}

TEST(Reachability, RefusesToLeaveNothing) {
  const auto space = find_space("nasbench201");
  const std::uint64_t dead = space->index_of("(2, 1, 1, 1, 1, 1)");
  EXPECT_TRUE(contains(message_of<InputError>([&] { only_reachable(*space, architecture_range(*space, dead, dead + 1)); }), "reachable"));
}

}  // namespace
}  // namespace cartograf

// The family `signal` of cells whose nodes choose their sources: parallel edges add up, `none` carries nothing, and loose
// ends alone lead to the output. Beside maps and plain recursion on what the keys say.
#include <gtest/gtest.h>

#include <cmath>

#include "host/engine/feature_engine.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/signal/compare.hpp"
#include "tests/signal/naive_signal.hpp"
#include "tests/support/predecessor_cells.hpp"

namespace cartograf {
namespace {

using testing_support::is_loose;
using testing_support::PredecessorCell;
using testing_support::PredecessorRules;
using testing_support::PredecessorSubject;

/// What the name of an operation says of it.
naive_signal::Edge edge_of(int from, int to, const std::string& name) {
  using naive_signal::Role;
  const int size = name.back() - '0';  // "_3x3", "_3x1_1x3"
  if (name == "skip_connect") return {from, to, Role::skip};
  if (name.find("pool") != std::string::npos) return {from, to, Role::pool, 1, 1, (size - 1) / 2};
  const bool dilated = name.starts_with("dil_"), separable = name.find("sep_") != std::string::npos;
  return {from, to, Role::conv, size, dilated ? 2 : 1, separable ? 2 : 1};
}

TEST(PredecessorSignalOracle, ReadsTheNamesOfOperations) {
  const auto is = [](const char* name, naive_signal::Role role, int kernel, int dilation, int depth) {
    const naive_signal::Edge edge = edge_of(0, 1, name);
    return edge.role == role && edge.kernel == kernel && edge.dilation == dilation && edge.depth == depth;
  };
  EXPECT_TRUE(is("max_pool_7x7", naive_signal::Role::pool, 1, 1, 3));
  EXPECT_TRUE(is("conv_7x1_1x7", naive_signal::Role::conv, 7, 1, 1));
  EXPECT_TRUE(is("conv_1x1", naive_signal::Role::conv, 1, 1, 1));
  EXPECT_TRUE(is("sep_conv_5x5", naive_signal::Role::conv, 5, 1, 2));
  EXPECT_TRUE(is("dil_sep_conv_3x3", naive_signal::Role::conv, 3, 2, 2));
  EXPECT_TRUE(is("dil_conv_3x3", naive_signal::Role::conv, 3, 2, 1));
}

naive_signal::Cell naive_cell(const PredecessorRules& rules, const PredecessorCell& cell, const std::vector<std::string>& ops) {
  naive_signal::Cell result{rules.output() + 1, rules.output(), {}};
  for (int node = rules.n_inputs; node < rules.output(); ++node) {
    result.edges.push_back({0, node});  // carries nothing: a node without edges is no input
    for (const auto& [from, op] : cell[static_cast<std::size_t>(node - rules.n_inputs)]) {
      result.edges.push_back(edge_of(from, node, ops.at(static_cast<std::size_t>(op))));
    }
    if (!rules.loose_ends || is_loose(cell, node)) result.edges.push_back({node, rules.output(), naive_signal::Role::skip});
  }
  return result;
}

/// The rows of all subjects beside the oracle, mean fields of every so many alone; returns how many are connected.
int expect_signal(const SearchSpace& space, const PredecessorRules& rules, const std::vector<std::string>& ops, const std::vector<PredecessorSubject>& subjects,
                  std::size_t mean_field_step) {
  const FeatureSet set = select_features(space, Convention::graf_nas, {"signal"});
  const std::size_t n_columns = set.columns().size();
  EXPECT_EQ(n_columns, 155u);
  std::vector<std::uint64_t> words;
  for (const PredecessorSubject& subject : subjects) {
    const std::vector<std::uint64_t> own = space.encode(subject.key).words;
    words.insert(words.end(), own.begin(), own.end());
  }
  std::vector<double> values(subjects.size() * n_columns);
  FeatureEngine(space, set, {}).compute({space.codec(), 0, nullptr, words.data()}, subjects.size(), Dtype::float64, values.data());
  int connected = 0;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const naive_signal::Cell cell = naive_cell(rules, subjects[i].cells.front(), ops);
    const bool with_mean_field = i % mean_field_step == 0;
    const std::vector<double> expected = naive_signal::features(cell, with_mean_field);
    signal_testing::expect_columns(&values[i * n_columns], expected, subjects[i].key, with_mean_field ? SignalGroups{0} : mask_of(SignalGroup::mf));
    if (testing::Test::HasFatalFailure()) break;
    connected += std::isnan(expected.back()) ? 0 : 1;
  }
  return connected;
}

class PredecessorSignal : public testing::TestWithParam<PredecessorRules> {};

TEST_P(PredecessorSignal, EqualsTheOracle) {
  const auto space = find_space(GetParam().space);
  std::mt19937_64 random(11);
  std::vector<PredecessorSubject> subjects;
  while (subjects.size() < 2'000) subjects.push_back(testing_support::random_predecessors(GetParam(), random));
  EXPECT_GT(expect_signal(*space, GetParam(), space->traits().ops.names, subjects, 100), 1'900);
}

// All of them; the mean fields of some.
TEST(SmallPredecessorSpaces, HaveTheSignalOfTheOracle) {
  for (const PredecessorRules& rules : testing_support::kSmallCells) {
    if (rules.n_inputs > 2 || rules.n_cells > 1) continue;
    const auto space = space_from_json(testing_support::predecessor_document(rules), "small.json");
    std::vector<PredecessorSubject> subjects;
    for (std::uint64_t index = 0; index < space->size(); ++index) {
      const std::string key = space->key(index);
      subjects.push_back({key, testing_support::predecessor_cells(rules, key)});
    }
    expect_signal(*space, rules, {"skip_connect", "sep_conv_3x3", "max_pool_5x5"}, subjects, 20);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(OfDesignSpaces, PredecessorSignal,
                         testing::Values(testing_support::kDartsNoneCell, testing_support::kNasnetCell, testing_support::kAmoebanetCell,
                                         testing_support::kPnasCell, testing_support::kEnasCell),
                         [](const auto& test) { return std::string(test.param.space); });

}  // namespace
}  // namespace cartograf

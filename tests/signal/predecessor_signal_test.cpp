// The family `signal` of cells whose nodes choose their sources: parallel edges add up, `none` carries nothing, and loose
// ends alone lead to the output. Beside maps and plain recursion on what the keys say.
#include <gtest/gtest.h>

#include "host/engine/feature_engine.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
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
      result.edges.push_back(edge_of(from, node, ops[static_cast<std::size_t>(op)]));
    }
    if (!rules.loose_ends || is_loose(cell, node)) result.edges.push_back({node, rules.output(), naive_signal::Role::skip});
  }
  return result;
}

class PredecessorSignal : public testing::TestWithParam<PredecessorRules> {};

TEST_P(PredecessorSignal, EqualsTheOracle) {
  const auto space = find_space(GetParam().space);
  const FeatureSet set = select_features(*space, Convention::graf_nas, {"signal"});
  const std::size_t n_columns = set.columns().size();
  ASSERT_EQ(n_columns, 155u);
  std::mt19937_64 random(11);
  std::vector<PredecessorSubject> subjects;
  std::vector<std::uint64_t> words;
  for (int i = 0; i < 2'000; ++i) {
    subjects.push_back(testing_support::random_predecessors(GetParam(), random));
    const std::vector<std::uint64_t> own = space->encode(subjects.back().key).words;
    words.insert(words.end(), own.begin(), own.end());
  }
  std::vector<double> values(subjects.size() * n_columns);
  FeatureEngine(*space, set, {}).compute({space->codec(), 0, nullptr, words.data()}, subjects.size(), Dtype::float64, values.data());
  int connected = 0;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const naive_signal::Cell cell = naive_cell(GetParam(), subjects[i].cells.front(), space->traits().ops.names);
    const bool with_mean_field = i < 20;
    const std::vector<double> expected = naive_signal::features(cell, with_mean_field);
    signal_testing::expect_columns(&values[i * n_columns], expected, subjects[i].key, with_mean_field ? SignalGroups{0} : mask_of(SignalGroup::mf));
    if (HasFatalFailure()) return;
    connected += std::isnan(expected.back()) ? 0 : 1;
  }
  EXPECT_GT(connected, 1'900);
}

INSTANTIATE_TEST_SUITE_P(OfDesignSpaces, PredecessorSignal,
                         testing::Values(testing_support::kDartsNoneCell, testing_support::kNasnetCell, testing_support::kAmoebanetCell,
                                         testing_support::kPnasCell, testing_support::kEnasCell),
                         [](const auto& test) { return std::string(test.param.space); });

}  // namespace
}  // namespace cartograf

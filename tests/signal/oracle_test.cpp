// Random cells with one and two inputs, strided edges and convolutions in series, against maps and plain recursion.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/features/signal/signal_columns.hpp"
#include "kernels/features/signal/signal_limits.hpp"
#include "tests/signal/compare.hpp"
#include "tests/signal/subjects.hpp"

namespace cartograf {
namespace {

using signal_testing::Subject;

void expect_features(const Subject& subject, unsigned seed) {
  ASSERT_EQ(why_no_signal(subject.view), "") << seed;
  const std::vector<double> values = signal_testing::features_of(subject);
  ASSERT_EQ(values.size(), signal_columns(CellKind::edges).size());
  signal_testing::expect_columns(values.data(), naive_signal::features(subject.cell), "seed " + std::to_string(seed));
}

TEST(SignalOracle, AgreesOnRandomCells) {
  int connected = 0, with_two = 0;
  for (unsigned seed = 0; seed < 250; ++seed) {
    std::mt19937_64 random(seed);
    const Subject subject = signal_testing::random_subject(random, 10);
    expect_features(subject, seed);
    if (HasFatalFailure()) return;
    connected += std::isnan(signal_testing::features_of(subject).back()) ? 0 : 1;
    with_two += subject.cell.edges.empty() || std::none_of(subject.cell.edges.begin(), subject.cell.edges.end(), [](const auto& edge) { return edge.to == 1; }) ? 1 : 0;
  }
  EXPECT_GT(connected, 120);
  EXPECT_GT(with_two, 50);
}

// A chain by hand: a pool, two convolutions 5 x 5 in series, a strided skip.
TEST(SignalOracle, AgreesOnAChain) {
  Subject subject;
  Cell& cell = subject.view.cell;
  cell.n_nodes = 4;
  cell.n_ops = 3;
  cell.n_elements = cell.n_edges = 3;
  cell.n_terminals = 1;
  cell.output[0] = 3;
  for (std::uint8_t e = 0; e < 3; ++e) cell.source[e] = e, cell.target[e] = static_cast<std::uint8_t>(e + 1);
  subject.view.ops[0].role = OpRole::pool;
  subject.view.ops[1] = {OpRole::conv, 5, 1, 2};
  subject.view.ops[2].role = OpRole::skip;
  subject.view.strided = 4;
  subject.view.groups = 127;
  subject.view.words_per_cell = 3;
  subject.words = {1, 2, 4};
  const std::vector<double> values = signal_testing::features_of(subject);
  const auto value = [&](const std::string& name) {
    const auto& columns = signal_columns(CellKind::edges);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].name == name) return values[c];
    }
    return std::nan("");
  };
  EXPECT_EQ(value("lin:n3"), 2);
  EXPECT_EQ(value("lin:n1"), 1);
  EXPECT_EQ(value("lin:depth_max"), 3);
  EXPECT_EQ(value("lin:c2_in_purepool"), 1);
  EXPECT_EQ(value("x:rfmax"), 1 + 2 + 2);
  EXPECT_EQ(value("x:chain22"), 1);
  EXPECT_EQ(value("x:chain23"), 1);
  EXPECT_DOUBLE_EQ(value("x:logpar"), std::log(1.0 + 25 + 25 + 1));
  EXPECT_EQ(value("pf:mx_rf"), 10);
  EXPECT_EQ(value("pf:npath_c3"), 1);
  EXPECT_EQ(value("ed:ed0_sd"), 0);
  EXPECT_DOUBLE_EQ(value("ed:ed0_d"), std::log(4.0));
}

}  // namespace
}  // namespace cartograf

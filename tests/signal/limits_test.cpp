#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/features/codec.hpp"
#include "kernels/features/signal/signal_form.hpp"
#include "kernels/features/signal/signal_limits.hpp"
#include "tests/signal/subjects.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;

/// All edges of `n_nodes` nodes but those between the first `n_inputs`.
SignalView complete_view(int n_nodes, int n_inputs, SignalOp op) {
  SignalView view;
  view.cell.n_nodes = static_cast<std::uint8_t>(n_nodes);
  view.cell.n_ops = 1;
  view.cell.n_terminals = static_cast<std::uint8_t>(n_inputs);
  for (int input = 0; input < n_inputs; ++input) {
    view.cell.input[input] = static_cast<std::uint8_t>(input);
    view.cell.output[input] = static_cast<std::uint8_t>(n_nodes - 1);
  }
  view.ops[0] = op;
  for (int from = 0; from < n_nodes; ++from) {
    for (int to = std::max(from + 1, n_inputs); to < n_nodes; ++to) {
      view.cell.source[view.cell.n_edges] = static_cast<std::uint8_t>(from);
      view.cell.target[view.cell.n_edges++] = static_cast<std::uint8_t>(to);
    }
  }
  view.cell.n_elements = view.cell.n_edges;
  return view;
}

constexpr SignalOp kSkip = {OpRole::skip, 1, 1, 1};
constexpr SignalOp kSeparable = {OpRole::conv, 3, 1, 2};

TEST(SignalLimits, HoldTheBuiltInCells) {
  EXPECT_EQ(why_no_signal(signal_testing::nasbench201_view()), "");
  SignalView darts = complete_view(6, 2, kSeparable);
  for (std::uint8_t node = 2; node < 6; ++node) {
    darts.cell.source[darts.cell.n_edges] = node;
    darts.cell.target[darts.cell.n_edges++] = 6;
  }
  darts.cell.n_nodes = 7;
  darts.cell.output[0] = darts.cell.output[1] = 6;
  EXPECT_EQ(darts.cell.n_elements, 14);
  EXPECT_EQ(why_no_signal(darts), "");
}

TEST(SignalLimits, SayWhatIsTooMuch) {
  EXPECT_TRUE(contains(why_no_signal(complete_view(4, 3, kSkip)), "at most 2 inputs are possible, found 3"));
  EXPECT_TRUE(contains(why_no_signal(complete_view(7, 1, kSeparable)), "at most 32 convolutions"));
  EXPECT_TRUE(contains(why_no_signal(complete_view(7, 1, kSeparable)), "found 42"));
  EXPECT_TRUE(contains(why_no_signal(complete_view(11, 1, kSkip)), "at most 255 paths are possible, found 512"));
  SignalView long_chain = complete_view(2, 1, kSkip);
  long_chain.cell.n_nodes = 17;
  EXPECT_TRUE(contains(why_no_signal(long_chain), "at most 16 nodes are possible, found 17"));
}

// As many as an architecture has, not as many as there are candidates.
TEST(SignalLimits, CountWhatEntersANodeAtMost) {
  SignalView view = complete_view(7, 1, kSeparable);
  view.cell.most_entering = 2;  // 1 + 5 * 2 edges of two convolutions each
  EXPECT_EQ(most_convolutions(view), 22);
  EXPECT_EQ(why_no_signal(view), "");
  view = complete_view(11, 1, kSkip);
  view.cell.most_entering = 2;  // Fibonacci numbers: 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89
  EXPECT_EQ(why_no_signal(view), "");
}

TEST(SignalLimits, CountStridedSkipsAsConvolutions) {
  SignalView view = complete_view(9, 1, kSkip);
  EXPECT_EQ(why_no_signal(view), "");
  view.strided = low_bits(33);
  EXPECT_TRUE(contains(why_no_signal(view), "found 33"));
}

TEST(SignalLimits, AskForOneOutput) {
  SignalView view = signal_testing::nasbench201_view();
  view.cell.n_terminals = 2;
  view.cell.output[1] = 2;
  EXPECT_TRUE(contains(why_no_signal(view), "one output"));
}

TEST(SignalLimits, AskForSensibleConvolutions) {
  SignalView view = signal_testing::nasbench201_view();
  view.ops[2].depth = 0;
  EXPECT_TRUE(contains(why_no_signal(view), "operation 2"));
}

}  // namespace
}  // namespace cartograf

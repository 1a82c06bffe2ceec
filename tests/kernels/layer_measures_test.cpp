// Measures of chains of layers.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "kernels/features/measure.hpp"

namespace cartograf {
namespace {

int value(const Measure& measure, int n_layers, ElementMask allowed) {
  Cell cell;
  cell.kind = CellKind::layers;
  cell.n_elements = 64;
  Subgraph subgraph;
  subgraph.present = low_bits(n_layers);
  subgraph.allowed = allowed;
  return evaluate(measure, cell, subgraph);
}

TEST(LayersUpTo, CountThePositionToo) {
  EXPECT_EQ(value({MeasureKind::layers_up_to, 0}, 6, 0b110101), 1);
  EXPECT_EQ(value({MeasureKind::layers_up_to, 1}, 6, 0b110101), 1);
  EXPECT_EQ(value({MeasureKind::layers_up_to, 2}, 6, 0b110101), 2);
  EXPECT_EQ(value({MeasureKind::layers_up_to, 5}, 6, 0b110101), 4);
}

TEST(LayersUpTo, AreZeroWhereThereIsNoLayer) { EXPECT_EQ(value({MeasureKind::layers_up_to, 4}, 4, 0b1111), 0); }

TEST(LongestRun, OfLayersCheckedByHand) {
  EXPECT_EQ(value({MeasureKind::longest_run}, 8, 0), 0);
  EXPECT_EQ(value({MeasureKind::longest_run}, 8, 0b01010101), 1);
  EXPECT_EQ(value({MeasureKind::longest_run}, 8, 0b11011101), 3);
  EXPECT_EQ(value({MeasureKind::longest_run}, 64, ~ElementMask{0}), 64);
}

TEST(Layers, EqualCountingOnRandomChains) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i) {
    const int n_layers = std::uniform_int_distribution(1, 64)(random);
    const ElementMask allowed = (random() | random()) & low_bits(n_layers);
    int up_to = 0, run = 0, longest = 0;
    for (std::uint8_t layer = 0; layer < 64; ++layer) {
      const bool is_allowed = (allowed >> layer & 1) != 0;
      up_to += is_allowed;
      run = is_allowed ? run + 1 : 0;
      longest = std::max(longest, run);
      ASSERT_EQ(value({MeasureKind::layers_up_to, layer}, n_layers, allowed), layer < n_layers ? up_to : 0);
      ASSERT_EQ(value({MeasureKind::present_at, layer}, n_layers, allowed), is_allowed ? 1 : 0);
    }
    ASSERT_EQ(value({MeasureKind::longest_run}, n_layers, allowed), longest);
    ASSERT_EQ(value({MeasureKind::count}, n_layers, allowed), up_to);
  }
}

}  // namespace
}  // namespace cartograf

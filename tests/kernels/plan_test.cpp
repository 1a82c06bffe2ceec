#include "kernels/features/plan.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/small_plan.hpp"

namespace cartograf {
namespace {

using testing_kernels::nasbench201_cell;
using testing_kernels::nasbench201_plan;

TEST(FeaturePlan, StartsEmpty) {
  const FeaturePlan plan(nasbench201_cell());
  EXPECT_EQ(plan.n_columns(), 0u);
  EXPECT_EQ(plan.table_size(), 0u);
  EXPECT_EQ(plan.n_cases(), 64u);
}

TEST(FeaturePlan, LaysColumnsOutBlockByBlock) {
  FeaturePlan plan(nasbench201_cell());
  plan.add_block({Family::node_degree, 0}, std::array<OpSet, 2>{1, 2}, std::array{1, 1, 4, 4});
  plan.add_block({Family::op_count, 0}, std::array<OpSet, 1>{4}, std::array{1});
  EXPECT_EQ(plan.divisors(), (std::vector<std::int32_t>{1, 1, 4, 4, 1, 1, 4, 4, 1}));
  ASSERT_EQ(plan.slots().size(), 3u);
  EXPECT_EQ(plan.slots()[1].column, 4u);
  EXPECT_EQ(plan.slots()[2].column, 8u);
  EXPECT_EQ(plan.slots()[2].block, 1u);
  EXPECT_EQ(plan.slots()[2].ops, 4u);
}

TEST(FeaturePlan, KeepsOneTableForEachBlock) {
  const FeaturePlan plan = nasbench201_plan();
  EXPECT_EQ(plan.table_size(), 64u * (1 + 1 + 1 + 4));
  EXPECT_EQ(cpu::make_table(plan, 2).size(), plan.table_size());
}

TEST(FeaturePlan, TabulatesCellsOfUpTo22Edges) {
  EdgeCell cell;
  cell.n_nodes = 2;
  cell.output = 1;
  for (int e = 0; e < kMaxTabulatedEdges + 1; ++e) cell.target[e] = 1;
  cell.n_edges = kMaxTabulatedEdges;
  EXPECT_TRUE(FeaturePlan(cell).can_tabulate());
  cell.n_edges = kMaxTabulatedEdges + 1;
  EXPECT_FALSE(FeaturePlan(cell).can_tabulate());
}

TEST(FeaturePlan, NeedsNoTableAboveThat) {
  EdgeCell cell = {2, 64, 0, 1, {}, {}};
  for (auto& target : cell.target) target = 1;
  FeaturePlan plan(cell);
  plan.add_block({Family::op_count, 0}, std::array<OpSet, 1>{1}, std::array{1});
  EXPECT_EQ(plan.table_size(), 0u);
}

TEST(FeaturePlan, ViewHasNoTable) {
  const FeaturePlan plan = nasbench201_plan();
  const PlanView view = plan.view();
  EXPECT_EQ(view.table, nullptr);
  EXPECT_EQ(view.n_blocks, 4u);
  EXPECT_EQ(view.n_slots, 4u * 31);
  EXPECT_EQ(view.n_columns, 7u * 31);
}

}  // namespace
}  // namespace cartograf

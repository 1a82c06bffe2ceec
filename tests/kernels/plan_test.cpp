#include "kernels/features/plan.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/small_plan.hpp"

namespace cartograf {
namespace {

using testing_kernels::make_cell;
using testing_kernels::nasbench201_cell;
using testing_kernels::nasbench201_plan;

TEST(FeaturePlan, StartsEmpty) {
  const FeaturePlan plan(nasbench201_cell(), true);
  EXPECT_EQ(plan.n_columns(), 0u);
  EXPECT_EQ(plan.table_size(), 0u);
  EXPECT_EQ(plan.n_cases(), 64u);
}

TEST(FeaturePlan, KeepsColumnsInTheirOrder) {
  FeaturePlan plan(nasbench201_cell(), true);
  plan.add_column({MeasureKind::leaving, 0}, 1);
  plan.add_column({MeasureKind::count}, 1, 4);
  plan.add_column({MeasureKind::leaving, 0}, 2, 1, 1);
  plan.add_column({MeasureKind::count}, 4);
  EXPECT_EQ(plan.divisors(), (std::vector<std::int32_t>{1, 4, 1, 1}));
  ASSERT_EQ(plan.columns().size(), 4u);
  const OpSet ops[] = {1, 1, 2, 4};
  const int measures[] = {0, 1, 0, 1};
  const int cells[] = {0, 0, 1, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(plan.subsets()[plan.columns()[i].subset].ops, ops[i]);
    EXPECT_EQ(plan.columns()[i].measure, measures[i]);
    EXPECT_EQ(plan.subsets()[plan.columns()[i].subset].cell, cells[i]);
  }
}

TEST(FeaturePlan, KeepsEveryMeasureOnce) {
  FeaturePlan plan(nasbench201_cell(), true);
  const Measure different[] = {{MeasureKind::leaving, 0}, {MeasureKind::leaving, 1}, {MeasureKind::entering, 1}, {MeasureKind::shortest_path, 0, 3, 6}, {MeasureKind::shortest_path, 0, 3, 5}, {MeasureKind::shortest_path, 0, 2, 5}, {MeasureKind::shortest_path, 0, 2, 5, 1}};
  for (int time = 0; time < 2; ++time) {
    for (const Measure& measure : different) plan.add_column(measure, 1);
  }
  EXPECT_EQ(plan.measures().size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(plan.columns()[7 + i].measure, i);
}

TEST(FeaturePlan, KeepsOneTableForEachMeasure) {
  const FeaturePlan plan = nasbench201_plan();
  EXPECT_EQ(plan.measures().size(), 6u);
  EXPECT_EQ(plan.table_size(), 64u * 6);
  EXPECT_EQ(cpu::make_table(plan, 2).size(), plan.table_size());
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(plan.measures()[i].table_offset, 64 * i);
}

TEST(FeaturePlan, TabulatesNoMeasureThatDependsOnOtherEdges) {
  FeaturePlan plan(nasbench201_cell(), false);
  plan.add_column({MeasureKind::lightest_path, 0, 3, -1}, 1);
  EXPECT_EQ(plan.table_size(), 0u);
  EXPECT_EQ(plan.measures()[0].table_offset, Measure::kNoTable);
  plan.add_column({MeasureKind::longest_path, 0, 3, -1}, 1);
  EXPECT_EQ(plan.table_size(), 64u);
}

TEST(FeaturePlan, TabulatesCellsOfUpTo22Elements) {
  for (const int n_edges : {kMaxTabulatedElements, kMaxTabulatedElements + 1}) {
    FeaturePlan plan(make_cell(2, reference::Graph(static_cast<std::size_t>(n_edges), {0, 1})), true);
    plan.add_column({MeasureKind::count}, 1);
    EXPECT_EQ(plan.table_size(), n_edges == 22 ? std::uint64_t{1} << 22 : 0);
  }
}

TEST(FeaturePlan, TabulatesNoMoreThanFits) {
  FeaturePlan plan(make_cell(2, reference::Graph(22, {0, 1})), true);
  for (std::int8_t if_none = 0; if_none < 17; ++if_none) plan.add_column({MeasureKind::longest_path, 0, 1, if_none}, 1);
  EXPECT_EQ(plan.table_size(), kMaxTableSize);
  EXPECT_NE(plan.measures()[15].table_offset, Measure::kNoTable);
  EXPECT_EQ(plan.measures()[16].table_offset, Measure::kNoTable);
}

TEST(FeaturePlan, NeedsNoTableAboveThat) {
  FeaturePlan plan(make_cell(2, reference::Graph(64, {0, 1})), true);
  plan.add_column({MeasureKind::count}, 1);
  EXPECT_EQ(plan.table_size(), 0u);
  EXPECT_TRUE(cpu::make_table(plan, 1).empty());
}

TEST(FeaturePlan, ViewHasNoTable) {
  const FeaturePlan plan = nasbench201_plan();
  const PlanView view = plan.view();
  EXPECT_EQ(view.table, nullptr);
  EXPECT_EQ(view.n_measures, 6u);
  EXPECT_EQ(view.n_columns, 8u * 31);
}

}  // namespace
}  // namespace cartograf

// Both strategies, every dtype and any number of threads give the same bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <type_traits>

#include "kernels/features/rows.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

using testing_kernels::computed;
using testing_kernels::nasbench201_plan;
using testing_kernels::nasbench201_source;
using testing_kernels::values_of;

static_assert(std::is_trivially_copyable_v<FeatureRows<std::int8_t>>);
static_assert(std::is_trivially_copyable_v<FeatureRows<float>>);
static_assert(std::is_trivially_copyable_v<FeatureRows<double>>);
static_assert(std::is_trivially_copyable_v<TableCases>);
static_assert(std::is_trivially_copyable_v<AdjacencyRows>);
static_assert(std::is_trivially_copyable_v<FeatureLaunch>);

constexpr std::uint64_t kSpaceRows = reference::kNasbench201Size;

using Case = std::tuple<Dtype, EvaluationStrategy, int>;

std::string case_name(const testing::TestParamInfo<Case>& info) {
  const auto [dtype, strategy, threads] = info.param;
  return std::string(to_string(dtype)) + (strategy == EvaluationStrategy::tabulated ? "_tabulated_" : "_direct_") + std::to_string(threads);
}

class WholeSpace : public testing::TestWithParam<Case> {};

TEST_P(WholeSpace, HasTheBitsOfTheDirectStrategyOnOneThread) {
  const auto [dtype, strategy, threads] = GetParam();
  const FeaturePlan plan = nasbench201_plan();
  EXPECT_TRUE(computed(plan, strategy, dtype, threads, kSpaceRows) == computed(plan, EvaluationStrategy::direct, dtype, 1, kSpaceRows));
}

INSTANTIATE_TEST_SUITE_P(All, WholeSpace,
                         testing::Combine(testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                                          testing::Values(EvaluationStrategy::tabulated, EvaluationStrategy::direct), testing::Values(1, 2, 7)),
                         case_name);

TEST(Dtypes, HoldTheSameNumbersOverTheWholeSpace) {
  const FeaturePlan plan = nasbench201_plan();
  const auto numerators = values_of<std::int8_t>(computed(plan, EvaluationStrategy::tabulated, Dtype::int8, 2, kSpaceRows));
  const auto floats = values_of<float>(computed(plan, EvaluationStrategy::tabulated, Dtype::float32, 2, kSpaceRows));
  const auto doubles = values_of<double>(computed(plan, EvaluationStrategy::tabulated, Dtype::float64, 2, kSpaceRows));
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    const double expected = static_cast<double>(numerators[i]) / plan.divisors()[i % plan.n_columns()];
    ASSERT_EQ(doubles[i], expected) << i;
    ASSERT_EQ(floats[i], static_cast<float>(expected)) << i;
  }
}

TEST(Strategies, WriteEveryCellOfTheOutput) {
  const FeaturePlan plan = nasbench201_plan();
  std::vector<std::int8_t> out(kSpaceRows * plan.n_columns(), 127);
  testing_kernels::write_features({plan.view(), nasbench201_source(), kSpaceRows, Dtype::int8, out.data()}, 2);
  EXPECT_EQ(std::count(out.begin(), out.end(), 127), 0);
}

TEST(Strategies, WriteNothingBeyondTheRowsAskedFor) {
  const FeaturePlan plan = nasbench201_plan();
  constexpr std::uint64_t n_rows = 257;  // one more than a thread takes at a time
  std::vector<std::int8_t> out((n_rows + 1) * plan.n_columns(), 127);
  testing_kernels::write_features({plan.view(), nasbench201_source(), n_rows, Dtype::int8, out.data()}, 2);
  EXPECT_EQ(std::count(out.begin(), out.end() - plan.n_columns(), 127), 0);
  EXPECT_EQ(std::count(out.end() - plan.n_columns(), out.end(), 127), plan.n_columns());
}

TEST(Strategies, TakeNoRows) {
  testing_kernels::write_features({nasbench201_plan().view(), nasbench201_source(), 0, Dtype::int8, nullptr}, 2);
}

TEST(Adjacency, OfTheWholeSpaceIsWhatTheCodecDecodes) {
  const ArchitectureSource source = nasbench201_source();
  std::vector<ElementMask> masks(kSpaceRows * 5);
  cpu::write_adjacency(source, kSpaceRows, masks.data(), 2);
  for (std::uint64_t row = 0; row < kSpaceRows; ++row) {
    ElementMask expected[5];
    source.codec.decode(row, expected);
    for (std::size_t op = 0; op < 5; ++op) ASSERT_EQ(masks[row * 5 + op], expected[op]);
  }
}

TEST(Adjacency, GivesTheSameRowsWhenItIsTheSource) {
  const FeaturePlan plan = nasbench201_plan();
  ArchitectureSource source = nasbench201_source();
  std::vector<ElementMask> masks(kSpaceRows * 5);
  cpu::write_adjacency(source, kSpaceRows, masks.data(), 2);
  source.packed = masks.data();
  std::vector<std::byte> out(kSpaceRows * plan.n_columns());
  testing_kernels::write_features({plan.view(), source, kSpaceRows, Dtype::int8, out.data()}, 2);
  EXPECT_TRUE(out == computed(plan, EvaluationStrategy::direct, Dtype::int8, 1, kSpaceRows));
}

}  // namespace
}  // namespace cartograf

// The GPU gives the bits of the CPU.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <tuple>

#include "kernels/cuda/bench.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/cuda.hpp"

namespace cartograf {
namespace {

using testing_kernels::computed;
using testing_kernels::nasbench201_codec;
using testing_kernels::nasbench201_plan;

constexpr std::uint64_t kRows = reference::kNasbench201Size;

cuda::FeatureEngine engine_of(const FeaturePlan& plan, EvaluationStrategy strategy) {
  return {0, nasbench201_codec(), {}, [&] {
            std::vector<cuda::ColumnPart> parts;
            parts.push_back({cuda::measure_writer(plan, nasbench201_codec(), strategy), plan.n_columns()});
            return parts;
          }};
}

class CudaKernels : public testing::TestWithParam<std::tuple<Dtype, EvaluationStrategy>> {};

TEST_P(CudaKernels, WriteTheRowsOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const auto [dtype, strategy] = GetParam();
  const FeaturePlan plan = nasbench201_plan();
  std::vector<std::byte> out(kRows * plan.n_columns() * size_of(dtype));
  engine_of(plan, strategy).write_range(0, kRows, dtype, out.data());
  EXPECT_TRUE(out == computed(plan, EvaluationStrategy::direct, dtype, 1, kRows));
}

TEST_P(CudaKernels, WriteListedRowsInTheirOrder) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const auto [dtype, strategy] = GetParam();
  const FeaturePlan plan = nasbench201_plan();
  std::vector<std::uint64_t> indices(kRows);
  std::iota(indices.rbegin(), indices.rend(), std::uint64_t{0});
  const std::size_t row_size = plan.n_columns() * size_of(dtype);
  std::vector<std::byte> out(kRows * row_size);
  engine_of(plan, strategy).write_indices(indices, dtype, out.data());
  const std::vector<std::byte> in_order = computed(plan, EvaluationStrategy::direct, dtype, 1, kRows);
  for (std::uint64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(std::memcmp(&out[row * row_size], &in_order[(kRows - 1 - row) * row_size], row_size), 0) << row;
  }
}

INSTANTIATE_TEST_SUITE_P(All, CudaKernels,
                         testing::Combine(testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                                          testing::Values(EvaluationStrategy::tabulated, EvaluationStrategy::direct)));

/// A plan of many columns fits no tile: the strided kernel writes it.
TEST(CudaPlans, HaveMoreColumnsThanATileHolds) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  FeaturePlan plan(testing_kernels::nasbench201_cell(), true);
  for (int i = 0; i < 1000; ++i) {
    for (OpSet ops = 1; ops < 32; ++ops) plan.add_column({MeasureKind::count}, ops, 1 + i % 7);
  }
  std::vector<std::byte> out(100 * plan.n_columns() * sizeof(float));
  engine_of(plan, EvaluationStrategy::tabulated).write_range(0, 100, Dtype::float32, out.data());
  EXPECT_TRUE(out == computed(plan, EvaluationStrategy::direct, Dtype::float32, 1, 100));
}

/// The shared memory that one plan asks for must not be taken from another.
TEST(CudaPlans, OfTwoEnginesDoNotDisturbEachOther) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  FeaturePlan small(testing_kernels::nasbench201_cell(), true);
  small.add_column({MeasureKind::count}, 1);
  const FeaturePlan large = nasbench201_plan();
  cuda::FeatureEngine first = engine_of(large, EvaluationStrategy::tabulated);
  cuda::FeatureEngine second = engine_of(small, EvaluationStrategy::tabulated);
  std::vector<std::byte> of_large(kRows * large.n_columns()), of_small(kRows);
  for (int turn = 0; turn < 2; ++turn) {
    first.write_range(0, kRows, Dtype::int8, of_large.data());
    second.write_range(0, kRows, Dtype::int8, of_small.data());
    EXPECT_TRUE(of_large == computed(large, EvaluationStrategy::direct, Dtype::int8, 1, kRows));
    EXPECT_TRUE(of_small == computed(small, EvaluationStrategy::direct, Dtype::int8, 1, kRows));
  }
}

TEST(CudaBench, DescribesTheGpuAndTimesIt) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const cuda::DeviceDescription gpu = cuda::describe(0);
  EXPECT_EQ(gpu.name, cuda::device_name(0));
  EXPECT_GE(gpu.compute_major, 8);
  EXPECT_GT(gpu.multiprocessors, 0);
  EXPECT_GT(gpu.memory, std::size_t{1} << 30);
  EXPECT_FALSE(gpu.driver.empty());
  EXPECT_FALSE(gpu.runtime.empty());
  EXPECT_GT(cuda::fill_seconds(0, std::size_t{1} << 26, 3), 0);
  EXPECT_GT(cuda::copy_to_host_seconds(0, std::size_t{1} << 26, 3), 0);
  cuda::FeatureEngine engine = engine_of(nasbench201_plan(), EvaluationStrategy::tabulated);
  EXPECT_GT(engine.seconds_on_device(0, kRows, Dtype::float32), 0);
}

TEST(CudaDevice, HasAName) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  EXPECT_FALSE(cuda::device_name(0).empty());
}

}  // namespace
}  // namespace cartograf

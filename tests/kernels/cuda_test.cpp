// The GPU gives the bits of the CPU.
#include <gtest/gtest.h>

#include <numeric>
#include <tuple>

#include "kernels/cuda/feature_engine.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/cuda.hpp"

namespace cartograf {
namespace {

using testing_kernels::computed;
using testing_kernels::nasbench201_codec;
using testing_kernels::nasbench201_plan;

constexpr std::uint64_t kRows = reference::kNasbench201Size;

class CudaKernels : public testing::TestWithParam<std::tuple<Dtype, Strategy>> {};

TEST_P(CudaKernels, WriteTheRowsOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const auto [dtype, strategy] = GetParam();
  const FeaturePlan plan = nasbench201_plan();
  std::vector<std::byte> out(kRows * plan.n_columns() * size_of(dtype));
  cuda::FeatureEngine(plan, nasbench201_codec(), {}, strategy, 0).write_range(0, kRows, dtype, out.data());
  EXPECT_TRUE(out == computed(plan, Strategy::direct, dtype, 1, kRows));
}

TEST_P(CudaKernels, WriteListedRowsInTheirOrder) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const auto [dtype, strategy] = GetParam();
  const FeaturePlan plan = nasbench201_plan();
  std::vector<std::uint64_t> indices(kRows);
  std::iota(indices.rbegin(), indices.rend(), std::uint64_t{0});
  const std::size_t row_size = plan.n_columns() * size_of(dtype);
  std::vector<std::byte> out(kRows * row_size);
  cuda::FeatureEngine(plan, nasbench201_codec(), {}, strategy, 0).write_indices(indices, dtype, out.data());
  const std::vector<std::byte> in_order = computed(plan, Strategy::direct, dtype, 1, kRows);
  for (std::uint64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(std::memcmp(&out[row * row_size], &in_order[(kRows - 1 - row) * row_size], row_size), 0) << row;
  }
}

INSTANTIATE_TEST_SUITE_P(All, CudaKernels,
                         testing::Combine(testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                                          testing::Values(Strategy::tabulated, Strategy::direct)));

TEST(CudaDevice, HasAName) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  EXPECT_FALSE(cuda::device_name(0).empty());
}

}  // namespace
}  // namespace cartograf

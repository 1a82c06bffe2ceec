// The GPU gives the values of the CPU.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>

#include "kernels/base/error.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/signal/subjects.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using signal_testing::PackedRows;

/// Rows that the GPU computes, as doubles.
std::vector<double> gpu_rows(const SignalPlan& plan, ArchitectureSource source, std::uint64_t n_rows) {
  std::vector<double> values(n_rows * plan.columns.size());
  const cuda::DeviceMemory out(values.size() * sizeof(double));
  cuda::signal_writer(plan)->write(source, n_rows, Dtype::float64, out.data(), plan.columns.size(), nullptr);
  cuda::copy_to_host(values.data(), out.data(), out.size());
  return values;
}

/// Standard deviations are square roots of differences, which may cancel.
void expect_near(const std::vector<double>& values, const std::vector<double>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::abs(values[i]) < 1e-5 && std::abs(expected[i]) < 1e-5) continue;
    if (std::isnan(expected[i])) {
      ASSERT_TRUE(std::isnan(values[i])) << i;
    } else {
      ASSERT_NEAR(values[i], expected[i], 1e-9 * std::abs(expected[i])) << i;
    }
  }
}

TEST(CudaSignal, WritesNasbench201) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const SignalPlan plan = signal_testing::plan_of_all(signal_testing::nasbench201_view());
  std::vector<std::uint64_t> words;
  for (std::uint64_t index = 0; index < 15'625; ++index) {
    std::uint64_t own[5];
    testing_kernels::nasbench201_codec().decode(index, own);
    words.insert(words.end(), own, own + 5);
  }
  expect_near(gpu_rows(plan, testing_kernels::nasbench201_source(), 15'625), rows_of(plan, PackedRows(plan.view, words)));
}

TEST(CudaSignal, WritesRandomCells) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937_64 random(seed);
    const signal_testing::Subject subject = signal_testing::random_subject(random, 24);
    const SignalPlan plan = signal_testing::plan_of_all(subject.view);
    const PackedRows rows(subject.view, subject.words);
    ArchitectureSource source = rows.source();
    const cuda::DeviceMemory words = cuda::upload(std::span<const std::uint64_t>(rows.words));
    source.packed = words.as<std::uint64_t>();
    expect_near(gpu_rows(plan, source, rows.n_rows), rows_of(plan, rows));
  }
}

TEST(CudaSignal, SaysWhatInt8CannotHold) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const SignalPlan plan{signal_testing::nasbench201_view(), {0, 54}};
  const cuda::DeviceMemory out(100 * 2);
  const std::string message = testing_support::message_of<InputError>(
      [&] { cuda::signal_writer(plan)->write(testing_kernels::nasbench201_source(), 100, Dtype::int8, out.data(), 2, nullptr); });
  EXPECT_TRUE(testing_support::contains(message, "'x:logpar' of row 2 must be an integer from -128 to 127, found 2.30")) << message;
}

}  // namespace
}  // namespace cartograf

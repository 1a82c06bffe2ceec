// A Gaussian process on a GPU: its functors on the host, one unit after another, and where there is a GPU all of it.
#include "kernels/linalg/matern_device.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/linalg/cholesky.hpp"
#include "kernels/linalg/matern_kernel.hpp"
#include "tests/linalg/naive_matrix.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_linalg::Matrix;
using testing_linalg::random_matrix;
using testing_support::message_of;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

TEST(MaternFunctors, PrepareRows) {
  const std::vector<float> rows = {1, 2, 30, 4, 5, std::numeric_limits<float>::quiet_NaN()};
  const std::vector<matern::Column> columns = {{2, 7, 10, 2}, {0, 0, 1, 3}};
  std::vector<double> prepared(4);
  int infinite = 0;
  const matern::PrepareRows<float> functor{rows.data(), 3, columns.data(), 2, 5.0, prepared.data(), &infinite};
  for (std::uint64_t unit = 0; unit < 4; ++unit) functor(unit);
  EXPECT_EQ(prepared, (std::vector<double>{5, 0, -1.5, 1}));  // (30 - 10) / 2 is cut off; a missing value is 7
  EXPECT_EQ(infinite, 0);
  const std::vector<float> bad = {std::numeric_limits<float>::infinity(), 2, 3};
  matern::PrepareRows<float>{bad.data(), 3, columns.data(), 2, 5.0, prepared.data(), &infinite}(1);
  EXPECT_EQ(infinite, 1);
}

TEST(MaternFunctors, PredictWhatTheKernelOfTheCpuDoes) {
  const std::size_t m = 9, n = 30, n_columns = 5, stride = 12;
  const double scale = 0.3;
  const Matrix a = random_matrix(m, n_columns, 1), b = random_matrix(n, n_columns, 2), weights = random_matrix(1, n, 3);
  std::vector<double> products(n * stride), norms(m), training_norms(n), predictions(m);
  for (std::size_t i = 0; i < m; ++i) {
    matern::SquaredNorms{a.data(), n_columns, norms.data()}(i);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n_columns; ++k) products[j * stride + i] += a[i * n_columns + k] * b[j * n_columns + k];
    }
  }
  for (std::size_t j = 0; j < n; ++j) matern::SquaredNorms{b.data(), n_columns, training_norms.data()}(j);
  const TargetMap map{TargetMap::Kind::ceiling, 100, 2, 0.5};
  const std::vector<double> sums = MaternKernel(b, n, n_columns, scale).weighted_sums(a, m, weights);
  std::vector<float> rounded(m);
  for (std::size_t i = 0; i < m; ++i) {
    matern::Predict{products.data(), stride, norms.data(), training_norms.data(), weights.data(), n, scale, map, predictions.data()}(i);
    EXPECT_NEAR(predictions[i], 100 - std::exp(-(sums[i] * 0.5 + 2)), 1e-10) << i;
    matern::Round{predictions.data(), rounded.data()}(i);
    EXPECT_EQ(rounded[i], static_cast<float>(predictions[i]));
  }
}

TEST(MaternFunctors, KernelOfItselfIsThatOfTheCpu) {
  const std::size_t n = 11, n_columns = 4;
  const Matrix b = random_matrix(n, n_columns, 2);
  std::vector<double> products(n * n), norms(n), kernel(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    matern::SquaredNorms{b.data(), n_columns, norms.data()}(i);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n_columns; ++k) products[i * n + j] += b[i * n_columns + k] * b[j * n_columns + k];
    }
  }
  const std::vector<double> expected = MaternKernel(b, n, n_columns, 0.7).of_itself(1);
  for (std::size_t unit = 0; unit < n * n; ++unit) {
    matern::KernelOfItself{products.data(), norms.data(), n, 0.7, 0.25, kernel.data()}(unit);
    const std::size_t i = unit / n, j = unit % n;
    EXPECT_NEAR(kernel[unit], expected[std::max(i, j) * n + std::min(i, j)] + (i == j ? 0.25 : 0), 1e-13) << unit;
  }
}

TEST(TargetMaps, AreWhatTheySay) {
  EXPECT_EQ((TargetMap{TargetMap::Kind::none, 0, 3, 2})(0.5), 4);
  EXPECT_EQ((TargetMap{TargetMap::Kind::log, 0, 3, 2})(0.5), std::exp(4.0));
  EXPECT_EQ((TargetMap{TargetMap::Kind::ceiling, 10, 3, 2})(0.5), 10 - std::exp(-4.0));
}

TEST(MaternCudaMissing, SaysWhy) {
  const std::string reason = why_no_cusolver();
  if (reason.empty()) GTEST_SKIP() << "cuSOLVER is there";
  EXPECT_FALSE(message_of<DeviceError>([] { cuda_kernel_solution(std::vector<double>{1, 2}, 1, 1, 1, std::vector<double>{1, 2}, 0); }).empty());
}

struct OnGpu {
  std::size_t n = 300, n_columns = 20;
  std::vector<matern::Column> columns;
  Matrix rows = random_matrix(n, 19, 2), weights = random_matrix(1, n, 3);

  /// All columns but column 4.
  OnGpu() {
    for (std::size_t j = 0; j < n_columns; ++j) {
      if (j != 4) columns.push_back({j, 0.5, 0.1, 1.5});
    }
  }
  MaternModel model() const { return {n_columns, columns, 2.0, 0.05, rows, weights, {TargetMap::Kind::ceiling, 90, 1, 0.1}}; }

  std::vector<double> expected(const Matrix& of) const {
    Matrix prepared;
    const std::size_t m = of.size() / n_columns;
    for (std::size_t i = 0; i < m; ++i) {
      for (const matern::Column& column : columns) {
        const double x = of[i * n_columns + column.position];
        prepared.push_back(std::min(2.0, std::max(-2.0, ((std::isnan(x) ? 0.5 : x) - 0.1) / 1.5)));
      }
    }
    std::vector<double> sums = MaternKernel(rows, n, 19, 0.05).weighted_sums(prepared, m, weights);
    for (double& x : sums) x = 90 - std::exp(-(x * 0.1 + 1));
    return sums;
  }
};

TEST(MaternCuda, PredictsNearlyWhatTheCpuDoes) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const OnGpu on_gpu;
  const auto matern = make_cuda_matern(on_gpu.model(), 0);
  for (const std::size_t m : {std::size_t{1}, std::size_t{1000}, std::size_t{150'000}}) {  // the last is more than a block
    Matrix a = random_matrix(m, on_gpu.n_columns, 7);
    for (std::size_t i = 0; i < a.size(); i += 13) a[i] = kNan;
    const std::vector<double> expected = on_gpu.expected(a);
    matern->predict(a.data(), Dtype::float64, m, {});
    const std::vector<double> found = matern->predictions();
    ASSERT_EQ(found.size(), m);
    for (std::size_t i = 0; i < m; ++i) ASSERT_NEAR(found[i], expected[i], 1e-9) << i;
    const cuda::DeviceMemory there = cuda::upload<double>(a);
    matern->predict(there.data(), Dtype::float64, m, {Backend::cuda, 0});
    EXPECT_EQ(matern->predictions(), found);
    std::vector<float> rounded(m);
    cuda::copy_to_host(rounded.data(), matern->rounded(), m * sizeof(float));
    for (std::size_t i = 0; i < m; ++i) ASSERT_EQ(rounded[i], static_cast<float>(found[i])) << i;
    matern->predict(a.data() + (m - 1) * on_gpu.n_columns, Dtype::float64, 1, {});
    EXPECT_EQ(matern->predictions()[0], found[m - 1]);  // depends on that row alone
  }
}

TEST(MaternCuda, RefusesInfiniteFeatures) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const OnGpu on_gpu;
  const auto matern = make_cuda_matern(on_gpu.model(), 0);
  Matrix a = random_matrix(10, on_gpu.n_columns, 7);
  a[7] = kInfinity;
  EXPECT_FALSE(message_of<InputError>([&] { matern->predict(a.data(), Dtype::float64, 10, {}); }).empty());
  a[7] = 0;
  matern->predict(a.data(), Dtype::float64, 10, {});
  EXPECT_EQ(matern->predictions().size(), 10U);
}

TEST(MaternCuda, SolvesWhatTheCpuSolves) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const std::size_t n = 500, n_columns = 9;
  const Matrix rows = random_matrix(n, n_columns, 1), b = random_matrix(1, n, 2);
  std::vector<double> expected = b;
  Cholesky(MaternKernel(rows, n, n_columns, 0.2).of_itself(1), n, 0.01).solve(expected);
  const std::vector<double> found = cuda_kernel_solution(rows, n_columns, 0.2, 0.01, b, 0);
  ASSERT_EQ(found.size(), n);
  for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(found[i], expected[i], 1e-8) << i;
  Matrix twice = rows;
  std::copy_n(rows.begin(), rows.size() / 2, twice.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2 / n_columns * n_columns));
  EXPECT_TRUE(cuda_kernel_solution(twice, n_columns, 0.2, -0.1, b, 0).empty());  // not positive definite
}

}  // namespace
}  // namespace cartograf

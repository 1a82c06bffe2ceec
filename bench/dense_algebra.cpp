// What predictors compute on the CPU of doubles, by OpenBLAS as kernels/linalg calls it, and the same by Eigen. Built where
// Eigen is (libeigen3-dev). A program that is shipped knows no more of its CPU than that it is x86-64: Eigen then computes
// with SSE2, while OpenBLAS asks the CPU when it starts.
//
// dense_algebra --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <random>
#include <vector>

#include "kernels/linalg/cholesky.hpp"
#include "kernels/linalg/least_squares.hpp"
#include "kernels/linalg/products.hpp"

namespace {

using namespace cartograf;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Numbers = std::vector<double>;

constexpr std::size_t kTraining = 1024, kPredicted = 15'625, kColumns = 191;

Numbers normal(std::size_t n) {
  std::mt19937_64 random(n);
  std::normal_distribution<double> distribution;
  Numbers numbers(n);
  for (double& x : numbers) x = distribution(random);
  return numbers;
}

Eigen::Map<const Matrix> matrix(const Numbers& numbers, std::size_t n_columns) {
  return {numbers.data(), static_cast<Eigen::Index>(numbers.size() / n_columns), static_cast<Eigen::Index>(n_columns)};
}

/// [n x n], positive definite.
Numbers covariances(std::size_t n) {
  Numbers products = row_products(normal(n * 64), n, 64);
  for (std::size_t i = 0; i < n; ++i) products[i * n + i] += 1;
  return products;
}

void cholesky_ours(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Numbers a = covariances(n);
  for (auto run : state) benchmark::DoNotOptimize(Cholesky(a, n).log_determinant());
}

void cholesky_eigen(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Numbers a = covariances(n);
  for (auto run : state) benchmark::DoNotOptimize(Eigen::LLT<Matrix>(matrix(a, n)).matrixLLT().data());
}

void triangular_ours(benchmark::State& state) {
  const Cholesky factor(covariances(kTraining), kTraining);
  const Numbers b = normal(kPredicted * kTraining);
  for (auto run : state) {
    Numbers x = b;
    factor.solve_lower(x, kPredicted);
    benchmark::DoNotOptimize(x.data());
  }
}

void triangular_eigen(benchmark::State& state) {
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix(covariances(kTraining), kTraining));
  const Numbers b = normal(kPredicted * kTraining);
  for (auto run : state) {
    Numbers x = b;  // a row is a right-hand side, so a column of the transpose, which is column-major
    Eigen::Map<Eigen::MatrixXd> columns(x.data(), kTraining, kPredicted);
    factor.matrixL().solveInPlace(columns);
    benchmark::DoNotOptimize(x.data());
  }
}

void least_squares_ours(benchmark::State& state) {
  const Numbers x = normal(kTraining * kColumns), y = normal(kTraining);
  for (auto run : state) benchmark::DoNotOptimize(least_squares(x, kTraining, kColumns, y).coefficients.data());
}

void least_squares_eigen(benchmark::State& state) {
  const Numbers x = normal(kTraining * kColumns), y = normal(kTraining);
  for (auto run : state) {
    const Eigen::BDCSVD<Eigen::MatrixXd> decomposition(matrix(x, kColumns), Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Eigen::VectorXd w = decomposition.solve(matrix(y, 1));
    benchmark::DoNotOptimize(w.data());
  }
}

/// Does not give the singular values, which ours does.
void least_squares_eigen_by_qr(benchmark::State& state) {
  const Numbers x = normal(kTraining * kColumns), y = normal(kTraining);
  for (auto run : state) {
    const Eigen::VectorXd w = Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(matrix(x, kColumns)).solve(matrix(y, 1));
    benchmark::DoNotOptimize(w.data());
  }
}

void products_ours(benchmark::State& state) {
  const Numbers a = normal(kPredicted * kColumns), b = normal(kTraining * kColumns);
  for (auto run : state) benchmark::DoNotOptimize(products_with_rows(a, kPredicted, b, kTraining, kColumns).data());
}

void products_eigen(benchmark::State& state) {
  const Numbers a = normal(kPredicted * kColumns), b = normal(kTraining * kColumns);
  for (auto run : state) {
    Matrix result(kPredicted, kTraining);
    result.noalias() = matrix(a, kColumns) * matrix(b, kColumns).transpose();
    benchmark::DoNotOptimize(result.data());
  }
}

// Of two threads each does all of the work, as our loops over blocks of rows call OpenBLAS.
BENCHMARK(cholesky_ours)->Arg(1024)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK(cholesky_eigen)->Arg(1024)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK(triangular_ours)->Threads(1)->Threads(2)->Unit(benchmark::kMillisecond);
BENCHMARK(triangular_eigen)->Threads(1)->Threads(2)->Unit(benchmark::kMillisecond);
BENCHMARK(least_squares_ours)->Unit(benchmark::kMillisecond);
BENCHMARK(least_squares_eigen)->Unit(benchmark::kMillisecond);
BENCHMARK(least_squares_eigen_by_qr)->Unit(benchmark::kMillisecond);
BENCHMARK(products_ours)->Threads(1)->Threads(2)->Unit(benchmark::kMillisecond);
BENCHMARK(products_eigen)->Threads(1)->Threads(2)->Unit(benchmark::kMillisecond);

}  // namespace

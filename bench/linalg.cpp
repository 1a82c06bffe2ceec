// The exact Gram matrix of int8 features, beside OpenBLAS's own product of as many float32 in one call: the limit of what
// only multiplies.
#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "host/family/family.hpp"
#include "host/engine/feature_engine.hpp"
#include "host/store/statistics.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/rank.hpp"

namespace cartograf {
namespace {

/// The first rows of a space, with its default features as int8.
struct Rows {
  std::unique_ptr<SearchSpace> space;
  FeatureSet features;
  std::uint64_t n_rows;
  std::size_t n_columns;
  std::vector<std::int8_t> values;

  Rows(const char* name, std::uint64_t n)
      : space(find_space(name)), features(select_features(*space, Convention::graf_nas, {})), n_rows(n), n_columns(features.columns().size()),
        values(n_rows * n_columns) {
    FeatureEngine(*space, features, {}).compute_range(0, n_rows, Dtype::int8, values.data());
  }
};

const Rows& nasbench201() {
  static const Rows rows("nasbench201", 15'625);
  return rows;
}

const Rows& darts_cell() {
  static const Rows rows("darts_cell", 1'000'000);
  return rows;
}

/// Two operations for each row and pair of columns, as for X^T X without regard to its symmetry.
void report(benchmark::State& state, std::uint64_t n_rows, std::size_t n_columns) {
  const double operations = 2.0 * static_cast<double>(n_rows) * static_cast<double>(n_columns) * static_cast<double>(n_columns);
  state.counters["flop/s"] = benchmark::Counter(operations * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(n_rows));
}

/// int8 rows in memory -> 64-bit sums.
void gram(benchmark::State& state, const Rows& (*rows_of)()) {
  const Rows& rows = rows_of();
  for (auto _ : state) {
    GramAccumulator accumulator(rows.n_columns, {}, static_cast<int>(state.range(0)));
    accumulator.add(rows.values.data(), rows.n_rows);
    benchmark::DoNotOptimize(accumulator.result());
  }
  report(state, rows.n_rows, rows.n_columns);
}

/// The same shape in float32, at most 100,000 rows of it, on threads of OpenBLAS: rounded, and of no use here.
void sgemm(benchmark::State& state, const Rows& (*rows_of)()) {
  const Rows& rows = rows_of();
  const std::uint64_t n_rows = std::min<std::uint64_t>(rows.n_rows, 100'000);
  const auto n = static_cast<blasint>(rows.n_columns);
  const std::vector<float> values(rows.values.begin(), rows.values.begin() + static_cast<std::ptrdiff_t>(n_rows * rows.n_columns));
  std::vector<float> products(rows.n_columns * rows.n_columns);
  openblas_set_num_threads(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, n, static_cast<blasint>(n_rows), 1.0F, values.data(), n, values.data(), n, 0.0F,
                products.data(), n);
    benchmark::ClobberMemory();
  }
  openblas_set_num_threads(1);
  report(state, n_rows, rows.n_columns);
}

/// The same sums in float64, which stay exact for longer but have half as many numbers in a register; one thread.
void in_float64(benchmark::State& state, const Rows& (*rows_of)()) {
  const Rows& rows = rows_of();
  constexpr std::uint64_t at_once = 4096;
  const auto n = static_cast<blasint>(rows.n_columns);
  std::vector<double> block(at_once * rows.n_columns), products(rows.n_columns * rows.n_columns);
  openblas_set_num_threads(1);
  for (auto _ : state) {
    for (std::uint64_t first = 0; first < rows.n_rows; first += at_once) {
      const std::uint64_t n_rows = std::min(at_once, rows.n_rows - first);
      const std::int8_t* const from = rows.values.data() + first * rows.n_columns;
      std::copy_n(from, n_rows * rows.n_columns, block.begin());
      cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, n, static_cast<blasint>(n_rows), 1.0, block.data(), n, first > 0 ? 1.0 : 0.0,
                  products.data(), n);
    }
    benchmark::ClobberMemory();
  }
  report(state, rows.n_rows, rows.n_columns);
}

/// Features computed in batches and summed up, duplicates and ranks: all that `cartograf stats` does but print.
void statistics(benchmark::State& state, const Rows& (*rows_of)()) {
  const Rows& rows = rows_of();
  StatisticsOptions options;
  options.execution.threads = static_cast<int>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(statistics_of(*rows.space, rows.features, architecture_range(*rows.space, 0, rows.n_rows), options).rank);
  }
  report(state, rows.n_rows, rows.n_columns);
}

/// Ranks of all beginnings, modulo both primes.
void ranks(benchmark::State& state, const Rows& (*rows_of)()) {
  const Rows& rows = rows_of();
  GramAccumulator accumulator(rows.n_columns, {}, 0);
  accumulator.add(rows.values.data(), rows.n_rows);
  const GramMatrix matrix = accumulator.result();
  for (auto _ : state) benchmark::DoNotOptimize(prefix_ranks(matrix.augmented(), rows.n_columns + 1, static_cast<int>(state.range(0))));
}

void thread_counts(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("threads")->Arg(1);
  if (resolve_threads(0) > 1) benchmark->Arg(resolve_threads(0));
  benchmark->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(gram, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(sgemm, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(in_float64, nasbench201, nasbench201)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(statistics, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(ranks, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(gram, darts_cell, darts_cell)->Apply(thread_counts);
BENCHMARK_CAPTURE(sgemm, darts_cell, darts_cell)->Apply(thread_counts);
BENCHMARK_CAPTURE(in_float64, darts_cell, darts_cell)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(statistics, darts_cell, darts_cell)->Apply(thread_counts);
BENCHMARK_CAPTURE(ranks, darts_cell, darts_cell)->Apply(thread_counts);

}  // namespace
}  // namespace cartograf

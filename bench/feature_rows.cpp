// Feature rows in memory, of ranges and of lists of architectures, beside memset of the same bytes: the limit of what
// only writes.
#include <algorithm>
#include <cstring>
#include <vector>

#include "bench/work.hpp"
#include "host/engine/feature_engine.hpp"
#include "kernels/algorithms/random_permutation.hpp"

namespace cartograf {
namespace {

std::vector<std::byte> memory_of(const Work& work, Dtype dtype) {
  std::vector<std::byte> out(work.n_rows * work.row_size(dtype));
  benchmark::DoNotOptimize(out.data());  // lets the memory escape, so that no write to it can be left out
  return out;
}

/// The architectures first, first + 1, ...
void range(benchmark::State& state, WorkOf work_of, Dtype dtype, EvaluationStrategy strategy) {
  const Work& work = work_of();
  std::vector<std::byte> out = memory_of(work, dtype);
  FeatureEngine engine(*work.space, work.features, {{}, threads_of(state), strategy});
  for (auto _ : state) {
    engine.compute_range(work.first, work.n_rows, dtype, out.data());
    benchmark::ClobberMemory();
  }
  report(state, work.n_rows, out.size());
}

/// As many architectures of the whole space in random order, as `--sample` lists them.
void list(benchmark::State& state, WorkOf work_of, Dtype dtype) {
  const Work& work = work_of();
  std::vector<std::byte> out = memory_of(work, dtype);
  const RandomPermutation permutation(work.space->size(), 42);
  std::vector<std::uint64_t> indices(work.n_rows);
  for (std::uint64_t i = 0; i < work.n_rows; ++i) indices[i] = permutation(i);
  FeatureEngine engine(*work.space, work.features, {{}, threads_of(state), EvaluationStrategy::tabulated});
  for (auto _ : state) {
    engine.compute(indices, dtype, out.data());
    benchmark::ClobberMemory();
  }
  report(state, work.n_rows, out.size());
}

/// The same bytes in as many pieces as the rows are handed out in, on as many threads.
void fill(benchmark::State& state, WorkOf work_of, Dtype dtype) {
  const Work& work = work_of();
  std::vector<std::byte> out = memory_of(work, dtype);
  const std::size_t piece = 256 * work.row_size(dtype);
  const auto n_pieces = static_cast<std::int64_t>((out.size() + piece - 1) / piece);
  for (auto _ : state) {
    parallel_for(n_pieces, threads_of(state), [&](std::int64_t i) {
      const std::size_t begin = static_cast<std::size_t>(i) * piece;
      std::memset(out.data() + begin, 1, std::min(piece, out.size() - begin));
    });
    benchmark::ClobberMemory();
  }
  report(state, work.n_rows, out.size());
}

// Names have slashes.
// clang-format off
// The fill stands before what it is the limit of.
#define CARTOGRAF_BENCHMARK_ROWS(space, dtype)                                                             \
  BENCHMARK_CAPTURE(fill, space/dtype, space, Dtype::dtype)->Apply(thread_counts);                         \
  BENCHMARK_CAPTURE(range, space/dtype/tabulated, space, Dtype::dtype, EvaluationStrategy::tabulated)->Apply(thread_counts); \
  BENCHMARK_CAPTURE(list, space/dtype, space, Dtype::dtype)->Apply(thread_counts)
CARTOGRAF_BENCHMARK_ROWS(nasbench201, int8);
CARTOGRAF_BENCHMARK_ROWS(nasbench201, float32);
CARTOGRAF_BENCHMARK_ROWS(nasbench201, float64);
CARTOGRAF_BENCHMARK_ROWS(darts_cell, int8);
CARTOGRAF_BENCHMARK_ROWS(darts_cell, float32);
CARTOGRAF_BENCHMARK_ROWS(nasbench101, float32);
#undef CARTOGRAF_BENCHMARK_ROWS

BENCHMARK_CAPTURE(range, nasbench201/float32/direct, nasbench201, Dtype::float32, EvaluationStrategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(range, darts_cell/float32/direct, darts_cell, Dtype::float32, EvaluationStrategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(range, nasbench101/float32/direct, nasbench101, Dtype::float32, EvaluationStrategy::direct)->Apply(thread_counts);
// clang-format on

}  // namespace
}  // namespace cartograf

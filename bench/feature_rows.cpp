// NASBench201 feature rows in memory, beside memset of the same bytes: the limit of what only writes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

const SearchSpace& space() {
  static const auto nasbench201 = find_space("nasbench201");
  return *nasbench201;
}

const FeatureSet& features() {
  static const FeatureSet set = select_features(space(), Convention::graf_nas, {});
  return set;
}

/// Items are architectures, bytes those written.
void report(benchmark::State& state, std::size_t bytes) {
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations * static_cast<std::int64_t>(space().size()));
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(bytes));
}

std::size_t output_bytes(Dtype dtype) { return space().size() * features().columns.size() * size_of(dtype); }

void feature_rows(benchmark::State& state, Dtype dtype, Strategy strategy) {
  std::vector<std::byte> out(output_bytes(dtype));
  benchmark::DoNotOptimize(out.data());  // lets the memory escape, so that no write to it can be left out
  FeatureEngine engine(space(), features(), {{}, static_cast<int>(state.range(0)), strategy});
  for (auto _ : state) {
    engine.compute_range(0, space().size(), dtype, out.data());
    benchmark::ClobberMemory();
  }
  report(state, out.size());
}

/// The same bytes in as many pieces as the rows are handed out in, on as many threads.
void fill(benchmark::State& state, Dtype dtype) {
  std::vector<std::byte> out(output_bytes(dtype));
  benchmark::DoNotOptimize(out.data());  // lets the memory escape, so that no write to it can be left out
  const std::size_t piece = 256 * features().columns.size() * size_of(dtype);
  const auto n_pieces = static_cast<std::int64_t>((out.size() + piece - 1) / piece);
  for (auto _ : state) {
    parallel_for(n_pieces, static_cast<int>(state.range(0)), [&](std::int64_t i) {
      const std::size_t begin = static_cast<std::size_t>(i) * piece;
      std::memset(out.data() + begin, 1, std::min(piece, out.size() - begin));
    });
    benchmark::ClobberMemory();
  }
  report(state, out.size());
}

void thread_counts(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("threads")->Arg(1);
  if (resolve_threads(0) > 1) benchmark->Arg(resolve_threads(0));
  benchmark->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(fill, int8, Dtype::int8)->Apply(thread_counts);
BENCHMARK_CAPTURE(fill, float32, Dtype::float32)->Apply(thread_counts);
BENCHMARK_CAPTURE(fill, float64, Dtype::float64)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, int8/tabulated, Dtype::int8, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, float32/tabulated, Dtype::float32, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, float64/tabulated, Dtype::float64, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, int8/direct, Dtype::int8, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, float32/direct, Dtype::float32, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, float64/direct, Dtype::float64, Strategy::direct)->Apply(thread_counts);

}  // namespace
}  // namespace cartograf

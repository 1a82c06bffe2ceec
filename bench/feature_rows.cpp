// Feature rows in memory, beside memset of the same bytes: the limit of what only writes. And the enumeration of
// NAS-Bench-101.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// A whole space with its default features.
struct Work {
  std::unique_ptr<SearchSpace> space;
  FeatureSet features;

  explicit Work(const char* name) : space(find_space(name)), features(select_features(*space, Convention::graf_nas, {})) {}
  std::size_t row_size(Dtype dtype) const { return features.columns.size() * size_of(dtype); }
};

const Work& nasbench201() {
  static const Work work("nasbench201");
  return work;
}

const Work& nasbench101() {
  static const Work work("nasbench101");
  return work;
}

/// Items are architectures, bytes those written.
void report(benchmark::State& state, std::uint64_t n_rows, std::size_t bytes) {
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations * static_cast<std::int64_t>(n_rows));
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(bytes));
}

void feature_rows(benchmark::State& state, const Work& (*work_of)(), Dtype dtype, Strategy strategy) {
  const Work& work = work_of();
  std::vector<std::byte> out(work.space->size() * work.row_size(dtype));
  benchmark::DoNotOptimize(out.data());  // lets the memory escape, so that no write to it can be left out
  FeatureEngine engine(*work.space, work.features, {{}, static_cast<int>(state.range(0)), strategy});
  for (auto _ : state) {
    engine.compute_range(0, work.space->size(), dtype, out.data());
    benchmark::ClobberMemory();
  }
  report(state, work.space->size(), out.size());
}

/// The tables of the tabulated strategy.
void make_tables(benchmark::State& state, const Work& (*work_of)()) {
  const Work& work = work_of();
  for (auto _ : state) FeatureEngine(*work.space, work.features, {{}, static_cast<int>(state.range(0)), Strategy::tabulated});
}

/// All classes of NAS-Bench-101 from nothing, and their keys.
void enumerate_with_keys(benchmark::State& state) {
  const int threads = static_cast<int>(state.range(0));
  for (auto _ : state) {
    const auto space = find_space("nasbench101");
    const std::size_t width = space->key_width();
    const auto n = static_cast<std::int64_t>(space->codes().size());
    std::vector<char> keys(static_cast<std::size_t>(n) * width);
    constexpr std::int64_t piece = 1024;
    parallel_for((n + piece - 1) / piece, threads, [&](std::int64_t task) {
      for (std::int64_t i = task * piece; i < std::min(n, (task + 1) * piece); ++i) {
        const std::string key = space->key(static_cast<std::uint64_t>(i));
        std::memcpy(&keys[static_cast<std::size_t>(i) * width], key.data(), key.size());
      }
    });
    benchmark::DoNotOptimize(keys.data());
  }
}

/// The same bytes in as many pieces as the rows are handed out in, on as many threads.
void fill(benchmark::State& state, Dtype dtype) {
  const Work& work = nasbench201();
  std::vector<std::byte> out(work.space->size() * work.row_size(dtype));
  benchmark::DoNotOptimize(out.data());  // lets the memory escape, so that no write to it can be left out
  const std::size_t piece = 256 * work.row_size(dtype);
  const auto n_pieces = static_cast<std::int64_t>((out.size() + piece - 1) / piece);
  for (auto _ : state) {
    parallel_for(n_pieces, static_cast<int>(state.range(0)), [&](std::int64_t i) {
      const std::size_t begin = static_cast<std::size_t>(i) * piece;
      std::memset(out.data() + begin, 1, std::min(piece, out.size() - begin));
    });
    benchmark::ClobberMemory();
  }
  report(state, work.space->size(), out.size());
}

void thread_counts(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("threads")->Arg(1);
  if (resolve_threads(0) > 1) benchmark->Arg(resolve_threads(0));
  benchmark->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(fill, int8, Dtype::int8)->Apply(thread_counts);
BENCHMARK_CAPTURE(fill, float32, Dtype::float32)->Apply(thread_counts);
BENCHMARK_CAPTURE(fill, float64, Dtype::float64)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/int8/tabulated, nasbench201, Dtype::int8, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/float32/tabulated, nasbench201, Dtype::float32, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/float64/tabulated, nasbench201, Dtype::float64, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/int8/direct, nasbench201, Dtype::int8, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/float32/direct, nasbench201, Dtype::float32, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench201/float64/direct, nasbench201, Dtype::float64, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench101/float32/tabulated, nasbench101, Dtype::float32, Strategy::tabulated)->Apply(thread_counts);
BENCHMARK_CAPTURE(feature_rows, nasbench101/float32/direct, nasbench101, Dtype::float32, Strategy::direct)->Apply(thread_counts);
BENCHMARK_CAPTURE(make_tables, nasbench101, nasbench101)->Apply(thread_counts);
BENCHMARK(enumerate_with_keys)->Apply(thread_counts);

}  // namespace
}  // namespace cartograf

// What is done once, before the first row: the tables of the tabulated strategy, and the enumeration of NAS-Bench-101.
#include <algorithm>
#include <cstring>
#include <vector>

#include "bench/work.hpp"
#include "host/engine/feature_engine.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

/// Items are the cases of a table, bytes those of all tables.
void make_tables(benchmark::State& state, WorkOf work_of) {
  const Work& work = work_of();
  for (auto _ : state) FeatureEngine(*work.space, work.features, {{}, threads_of(state), EvaluationStrategy::tabulated});
  const FeaturePlan plan = plan_of(*work.space, work.features);
  report(state, plan.n_cases(), plan.table_size());
}

/// All classes of NAS-Bench-101 from nothing, and their keys.
void enumerate_with_keys(benchmark::State& state) {
  std::int64_t n = 0;
  std::size_t width = 0;
  for (auto _ : state) {
    const auto space = find_space("nasbench101");
    width = space->key_width();
    n = static_cast<std::int64_t>(space->size());
    std::vector<char> keys(static_cast<std::size_t>(n) * width);
    constexpr std::int64_t piece = 1024;
    parallel_for((n + piece - 1) / piece, threads_of(state), [&](std::int64_t task) {
      for (std::int64_t i = task * piece; i < std::min(n, (task + 1) * piece); ++i) {
        const std::string key = space->key(static_cast<std::uint64_t>(i));
        std::memcpy(&keys[static_cast<std::size_t>(i) * width], key.data(), key.size());
      }
    });
    benchmark::DoNotOptimize(keys.data());
  }
  report(state, static_cast<std::uint64_t>(n), static_cast<std::size_t>(n) * width);
}

BENCHMARK_CAPTURE(make_tables, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(make_tables, nasbench101, nasbench101)->Apply(thread_counts);
BENCHMARK_CAPTURE(make_tables, darts_cell, darts_cell)->Apply(thread_counts);
BENCHMARK(enumerate_with_keys)->Apply(thread_counts);

}  // namespace
}  // namespace cartograf

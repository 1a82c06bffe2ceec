#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>

#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {

/// Architectures of a space with its default features: all of a small space, some from the middle of a large one.
struct Work {
  static constexpr std::uint64_t kMostBytes = std::uint64_t{128} << 20;  ///< of float32 rows

  std::unique_ptr<SearchSpace> space;
  FeatureSet features;
  std::uint64_t n_rows;
  std::uint64_t first;

  explicit Work(const char* name)
      : space(find_space(name)), features(select_features(*space, Convention::graf_nas, {})),
        n_rows(std::min(space->size(), kMostBytes / row_size(Dtype::float32))), first((space->size() - n_rows) / 2) {}
  std::size_t row_size(Dtype dtype) const { return features.columns().size() * size_of(dtype); }
};

inline const Work& nasbench201() {
  static const Work work("nasbench201");
  return work;
}

inline const Work& nasbench101() {
  static const Work work("nasbench101");
  return work;
}

inline const Work& darts_cell() {
  static const Work work("darts_cell");
  return work;
}

using WorkOf = const Work& (*)();

/// Items are architectures (or cases of a table), bytes those written.
inline void report(benchmark::State& state, std::uint64_t n_items, std::size_t bytes) {
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations * static_cast<std::int64_t>(n_items));
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(bytes));
}

inline int threads_of(const benchmark::State& state) { return static_cast<int>(state.range(0)); }

/// Once on one thread, once on all.
inline void thread_counts(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("threads")->Arg(1);
  if (resolve_threads(0) > 1) benchmark->Arg(resolve_threads(0));
  benchmark->UseRealTime()->Unit(benchmark::kMillisecond);
}

}  // namespace cartograf

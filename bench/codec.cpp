// Index -> words (bit masks): what stands before every row.
#include <vector>

#include "bench/work.hpp"
#include "kernels/cpu/launch.hpp"

namespace cartograf {
namespace {

/// All words into memory, as `--adjacency` writes them.
void decode(benchmark::State& state, WorkOf work_of) {
  const Work& work = work_of();
  ArchitectureSource source;
  source.codec = work.space->codec();
  source.first = work.first;
  std::vector<std::uint64_t> words(work.n_rows * static_cast<unsigned>(source.codec.n_words()));
  for (auto _ : state) {
    cpu::write_adjacency(source, work.n_rows, words.data(), threads_of(state));
    benchmark::DoNotOptimize(words.data());
    benchmark::ClobberMemory();
  }
  report(state, work.n_rows, words.size() * sizeof words[0]);
}

BENCHMARK_CAPTURE(decode, nasbench201, nasbench201)->Apply(thread_counts);
BENCHMARK_CAPTURE(decode, nasbench101, nasbench101)->Apply(thread_counts);
BENCHMARK_CAPTURE(decode, darts_cell, darts_cell)->Apply(thread_counts);

}  // namespace
}  // namespace cartograf

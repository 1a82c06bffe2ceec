// The family `signal` of operations on nodes: all classes of NAS-Bench-101, decoded and evaluated on one thread.
#include "kernels/features/signal/node_signal.hpp"

#include <vector>

#include "bench/work.hpp"
#include "kernels/features/signal/node_signal_columns.hpp"

namespace cartograf {
namespace {

void signal(benchmark::State& state, SignalGroups groups) {
  const SearchSpace& space = *nasbench101().space;
  const Codec codec = space.codec();
  SignalView view;
  view.cell = space.cell();
  view.ops[0] = {OpRole::pool};
  view.ops[1] = {OpRole::conv, 1};
  view.ops[2] = {OpRole::conv, 3};
  view.groups = groups;
  view.words_per_cell = static_cast<std::uint8_t>(codec.n_words());
  std::vector<std::uint64_t> words(view.words_per_cell);
  std::vector<double> row(node_signal_columns().size());
  for (auto _ : state) {
    for (std::uint64_t index = 0; index < space.size(); ++index) {
      codec.decode(index, words.data());
      evaluate_node_signal(view, words.data(), row.data());
      benchmark::DoNotOptimize(row.data());
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * space.size()));
}

BENCHMARK_CAPTURE(signal, n, mask_of(SignalGroup::n))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(signal, m, mask_of(SignalGroup::m))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(signal, both, mask_of(SignalGroup::n) | mask_of(SignalGroup::m))->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cartograf

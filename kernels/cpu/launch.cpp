#include "kernels/cpu/launch.hpp"

#include <algorithm>
#include <type_traits>

#include "kernels/base/parallel.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf::cpu {
namespace {

/// Rows a thread takes at a time: enough to hide the cost of handing out work, few enough to share it evenly.
constexpr std::uint64_t kRowsPerTask = 256;
constexpr std::uint64_t kCasesPerTask = 4096;

template <class Functor>
void for_each_unit(std::uint64_t n, std::uint64_t per_task, int threads, Functor functor) {
  static_assert(std::is_trivially_copyable_v<Functor>);
  const auto n_tasks = static_cast<std::int64_t>((n + per_task - 1) / per_task);
  parallel_for(n_tasks, threads, [&](std::int64_t task) {
    const std::uint64_t begin = static_cast<std::uint64_t>(task) * per_task;
    const std::uint64_t end = std::min(n, begin + per_task);
    for (std::uint64_t unit = begin; unit < end; ++unit) functor(unit);
  });
}

}  // namespace

std::vector<std::int8_t> make_table(const FeaturePlan& plan, int threads) {
  std::vector<std::int8_t> table(plan.table_size());
  if (table.empty()) return table;
  for_each_unit(plan.n_cases(), kCasesPerTask, threads, TableCases{plan.view(), table.data()});
  return table;
}

void write_adjacency(const ArchitectureSource& source, std::uint64_t n_rows, std::uint64_t* out, int threads) {
  for_each_unit(n_rows, kRowsPerTask, threads, AdjacencyRows{source, out});
}

}  // namespace cartograf::cpu

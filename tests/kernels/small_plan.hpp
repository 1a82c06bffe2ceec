#pragma once

#include <cstddef>
#include <cstring>
#include <vector>

#include "kernels/cpu/launch.hpp"
#include "kernels/cpu/row_writer.hpp"
#include "kernels/features/plan.hpp"
#include "tests/kernels/random_dag.hpp"

namespace cartograf::testing_kernels {

/// NAS-Bench-201, written out by hand: edges 1-2, 1-3, 1-4, 2-3, 2-4, 3-4.
inline Cell nasbench201_cell() {
  Cell cell = make_cell(4, {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}});
  cell.n_ops = 5;
  return cell;
}
inline Codec nasbench201_codec() {
  Codec codec;
  codec.kind = CodecKind::positions;
  codec.words_per_cell = 5;
  codec.positions.n_positions = 6;
  codec.positions.active[0] = 6;
  for (std::uint8_t position = 0; position < 6; ++position) {
    codec.positions.radix[position] = 5;
    codec.positions.element[position] = position;
  }
  return codec;
}
inline ArchitectureSource nasbench201_source() {
  ArchitectureSource source;
  source.codec = nasbench201_codec();
  return source;
}

/// Every family on every one of the 31 non-empty op subsets, in the order of their bits.
inline FeaturePlan nasbench201_plan() {
  FeaturePlan plan(nasbench201_cell(), true);
  for (OpSet ops = 1; ops < 32; ++ops) plan.add_column({MeasureKind::count}, ops);
  for (OpSet ops = 1; ops < 32; ++ops) plan.add_column({MeasureKind::shortest_path, 0, 3, 6}, ops);
  for (OpSet ops = 1; ops < 32; ++ops) plan.add_column({MeasureKind::longest_path, 0, 3, -1}, ops);
  for (OpSet ops = 1; ops < 32; ++ops) plan.add_column({MeasureKind::lightest_path, 0, 3, -1}, ops);
  for (OpSet ops = 1; ops < 32; ++ops) {
    plan.add_column({MeasureKind::leaving, 0}, ops);
    plan.add_column({MeasureKind::entering, 3}, ops);
    plan.add_column({MeasureKind::count}, ops, 4);
    plan.add_column({MeasureKind::count}, ops, 4);
  }
  return plan;
}

inline void write_features(const FeatureLaunch& launch, int threads) {
  cpu::RowWriter(launch.plan, launch.source.codec, threads).write(launch.source, launch.n_rows, launch.dtype, launch.out);
}

/// The bytes of rows 0 .. n_rows - 1 of the space.
inline std::vector<std::byte> computed(const FeaturePlan& plan, EvaluationStrategy strategy, Dtype dtype, int threads, std::uint64_t n_rows) {
  std::vector<std::byte> out(n_rows * plan.n_columns() * size_of(dtype));
  PlanView view = plan.view();
  std::vector<std::int8_t> table;
  if (strategy == EvaluationStrategy::tabulated) {
    table = cpu::make_table(plan, threads);
    view.table = table.data();
  }
  write_features({view, nasbench201_source(), n_rows, dtype, out.data()}, threads);
  return out;
}

template <class T>
std::vector<T> values_of(const std::vector<std::byte>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace cartograf::testing_kernels

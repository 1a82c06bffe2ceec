#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include "kernels/cpu/launch.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf::testing_kernels {

/// NAS-Bench-201, written out by hand: edges 1-2, 1-3, 1-4, 2-3, 2-4, 3-4.
inline EdgeCell nasbench201_cell() { return {4, 6, 0, 3, {0, 0, 0, 1, 1, 2}, {1, 2, 3, 2, 3, 3}}; }
inline EdgeCodec nasbench201_codec() { return {6, 5, {0, 1, 2, 3, 4, 5}}; }

/// Every family on every one of the 31 non-empty op subsets, in the order of their bits.
inline FeaturePlan nasbench201_plan() {
  std::vector<OpSet> subsets;
  for (OpSet ops = 1; ops < 32; ++ops) subsets.push_back(ops);
  FeaturePlan plan(nasbench201_cell());
  plan.add_block({Family::op_count, 0}, subsets, std::array{1});
  plan.add_block({Family::min_path_len, 6}, subsets, std::array{1});
  plan.add_block({Family::max_op_on_path, -1}, subsets, std::array{1});
  plan.add_block({Family::node_degree, 0}, subsets, std::array{1, 1, 4, 4});
  return plan;
}

/// The bytes of rows 0 .. n_rows - 1 of the space.
inline std::vector<std::byte> computed(const FeaturePlan& plan, Strategy strategy, Dtype dtype, int threads, std::uint64_t n_rows) {
  std::vector<std::byte> out(n_rows * plan.n_columns() * size_of(dtype));
  PlanView view = plan.view();
  std::vector<std::int8_t> table;
  if (strategy == Strategy::tabulated) {
    table = cpu::make_table(plan, threads);
    view.table = table.data();
  }
  cpu::write_features({view, {nasbench201_codec()}, n_rows, dtype, out.data()}, threads);
  return out;
}

template <class T>
std::vector<T> values_of(const std::vector<std::byte>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace cartograf::testing_kernels

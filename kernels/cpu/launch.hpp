#pragma once

#include <cstdint>
#include <vector>

#include "kernels/features/plan.hpp"

/// The launchers of the CPU backend: functors of kernels/features on OpenMP threads.
namespace cartograf::cpu {

/// The tables of the tabulated strategy, laid out as PlanView::table says; empty when nothing is tabulated. `threads` 0 = all cores.
std::vector<std::int8_t> make_table(const FeaturePlan& plan, int threads);

/// Writes the packed adjacency tensor of `n_rows` architectures to `out`, [n_rows x n_words].
void write_adjacency(const ArchitectureSource& source, std::uint64_t n_rows, std::uint64_t* out, int threads);

}  // namespace cartograf::cpu

#pragma once

#include <cstdint>
#include <memory>

#include "kernels/cpu/row_kernels.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf::cpu {

/// Writes feature rows of one plan on CPU threads. Two ways, with identical values:
/// - a range of indices of a space made of independent choices: neighbouring architectures differ in the operations of
///   a few elements, so that a row is put together from rows that are the same for many, with wide vectors;
/// - any other architectures: one by one, a look-up for each column.
class RowWriter {
 public:
  /// What `plan` and `codec` point to and `kernels` must outlive the writer. `threads` 0 = all cores.
  RowWriter(const PlanView& plan, const Codec& codec, int threads, const RowKernels& kernels = row_kernels(best_isa()));
  ~RowWriter();
  RowWriter(RowWriter&&) noexcept;

  /// `n_rows` rows of `source`, whose codec is that of the writer, into `out`: [n_rows x n_columns] of `dtype`.
  void write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out);

  Isa isa() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf::cpu

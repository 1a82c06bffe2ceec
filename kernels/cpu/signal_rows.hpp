#pragma once

#include <cstdint>
#include <memory>

#include "kernels/base/dtype.hpp"
#include "kernels/features/codec.hpp"
#include "kernels/features/signal/signal_plan.hpp"

namespace cartograf::cpu {

/// Computes signal features on threads. Equal canonical forms are computed once, also from call to call while there is
/// room to remember them. A row depends on its architecture alone, to the last bit: not on threads, batches or what was
/// computed before.
class SignalRows {
 public:
  /// `threads`: 0 = all cores.
  SignalRows(SignalPlan plan, int threads);
  ~SignalRows();
  SignalRows(SignalRows&&) noexcept;

  /// Row r goes to out[r * stride] ... out[r * stride + n_columns - 1], out of `dtype`, host memory. Missing values are
  /// NaN. Throws InputError, with column and value, when dtype is int8 and a value is no integer from -128 to 127.
  void write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf::cpu

#pragma once

#include <cstdint>
#include <memory>

#include "kernels/base/dtype.hpp"
#include "kernels/features/column_writer.hpp"
#include "kernels/features/signal/signal_plan.hpp"

namespace cartograf::cuda {

/// Computes signal features on the GPU that is current when it is made, and which must be current whenever it is used.
/// Within rounding of a few units of the last place the values of cpu::SignalRows. Throws DeviceError when a CUDA call
/// fails or CUDA is not compiled in.
class SignalRows final : public ColumnWriter {
 public:
  explicit SignalRows(const SignalPlan& plan);
  ~SignalRows() override;

  /// Enqueues the kernels that write row r to out[r * stride] ... out[r * stride + n_columns - 1], out of `dtype`. What
  /// `source` points to and `out` are device memory; `stream`: a cudaStream_t. Missing values are NaN. With int8 it waits
  /// for the stream, and throws InputError, with row, column and value, when a value is no integer from -128 to 127.
  void write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void* stream) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf::cuda

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kernels/features/column_writer.hpp"
#include "kernels/features/plan.hpp"
#include "kernels/features/signal/signal_plan.hpp"

namespace cartograf::cuda {

/// Columns of a plan on the GPU that is current, which must be current whenever the writer is used. `codec` is that of the
/// sources, of which the number of words counts.
std::unique_ptr<ColumnWriter> measure_writer(const FeaturePlan& plan, const Codec& codec, EvaluationStrategy strategy);
/// Columns of the family `signal`, likewise. Within rounding of a few units of the last place the values of
/// cpu::SignalRows. With int8 the writer waits for the stream.
std::unique_ptr<ColumnWriter> signal_writer(const SignalPlan& plan);

/// Columns of rows that one writer writes.
struct ColumnPart {
  std::unique_ptr<ColumnWriter> writer;
  std::uint32_t n_columns = 0;
};

/// Computes feature rows on one GPU, part behind part: holds the codes of a listed space, the writers and the output in
/// device memory, and copies each batch to the host. Throws DeviceError when a CUDA call fails or CUDA is not compiled in.
class FeatureEngine {
 public:
  /// `codes`: what codec.codes points to on the host; empty when the codec needs none. make(): the parts, called while the
  /// GPU is current.
  FeatureEngine(int ordinal, const Codec& codec, std::span<const std::uint64_t> codes, const std::function<std::vector<ColumnPart>()>& make);
  ~FeatureEngine();
  FeatureEngine(const FeatureEngine&) = delete;
  FeatureEngine& operator=(const FeatureEngine&) = delete;

  std::uint32_t n_columns() const;

  /// Rows of the architectures `first`, `first` + 1, ... in device memory, [n_rows x n_columns] of `dtype`; complete
  /// when the call returns, overwritten by the next one.
  const void* range_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype);
  /// The same of the architectures with these indices.
  const void* indices_on_device(std::span<const std::uint64_t> indices, Dtype dtype);
  /// Seconds that the GPU takes for range_on_device(), between two events; memory is there before the first. For
  /// benchmarks: call it once more than the times that count.
  double seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype);
  /// Rows of the architectures `first`, `first` + 1, ...; `host_out`: [n_rows x n_columns] of `dtype`.
  void write_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* host_out);
  /// Rows of the architectures with these indices.
  void write_indices(std::span<const std::uint64_t> indices, Dtype dtype, void* host_out);
  /// Rows of packed architectures, [n_rows x n_words].
  const void* packed_on_device(std::span<const std::uint64_t> words, Dtype dtype);
  void write_packed(std::span<const std::uint64_t> words, Dtype dtype, void* host_out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf::cuda

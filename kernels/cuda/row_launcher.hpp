#pragma once

#include <cuda_runtime.h>

#include <array>
#include <map>

#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/tile_kernel.hpp"
#include "kernels/features/column_writer.hpp"

namespace cartograf::cuda {

/// Enqueues the kernels of one plan on the device that is current when it is made, and which must be current whenever it
/// is used.
class RowLauncher final : public ColumnWriter {
 public:
  /// Copies the plan to the device and fills its table there; all done when it returns. `n_words`: of an architecture.
  RowLauncher(const FeaturePlan& plan, int n_words, EvaluationStrategy strategy);

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void* stream) override;

 private:
  /// Enqueues the kernel that writes whole rows to `out`, device memory aligned to 16 bytes.
  void launch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, cudaStream_t stream);

  /// How the tile kernel of a dtype is launched; made when first asked for.
  struct Prepared {
    bool made = false;
    TileShape shape{};
    TileNeeds needs{};
    std::uint32_t max_blocks = 0;  ///< as many as the GPU runs at a time
  };

  template <class T>
  void launch_rows(const FeatureRows<T>& rows, std::uint64_t n_rows, Dtype dtype, cudaStream_t stream);
  template <class T>
  Prepared prepare(Dtype dtype) const;

  TilePlan tile_plan_;
  PlanView plan_{};
  TileView tile_{};
  int n_words_;
  DeviceMemory measures_, subsets_, columns_, divisors_, graphs_, table_, runs_, direct_, tile_columns_;
  std::array<Prepared, 3> prepared_{};         ///< by dtype
  std::map<cudaStream_t, DeviceMemory> rows_;  ///< whole rows on their way into wider ones
};

}  // namespace cartograf::cuda

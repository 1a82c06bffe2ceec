#pragma once

#include <cuda_runtime.h>

#include <array>
#include <span>

#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/tile_kernel.hpp"

namespace cartograf::cuda {

/// Enqueues the kernels of one plan on the device that is current when it is made, and which must be current whenever it
/// is used.
class RowLauncher {
 public:
  /// Copies the plan to the device and fills its table there; all done when it returns. `codes`: what codec.codes points
  /// to on the host.
  RowLauncher(const FeaturePlan& plan, const Codec& codec, std::span<const std::uint64_t> codes, EvaluationStrategy strategy);

  std::uint32_t n_columns() const { return plan_.n_columns; }
  /// With its codes in device memory.
  const Codec& codec() const { return codec_; }

  /// Enqueues the kernel that writes the rows of `source` to `out`, device memory aligned to 16 bytes.
  void launch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, cudaStream_t stream);

 private:
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
  Codec codec_{};
  DeviceMemory measures_, subsets_, columns_, divisors_, graphs_, codes_, table_, runs_, direct_, tile_columns_;
  std::array<Prepared, 3> prepared_{};  ///< by dtype
};

}  // namespace cartograf::cuda

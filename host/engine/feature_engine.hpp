#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <cartograf/types.hpp>

#include "host/engine/execution.hpp"
#include "host/family/feature_set.hpp"
#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf {

/// Computes feature rows of one space on one device, or on several GPUs that share the rows, in parts one behind the
/// other. The values do not depend on devices, threads or strategy.
/// The space must outlive the engine.
class FeatureEngine {
 public:
  /// Throws DeviceError when a device cannot be used, InputError when several are asked for that are not all GPUs.
  FeatureEngine(const SearchSpace& space, const FeatureSet& features, const Execution& options);
  /// The columns of these blocks, one behind the other; wide ones too.
  FeatureEngine(const SearchSpace& space, const ColumnBlocks& blocks, const Execution& options);
  ~FeatureEngine();

  /// The device that computes: the one asked for, there is no other. Of several the first.
  Device device() const;

  /// Rows of a source that points to host memory, where they are computed: on a GPU they stay there. Complete when the call
  /// returns; the memory is the engine's and good until the next call. Computed by device() alone.
  MatrixView batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype);
  /// The same to `out`: [n_rows x n_columns] of `dtype`, row-major, host memory.
  void compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out);

  /// Rows of the architectures first, first + 1, ... where they are computed: on a GPU they stay there. Complete when
  /// the call returns; the memory is the engine's and good until the next call. Computed by device() alone.
  MatrixView batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype);
  /// The same of the architectures with these indices, which are in host memory.
  MatrixView batch(std::span<const std::uint64_t> indices, Dtype dtype);

  /// Rows of the architectures first, first + 1, ... ; out: [n_rows x n_columns] of `dtype`, row-major, host memory.
  void compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out);
  /// Rows of the architectures with these indices.
  void compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out);

  /// Seconds that one GPU takes for such a batch, without what the host does; for benchmarks. Throws DeviceError unless all
  /// columns are computed on one GPU.
  double seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype);

 private:
  struct Implementation;
  struct OnHost;
  struct OnGpu;
  struct OnSeveral;
  struct GpuColumns;
  static std::unique_ptr<Implementation> make(const SearchSpace& space, const ColumnBlocks& blocks, const Execution& options);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace cartograf

#include "kernels/cuda/row_launcher.hpp"

#include <algorithm>
#include <type_traits>

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "kernels/cuda/strided_kernel.hpp"

namespace cartograf::cuda {
namespace {

template <class Functor>
__global__ void strided(const __grid_constant__ Functor functor, std::uint64_t n_units) {
  for_each_unit(functor, n_units);
}

/// One block is asked for, so that the compiler uses the registers of one rather than spill some for a second.
template <class T, class Case, bool kGeneral, bool kTableInShared>
__global__ void __launch_bounds__(kThreadsPerMultiprocessor, 1) tiles(const __grid_constant__ TileJob<T> job) {
  extern __shared__ __align__(16) std::byte shared[];
  write_tiles<T, Case, kGeneral, kTableInShared>(job, shared);
}

template <class T>
using TileKernelPointer = void (*)(TileJob<T>);

template <class T, bool kGeneral>
TileKernelPointer<T> tile_kernel(bool wide_cases, bool table_in_shared) {
  if (wide_cases) return tiles<T, std::uint32_t, kGeneral, false>;
  if (table_in_shared) return tiles<T, std::uint16_t, kGeneral, true>;
  return tiles<T, std::uint16_t, kGeneral, false>;
}

template <class T>
TileKernelPointer<T> tile_kernel(const TilePlan& plan, bool table_in_shared) {
  return plan.general ? tile_kernel<T, true>(plan.wide_cases, table_in_shared)
                      : tile_kernel<T, false>(plan.wide_cases, table_in_shared);
}

template <class Functor>
void launch_strided(const Functor& functor, std::uint64_t n_units, cudaStream_t stream) {
  static_assert(std::is_trivially_copyable_v<Functor>);
  if (n_units == 0) return;
  const LaunchShape shape = launch_shape(n_units);
  strided<<<shape.blocks, shape.threads, 0, stream>>>(functor, n_units);
  CARTOGRAF_CUDA_CALL(cudaGetLastError());
}

std::uint32_t attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  CARTOGRAF_CUDA_CALL(cudaGetDevice(&device));
  CARTOGRAF_CUDA_CALL(cudaDeviceGetAttribute(&value, which, device));
  return static_cast<std::uint32_t>(value);
}

TileLimits limits_of_device() {
  return {attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin), attribute(cudaDevAttrMaxSharedMemoryPerMultiprocessor),
          attribute(cudaDevAttrReservedSharedMemoryPerBlock)};
}

template <class Item>
DeviceMemory upload_all(const std::vector<Item>& items) {
  return upload(std::span(items));
}

}  // namespace

RowLauncher::RowLauncher(const FeaturePlan& plan, int n_words, EvaluationStrategy strategy)
    : tile_plan_(make_tile_plan(plan, strategy)),
      plan_(plan.view()),
      n_words_(n_words),
      measures_(upload_all(plan.measures())),
      subsets_(upload_all(plan.subsets())),
      columns_(upload_all(plan.columns())),
      divisors_(upload_all(plan.divisors())),
      graphs_(upload_all(plan.graphs())),
      runs_(upload_all(tile_plan_.runs)),
      direct_(upload_all(tile_plan_.direct)),
      tile_columns_(upload_all(tile_plan_.columns)) {
  plan_.measures = measures_.as<Measure>();
  plan_.subsets = subsets_.as<CellSubset>();
  plan_.columns = columns_.as<Column>();
  plan_.divisors = divisors_.as<std::int32_t>();
  plan_.graphs = graphs_.as<std::uint64_t>();
  const std::uint64_t plan_table = strategy == EvaluationStrategy::tabulated ? plan.table_size() : 0;
  table_ = DeviceMemory(plan_table + kIdentitySize);
  auto* table = table_.as<std::int8_t>();
  if (plan_table > 0) {
    launch_strided(TableCases{plan_, table}, plan.n_cases(), nullptr);
    plan_.table = table;
  }
  CARTOGRAF_CUDA_CALL(cudaMemcpy(table + plan_table, identity_table().data(), kIdentitySize, cudaMemcpyHostToDevice));
  tile_.runs = runs_.as<LookUpRun>();
  tile_.direct = direct_.as<Column>();
  tile_.columns = tile_columns_.as<TileColumn>();
  tile_.table = table;
  // Other streams do not wait for the default one, and a copy may still be under way when cudaMemcpy returns.
  CARTOGRAF_CUDA_CALL(cudaStreamSynchronize(nullptr));
}

template <class T>
RowLauncher::Prepared RowLauncher::prepare(Dtype dtype) const {
  const TileNeeds needs = tile_needs(tile_plan_, n_words_, dtype);
  const TileLimits limits = limits_of_device();
  Prepared prepared{true, tile_shape(needs, limits), needs, 0};
  if (!prepared.shape.usable()) return prepared;
  const void* kernel = reinterpret_cast<const void*>(tile_kernel<T>(tile_plan_, prepared.shape.table_in_shared));
  // As much as there is, not as much as this plan needs: the kernel is also that of other plans.
  CARTOGRAF_CUDA_CALL(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                           static_cast<int>(limits.shared_per_block)));
  if (prepared.shape.table_in_shared) {
    CARTOGRAF_CUDA_CALL(
        cudaFuncSetAttribute(kernel, cudaFuncAttributePreferredSharedMemoryCarveout, cudaSharedmemCarveoutMaxShared));
  }
  int blocks = 0;
  CARTOGRAF_CUDA_CALL(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
      &blocks, kernel, static_cast<int>(prepared.shape.threads), prepared.shape.shared));
  prepared.max_blocks = static_cast<std::uint32_t>(std::max(1, blocks)) * attribute(cudaDevAttrMultiProcessorCount);
  return prepared;
}

template <class T>
void RowLauncher::launch_rows(const FeatureRows<T>& rows, std::uint64_t n_rows, Dtype dtype, cudaStream_t stream) {
  Prepared& prepared = prepared_.at(static_cast<std::size_t>(dtype));
  if (!prepared.made) prepared = prepare<T>(dtype);
  const TileShape& shape = prepared.shape;
  if (!shape.usable()) return launch_strided(RowColumns<T>{rows}, n_rows * plan_.n_columns, stream);
  TileJob<T> job{rows, tile_, {}, shape.rows, n_rows};
  job.tile.needs = prepared.needs;
  job.layout = tile_layout(prepared.needs, shape.rows, shape.table_in_shared);
  const std::uint64_t n_tiles = (n_rows + shape.rows - 1) / shape.rows;
  const auto blocks = static_cast<std::uint32_t>(std::min<std::uint64_t>(n_tiles, prepared.max_blocks));
  tile_kernel<T>(tile_plan_, shape.table_in_shared)<<<blocks, shape.threads, shape.shared, stream>>>(job);
  CARTOGRAF_CUDA_CALL(cudaGetLastError());
}

void RowLauncher::write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride,
                        void* stream_) {
  const auto stream = static_cast<cudaStream_t>(stream_);
  if (stride == plan_.n_columns) return launch(architectures, n_rows, dtype, out, stream);
  if (n_rows == 0 || plan_.n_columns == 0) return;
  // The kernel writes whole rows, so these are copied to where they belong.
  const std::size_t width = plan_.n_columns * size_of(dtype);
  DeviceMemory& rows = rows_[stream];
  rows.reserve(n_rows * width);
  launch(architectures, n_rows, dtype, rows.data(), stream);
  CARTOGRAF_CUDA_CALL(cudaMemcpy2DAsync(out, stride * size_of(dtype), rows.data(), width, width, n_rows, cudaMemcpyDeviceToDevice, stream));
}

void RowLauncher::launch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, cudaStream_t stream) {
  if (n_rows == 0 || plan_.n_columns == 0) return;
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    launch_rows(FeatureRows<T>{plan_, source, static_cast<T*>(out)}, n_rows, dtype, stream);
  });
}

std::unique_ptr<ColumnWriter> measure_writer(const FeaturePlan& plan, const Codec& codec, EvaluationStrategy strategy) {
  return std::make_unique<RowLauncher>(plan, codec.n_words(), strategy);
}

}  // namespace cartograf::cuda

#include "kernels/cuda/feature_engine.hpp"

#include <type_traits>

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/event.hpp"
#include "kernels/cuda/launch_shape.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf::cuda {
namespace {

template <class Functor>
__global__ void for_each_unit(Functor functor, std::uint64_t n_units) {
  const std::uint64_t step = stride(gridDim.x, blockDim.x);
  for (std::uint64_t unit = first_unit(blockIdx.x, blockDim.x, threadIdx.x); unit < n_units; unit += step) functor(unit);
}

/// Neighbouring threads write neighbouring columns, so that stores coalesce.
template <class T>
struct RowColumns {
  FeatureRows<T> rows;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    rows(unit / rows.plan.n_columns, static_cast<std::uint32_t>(unit % rows.plan.n_columns));
  }
};

template <class Functor>
void launch(Functor functor, std::uint64_t n_units) {
  static_assert(std::is_trivially_copyable_v<Functor>);
  if (n_units == 0) return;
  const LaunchShape shape = launch_shape(n_units);
  for_each_unit<<<shape.blocks, shape.threads>>>(functor, n_units);
  CARTOGRAF_CUDA_CALL(cudaGetLastError());
}

void write_features(const FeatureLaunch& job) {
  with_dtype(job.dtype, [&](auto zero) {
    using T = decltype(zero);
    const FeatureRows<T> rows{job.plan, job.source, static_cast<T*>(job.out)};
    launch(RowColumns<T>{rows}, job.n_rows * job.plan.n_columns);
  });
}

}  // namespace

struct FeatureEngine::State {
  int ordinal = 0;
  Codec codec{};
  PlanView view{};
  DeviceMemory measures, subsets, columns, divisors, graphs, table, codes, out, input;

  const std::uint64_t* copy_in(std::span<const std::uint64_t> values) {
    input.reserve(values.size_bytes());
    copy_to_device(input, values.data(), values.size_bytes());
    return input.as<std::uint64_t>();
  }

  /// Rows in device memory; complete when the call returns.
  const void* compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) {
    out.reserve(n_rows * view.n_columns * size_of(dtype));
    write_features({view, source, n_rows, dtype, out.data()});
    CARTOGRAF_CUDA_CALL(cudaDeviceSynchronize());
    return out.data();
  }

  void write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* host_out) {
    const std::size_t bytes = n_rows * view.n_columns * size_of(dtype);
    out.reserve(bytes);
    write_features({view, source, n_rows, dtype, out.data()});
    copy_to_host(host_out, out.data(), bytes);
  }
};

FeatureEngine::FeatureEngine(const FeaturePlan& plan, const Codec& codec, std::span<const std::uint64_t> codes,
                             Strategy strategy, int ordinal)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  CARTOGRAF_CUDA_CALL(cudaSetDevice(ordinal));
  state.ordinal = ordinal;
  state.measures = upload(std::span(plan.measures()));
  state.subsets = upload(std::span(plan.subsets()));
  state.columns = upload(std::span(plan.columns()));
  state.divisors = upload(std::span(plan.divisors()));
  state.graphs = upload(std::span(plan.graphs()));
  state.codes = upload(codes);
  state.codec = codec;
  state.codec.codes = state.codes.as<std::uint64_t>();
  state.view = plan.view();
  state.view.measures = state.measures.as<Measure>();
  state.view.subsets = state.subsets.as<CellSubset>();
  state.view.columns = state.columns.as<Column>();
  state.view.divisors = state.divisors.as<std::int32_t>();
  state.view.graphs = state.graphs.as<std::uint64_t>();
  if (strategy == Strategy::direct || plan.table_size() == 0) return;
  state.table = DeviceMemory(plan.table_size());
  launch(TableCases{state.view, state.table.as<std::int8_t>()}, plan.n_cases());
  state.view.table = state.table.as<std::int8_t>();
}

FeatureEngine::~FeatureEngine() = default;

std::uint32_t FeatureEngine::n_columns() const { return state_->view.n_columns; }

const void* FeatureEngine::range_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.first = first;
  return state_->compute(source, n_rows, dtype);
}

const void* FeatureEngine::indices_on_device(std::span<const std::uint64_t> indices, Dtype dtype) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.indices = state_->copy_in(indices);
  return state_->compute(source, indices.size(), dtype);
}

double FeatureEngine::seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.first = first;
  state_->out.reserve(n_rows * state_->view.n_columns * size_of(dtype));
  return seconds_of(nullptr, [&] { cuda::write_features({state_->view, source, n_rows, dtype, state_->out.data()}); });
}

void FeatureEngine::write_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* host_out) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.first = first;
  state_->write(source, n_rows, dtype, host_out);
}

void FeatureEngine::write_indices(std::span<const std::uint64_t> indices, Dtype dtype, void* host_out) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.indices = state_->copy_in(indices);
  state_->write(source, indices.size(), dtype, host_out);
}

void FeatureEngine::write_packed(std::span<const std::uint64_t> words, Dtype dtype, void* host_out) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(state_->ordinal));
  ArchitectureSource source{state_->codec};
  source.packed = state_->copy_in(words);
  state_->write(source, words.size() / static_cast<unsigned>(source.codec.n_words()), dtype, host_out);
}

}  // namespace cartograf::cuda

#include "kernels/cuda/signal_rows.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/signal_kernel.hpp"
#include "kernels/features/signal/signal_columns.hpp"
#include "kernels/features/signal/signal_limits.hpp"

namespace cartograf::cuda {
namespace {

/// Threads of a block that evaluates a mean field: a little more than the 165 values of one.
constexpr std::uint32_t kMeanFieldThreads = 192;
constexpr std::uint32_t kRowThreads = 128;

template <class Form, class T>
__global__ void __launch_bounds__(kRowThreads) signal_rows(const __grid_constant__ SignalJob<T> job) {
  write_signal_rows<Form>(job);
}

template <class Form, class T>
__global__ void __launch_bounds__(kMeanFieldThreads) mean_fields(const __grid_constant__ SignalJob<T> job) {
  extern __shared__ __align__(16) std::byte shared[];
  write_mean_fields<Form>(job, shared);
}

std::uint32_t blocks_of(std::uint64_t n, std::uint64_t per_block) {
  return static_cast<std::uint32_t>(std::min((n + per_block - 1) / per_block, kMaxBlocks));
}

}  // namespace

struct SignalRows::State {
  explicit State(const SignalPlan& plan) : view(plan.view), n_convs(most_convolutions(plan.view)) {
    for (const SignalColumn& column : signal_columns(view.cell.kind)) {
      if ((view.groups & mask_of(column.group)) != 0) names.push_back(column.name);
    }
    const auto n_columns = static_cast<std::uint32_t>(names.size());
    for (const std::uint32_t column : plan.columns) picks.push_back({column / n_columns, column % n_columns});
    for (const SignalPick& pick : picks) {
      const bool of_mean_field = SignalJob<double>{view}.is_mean_field(pick.column);
      (of_mean_field ? any_mean_field : any_other) = true;
    }
    picks_on_device = upload(std::span<const SignalPick>(picks));
    misfit = DeviceMemory(sizeof(unsigned long long));
  }

  bool small() const { return n_convs <= kFewConvolutions; }

  template <class T>
  SignalJob<T> job_of(const ArchitectureSource& source, std::uint64_t n_rows, T* out, std::uint64_t row_stride) const {
    return {view, source, picks_on_device.as<SignalPick>(), static_cast<std::uint32_t>(picks.size()), n_rows, out, row_stride,
            misfit.as<unsigned long long>()};
  }

  template <class Form, class T>
  void launch(const SignalJob<T>& job, cudaStream_t stream) const {
    if (any_other) {
      signal_rows<Form, T><<<blocks_of(job.n_rows, kRowThreads), kRowThreads, 0, stream>>>(job);
      CARTOGRAF_CUDA_CALL(cudaGetLastError());
    }
    if (!any_mean_field) return;
    const std::size_t shared = MeanFieldShared<Form>::size(n_convs);
    CARTOGRAF_CUDA_CALL(cudaFuncSetAttribute(reinterpret_cast<const void*>(mean_fields<Form, T>),
                                             cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared)));
    mean_fields<Form, T><<<blocks_of(job.n_rows * view.n_cells, 1), kMeanFieldThreads, shared, stream>>>(job);
    CARTOGRAF_CUDA_CALL(cudaGetLastError());
  }

  template <class T>
  void launch_any(const SignalJob<T>& job, cudaStream_t stream) const {
    if (small()) {
      launch<SmallSignalForm>(job, stream);
    } else {
      launch<SignalForm>(job, stream);
    }
  }

  /// The value that int8 does not hold, computed once more.
  double value_at(const ArchitectureSource& source, std::uint64_t row, std::uint32_t pick, cudaStream_t stream) const {
    const DeviceMemory out(picks.size() * sizeof(double));
    launch_any(job_of(source.behind(row), 1, out.as<double>(), picks.size()), stream);
    CARTOGRAF_CUDA_CALL(cudaStreamSynchronize(stream));
    double value = 0;
    copy_to_host(&value, out.as<double>() + pick, sizeof value);
    return value;
  }

  void expect_no_misfit(const ArchitectureSource& source, cudaStream_t stream) const {
    CARTOGRAF_CUDA_CALL(cudaStreamSynchronize(stream));
    unsigned long long first = kNoMisfit;
    copy_to_host(&first, misfit.data(), sizeof first);
    if (first == kNoMisfit) return;
    const std::uint64_t row = first / picks.size();
    const auto pick = static_cast<std::uint32_t>(first % picks.size());
    throw InputError(misfit_message(names[picks[pick].column], view.n_cells, picks[pick].cell, row, value_at(source, row, pick, stream)));
  }

  SignalView view;
  int n_convs;
  std::vector<std::string> names;  ///< of a cell's columns
  std::vector<SignalPick> picks;
  bool any_mean_field = false;
  bool any_other = false;
  DeviceMemory picks_on_device, misfit;
};

SignalRows::SignalRows(const SignalPlan& plan) : state_(std::make_unique<State>(plan)) {}
SignalRows::~SignalRows() = default;

void SignalRows::write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void* stream) {
  State& state = *state_;
  if (n_rows == 0 || state.picks.empty()) return;
  auto* const queue = static_cast<cudaStream_t>(stream);
  if (dtype == Dtype::int8) CARTOGRAF_CUDA_CALL(cudaMemsetAsync(state.misfit.data(), 0xff, state.misfit.size(), queue));
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    state.launch_any(state.job_of(source, n_rows, static_cast<T*>(out), stride), queue);
  });
  if (dtype == Dtype::int8) state.expect_no_misfit(source, queue);
}

std::unique_ptr<ColumnWriter> signal_writer(const SignalPlan& plan) { return std::make_unique<SignalRows>(plan); }

}  // namespace cartograf::cuda

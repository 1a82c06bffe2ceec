#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/built_ins.hpp"
#include "kernels/cuda/launch_shape.hpp"
#include "kernels/features/codec.hpp"
#include "kernels/features/signal/canonical_form.hpp"
#include "kernels/features/signal/edge_signal.hpp"
#include "kernels/features/signal/node_signal.hpp"

/// Kernel bodies of the family `signal`: all groups but mf with a thread for each row, mf with a block for each cell of
/// a row. Uses CUDA's built-ins: for .cu files, and for tests that bring their own. cpu::SignalRows is their oracle.
namespace cartograf::cuda {

/// Columns of a cell at most, on edges or on nodes.
inline constexpr int kMaxSignalColumns = 160;
static_assert(kAllEdgeColumns <= kMaxSignalColumns);

/// A column wanted: which one of which cell.
struct SignalPick {
  std::uint32_t cell = 0;
  std::uint32_t column = 0;
};

/// One launch. Pointers are of the device.
template <class T>
struct SignalJob {
  SignalView view{};
  ArchitectureSource source{};
  const SignalPick* picks = nullptr;  ///< [n_picks]
  std::uint32_t n_picks = 0;
  std::uint64_t n_rows = 0;
  T* out = nullptr;  ///< row r at out + r * stride
  std::uint64_t stride = 0;
  /// int8: the least row * n_picks + pick whose value is no integer from -128 to 127; kNoMisfit when all are.
  unsigned long long* misfit = nullptr;

  CARTOGRAF_HD bool with_mean_field() const {
    return view.cell.kind == CellKind::edges && (view.groups & mask_of(SignalGroup::mf)) != 0;
  }
  CARTOGRAF_HD std::uint32_t first_of_mean_field() const {
    return static_cast<std::uint32_t>(first_edge_column(view.groups, SignalGroup::mf));
  }
  CARTOGRAF_HD bool is_mean_field(std::uint32_t column) const {
    return with_mean_field() && column >= first_of_mean_field() && column < first_of_mean_field() + kMfColumns;
  }
};

inline constexpr unsigned long long kNoMisfit = ~0ull;

template <class T>
CARTOGRAF_DEVICE void store(const SignalJob<T>& job, std::uint64_t row, std::uint32_t pick, double value) {
  if constexpr (sizeof(T) == 1) {
    if (!(value >= -128 && value <= 127 && value == std::floor(value))) {
      atomicMin(job.misfit, static_cast<unsigned long long>(row * job.n_picks + pick));
      return;
    }
  }
  job.out[row * job.stride + pick] = static_cast<T>(value);
}

/// All columns picked of the rows of this thread, but those of mf.
template <class Form, class T>
CARTOGRAF_DEVICE void write_signal_rows(const SignalJob<T>& job) {
  const std::uint64_t step = stride(gridDim.x, blockDim.x);
  for (std::uint64_t row = first_unit(blockIdx.x, blockDim.x, threadIdx.x); row < job.n_rows; row += step) {
    std::uint64_t words[kMaxWords];
    job.source.words_of_row(row, words);
    for (std::uint32_t cell = 0; cell < job.view.n_cells; ++cell) {
      double values[kMaxSignalColumns];
      const std::uint64_t* of_cell = words + cell * job.view.words_per_cell;
      if (job.view.cell.kind == CellKind::nodes) {
        evaluate_node_signal(job.view, of_cell, values);
      } else {
        Form form;
        FormBuilder<Form> builder;
        builder.build(job.view, of_cell, form);
        evaluate_form(form, job.view.groups, values);
      }
      for (std::uint32_t pick = 0; pick < job.n_picks; ++pick) {
        const SignalPick at = job.picks[pick];
        if (at.cell == cell && !job.is_mean_field(at.column)) store(job, row, pick, values[at.column]);
      }
    }
  }
}

/// The threads of a block.
struct BlockLanes {
  CARTOGRAF_DEVICE int first() const { return static_cast<int>(threadIdx.x); }
  CARTOGRAF_DEVICE int count() const { return static_cast<int>(blockDim.x); }
  CARTOGRAF_DEVICE void sync() const { __syncthreads(); }
};

/// What a block that evaluates mean fields keeps in shared memory; behind it the fields, or what the form is built with.
template <class Form>
struct MeanFieldShared {
  LagGrid grid;
  double values[kMfColumns];
  Form form;

  struct Builders {
    FormBuilder<Form> typed;
    Form form;
    MeanFieldFormBuilder<Form> untyped;
  };

  /// Bytes in all for cells of at most n_convs convolutions.
  static constexpr std::size_t size(int n_convs) {
    const std::size_t fields = static_cast<std::size_t>(mean_field_scratch(kMaxSignalInputs, n_convs)) * sizeof(double);
    return kFirst + (fields > sizeof(Builders) ? fields : sizeof(Builders));
  }

  CARTOGRAF_HD std::byte* behind() { return reinterpret_cast<std::byte*>(this) + kFirst; }

 private:
  static constexpr std::size_t kFirst = (sizeof(LagGrid) + sizeof(double) * (kMfColumns + 1) + sizeof(Form) + 15) / 16 * 16;
};

/// The columns of mf that are picked, of the cells of this block. memory: MeanFieldShared<Form>::size() bytes, shared,
/// aligned to 16.
template <class Form, class T>
CARTOGRAF_DEVICE void write_mean_fields(const SignalJob<T>& job, std::byte* memory) {
  using Shared = MeanFieldShared<Form>;
  Shared& shared = *reinterpret_cast<Shared*>(memory);
  for (int point = static_cast<int>(threadIdx.x); point < kLagPoints; point += static_cast<int>(blockDim.x)) shared.grid.fill(point);
  const std::uint64_t n_units = job.n_rows * job.view.n_cells;
  for (std::uint64_t unit = blockIdx.x; unit < n_units; unit += gridDim.x) {
    const std::uint64_t row = unit / job.view.n_cells;
    const auto cell = static_cast<std::uint32_t>(unit % job.view.n_cells);
    if (threadIdx.x == 0) {
      std::uint64_t words[kMaxWords];
      job.source.words_of_row(row, words);
      auto& builders = *reinterpret_cast<typename Shared::Builders*>(shared.behind());
      builders.typed.build(job.view, words + cell * job.view.words_per_cell, builders.form);
      builders.untyped.build(builders.form, shared.form);
    }
    __syncthreads();
    auto* fields = reinterpret_cast<double*>(shared.behind());
    MeanField<Form, BlockLanes>(shared.form, shared.grid, fields, BlockLanes{}).evaluate(shared.values);
    __syncthreads();
    for (std::uint32_t pick = threadIdx.x; pick < job.n_picks; pick += blockDim.x) {
      const SignalPick at = job.picks[pick];
      if (at.cell == cell && job.is_mean_field(at.column)) store(job, row, pick, shared.values[at.column - job.first_of_mean_field()]);
    }
    __syncthreads();
  }
}

}  // namespace cartograf::cuda

#include "kernels/cuda/feature_engine.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/event.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/pieces.hpp"
#include "kernels/cuda/row_launcher.hpp"
#include "kernels/cuda/signal_rows.hpp"
#include "kernels/cuda/stream.hpp"

namespace cartograf::cuda {
namespace {

int make_current(int ordinal) {
  CARTOGRAF_CUDA_CALL(cudaSetDevice(ordinal));
  return ordinal;
}

/// Rows that go to the host, in order: computed in `out`, copied by the GPU to `pinned`, from there by the host.
struct Lane {
  Stream stream;
  DeviceMemory input, out;
  DeviceMemory counted;  ///< columns of the plan, on their way beside signal columns
  PinnedMemory pinned;

  /// Copies to device memory behind the work that is in the stream.
  const std::uint64_t* copy_in(std::span<const std::uint64_t> values) {
    input.reserve(values.size_bytes());
    CARTOGRAF_CUDA_CALL(
        cudaMemcpyAsync(input.data(), values.data(), values.size_bytes(), cudaMemcpyHostToDevice, stream.get()));
    return input.as<std::uint64_t>();
  }

  void reserve_out(std::size_t bytes) {
    out.reserve(bytes);
    if (pinned.size() < bytes) pinned = PinnedMemory(bytes);
  }
};

/// What a lane still has to give to the host.
struct Pending {
  std::byte* to = nullptr;
  std::size_t bytes = 0;

  void finish(const Lane& lane) {
    if (bytes == 0) return;
    lane.stream.wait();
    std::memcpy(to, lane.pinned.data(), bytes);
    bytes = 0;
  }
};

}  // namespace

struct FeatureEngine::State {
  State(const FeaturePlan& plan, std::span<const SignalPlan> signal_plans, const Codec& codec, std::span<const std::uint64_t> codes,
        EvaluationStrategy strategy, int device)
      : ordinal(make_current(device)), launcher(plan, codec, codes, strategy), n_columns(launcher.n_columns()) {
    for (const SignalPlan& signal : signal_plans) {
      signals.push_back({SignalRows(signal), n_columns});
      n_columns += static_cast<std::uint32_t>(signal.columns.size());
    }
  }

  /// Enqueues all columns of the rows of `source`.
  void launch(Lane& lane, const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) {
    const cudaStream_t stream = lane.stream.get();
    if (signals.empty()) return launcher.launch(source, n_rows, dtype, out, stream);
    if (n_rows == 0) return;
    // The kernel of the plan writes whole rows, so its columns are copied to where they belong.
    if (const std::size_t width = launcher.n_columns() * size_of(dtype); width > 0) {
      lane.counted.reserve(n_rows * width);
      launcher.launch(source, n_rows, dtype, lane.counted.data(), stream);
      CARTOGRAF_CUDA_CALL(cudaMemcpy2DAsync(out, n_columns * size_of(dtype), lane.counted.data(), width, width, n_rows,
                                            cudaMemcpyDeviceToDevice, stream));
    }
    for (Signal& signal : signals) {
      signal.rows.write(source, n_rows, dtype, static_cast<std::byte*>(out) + signal.first_column * size_of(dtype), n_columns, stream);
    }
  }

  /// Two lanes: while one computes, the rows of the other go to the host. `source_of(lane, first, n)`: where the
  /// architectures of rows first ... first + n - 1 come from.
  template <class SourceOf>
  void write(std::uint64_t n_rows, Dtype dtype, void* host_out, SourceOf&& source_of) {
    const std::size_t row_size = n_columns * size_of(dtype);
    if (row_size == 0) return;
    const std::uint64_t piece = rows_of_piece(row_size);
    auto* to = static_cast<std::byte*>(host_out);
    Pending pending[2];
    std::size_t next = 0;
    for (std::uint64_t first = 0; first < n_rows; first += piece, next = 1 - next) {
      const std::uint64_t n = std::min(piece, n_rows - first);
      pending[next].finish(lanes[next]);
      pending[next] = {to + first * row_size, static_cast<std::size_t>(n) * row_size};
      enqueue(lanes[next], source_of(lanes[next], first, n), n, dtype, pending[next].bytes);
    }
    for (const std::size_t last : {next, 1 - next}) pending[last].finish(lanes[last]);
  }

  void enqueue(Lane& lane, const ArchitectureSource& source, std::uint64_t n, Dtype dtype, std::size_t bytes) {
    lane.reserve_out(bytes);
    launch(lane, source, n, dtype, lane.out.data());
    CARTOGRAF_CUDA_CALL(
        cudaMemcpyAsync(lane.pinned.data(), lane.out.data(), bytes, cudaMemcpyDeviceToHost, lane.stream.get()));
  }

  ArchitectureSource range_from(std::uint64_t first) const {
    ArchitectureSource source{launcher.codec()};
    source.first = first;
    return source;
  }

  /// The memory of range_on_device().
  void* reserve(std::uint64_t n_rows, Dtype dtype) {
    resident.reserve(n_rows * n_columns * size_of(dtype));
    return resident.data();
  }

  struct Signal {
    SignalRows rows;
    std::uint32_t first_column;
  };

  int ordinal;
  RowLauncher launcher;  ///< of the plan
  std::vector<Signal> signals;
  std::uint32_t n_columns;  ///< in all
  Lane lanes[2];
  DeviceMemory resident;
};

FeatureEngine::FeatureEngine(const FeaturePlan& plan, std::span<const SignalPlan> signals, const Codec& codec,
                             std::span<const std::uint64_t> codes, EvaluationStrategy strategy, int ordinal)
    : state_(std::make_unique<State>(plan, signals, codec, codes, strategy, ordinal)) {}

FeatureEngine::~FeatureEngine() = default;

std::uint32_t FeatureEngine::n_columns() const { return state_->n_columns; }

const void* FeatureEngine::range_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  make_current(state_->ordinal);
  void* out = state_->reserve(n_rows, dtype);
  Lane& lane = state_->lanes[0];
  state_->launch(lane, state_->range_from(first), n_rows, dtype, out);
  lane.stream.wait();
  return out;
}

const void* FeatureEngine::indices_on_device(std::span<const std::uint64_t> indices, Dtype dtype) {
  make_current(state_->ordinal);
  void* out = state_->reserve(indices.size(), dtype);
  Lane& lane = state_->lanes[0];
  ArchitectureSource source{state_->launcher.codec()};
  source.indices = lane.copy_in(indices);
  state_->launch(lane, source, indices.size(), dtype, out);
  lane.stream.wait();
  return out;
}

double FeatureEngine::seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  make_current(state_->ordinal);
  void* out = state_->reserve(n_rows, dtype);
  Lane& lane = state_->lanes[0];
  return seconds_of(lane.stream.get(), [&] { state_->launch(lane, state_->range_from(first), n_rows, dtype, out); });
}

void FeatureEngine::write_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* host_out) {
  make_current(state_->ordinal);
  state_->write(n_rows, dtype, host_out,
                [&](Lane&, std::uint64_t row, std::uint64_t) { return state_->range_from(first + row); });
}

void FeatureEngine::write_indices(std::span<const std::uint64_t> indices, Dtype dtype, void* host_out) {
  make_current(state_->ordinal);
  state_->write(indices.size(), dtype, host_out, [&](Lane& lane, std::uint64_t row, std::uint64_t n) {
    ArchitectureSource source{state_->launcher.codec()};
    source.indices = lane.copy_in(indices.subspan(row, n));
    return source;
  });
}

void FeatureEngine::write_packed(std::span<const std::uint64_t> words, Dtype dtype, void* host_out) {
  make_current(state_->ordinal);
  const auto n_words = static_cast<unsigned>(state_->launcher.codec().n_words());
  state_->write(words.size() / n_words, dtype, host_out, [&](Lane& lane, std::uint64_t row, std::uint64_t n) {
    ArchitectureSource source{state_->launcher.codec()};
    source.packed = lane.copy_in(words.subspan(row * n_words, n * n_words));
    return source;
  });
}

}  // namespace cartograf::cuda

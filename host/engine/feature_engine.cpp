#include "host/engine/feature_engine.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "host/engine/device.hpp"
#include "host/engine/row_parts.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cpu/launch.hpp"
#include "kernels/cpu/row_writer.hpp"
#include "kernels/cpu/signal_rows.hpp"
#include "kernels/cuda/feature_engine.hpp"

namespace cartograf {
namespace {

std::vector<SignalPlan> signal_plans(const FeatureSet& features) {
  std::vector<SignalPlan> plans;
  for (const SignalSelection& selection : features.signals) plans.push_back(selection.plan());
  return plans;
}

}  // namespace

struct FeatureEngine::Implementation {
  virtual ~Implementation() = default;
  virtual Device device() const = 0;
  virtual MatrixView batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) = 0;
  virtual MatrixView batch(std::span<const std::uint64_t> indices, Dtype dtype) = 0;
  virtual void compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) = 0;
  virtual void compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) = 0;
  virtual void compute_packed(std::span<const std::uint64_t> words, Dtype dtype, void* out) = 0;
};

struct FeatureEngine::OnCpu final : Implementation {
  OnCpu(const FeatureSet& features, const Codec& codec, EvaluationStrategy strategy, int thread_count, cpu::Isa isa)
      : view(features.plan.view()), n_columns(features.columns.size()), threads(thread_count) {
    source.codec = codec;
    for (SignalPlan& plan : signal_plans(features)) {
      signal_widths.push_back(plan.columns.size());
      signals.emplace_back(std::move(plan), threads);
    }
    if (view.n_columns == 0) return;
    if (strategy == EvaluationStrategy::tabulated) table = cpu::make_table(features.plan, threads);
    if (!table.empty()) view.table = table.data();
    writer.emplace(view, codec, threads, cpu::row_kernels(isa));
  }

  Device device() const override { return {Backend::cpu, 0}; }

  MatrixView batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) override {
    buffer.resize(n_rows * n_columns * size_of(dtype));
    compute_range(first, n_rows, dtype, buffer.data());
    return {buffer.data(), dtype, n_rows, n_columns, device()};
  }

  MatrixView batch(std::span<const std::uint64_t> indices, Dtype dtype) override {
    buffer.resize(indices.size() * n_columns * size_of(dtype));
    compute(indices, dtype, buffer.data());
    return {buffer.data(), dtype, indices.size(), n_columns, device()};
  }

  void compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) override {
    ArchitectureSource range = source;
    range.first = first;
    write(range, n_rows, dtype, out);
  }

  void compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) override {
    ArchitectureSource list = source;
    list.indices = indices.data();
    write(list, indices.size(), dtype, out);
  }

  void compute_packed(std::span<const std::uint64_t> words, Dtype dtype, void* out) override {
    ArchitectureSource packed = source;
    packed.packed = words.data();
    write(packed, words.size() / static_cast<unsigned>(source.codec.n_words()), dtype, out);
  }

  void write(const ArchitectureSource& rows, std::uint64_t n_rows, Dtype dtype, void* out) {
    if (signals.empty()) {
      writer->write(rows, n_rows, dtype, out);
      return;
    }
    // Counts and paths are written as rows of their own and copied, piece by piece.
    constexpr std::uint64_t rows_at_once = 8192;
    for (std::uint64_t first = 0; first < n_rows; first += rows_at_once) {
      write_with_signals(rows.behind(first), std::min(rows_at_once, n_rows - first), dtype,
                         static_cast<std::byte*>(out) + first * n_columns * size_of(dtype));
    }
  }

  void write_with_signals(const ArchitectureSource& rows, std::uint64_t n_rows, Dtype dtype, std::byte* out) {
    if (writer) {
      const std::size_t size = view.n_columns * size_of(dtype);
      counted.resize(n_rows * size);
      writer->write(rows, n_rows, dtype, counted.data());
      for (std::uint64_t row = 0; row < n_rows; ++row) std::memcpy(out + row * n_columns * size_of(dtype), &counted[row * size], size);
    }
    std::size_t column = view.n_columns;
    for (std::size_t i = 0; i < signals.size(); ++i) {
      signals[i].write(rows, n_rows, dtype, out + column * size_of(dtype), n_columns);
      column += signal_widths[i];
    }
  }

  PlanView view;
  std::uint64_t n_columns;
  ArchitectureSource source;
  int threads;
  std::vector<std::int8_t> table;
  std::optional<cpu::RowWriter> writer;         ///< of the plan, when it has columns
  std::vector<cpu::SignalRows> signals;
  std::vector<std::size_t> signal_widths;       ///< columns of each
  std::vector<std::byte> buffer;                ///< of batch()
  std::vector<std::byte> counted;               ///< columns of the plan, on their way beside signal columns
};

struct FeatureEngine::OnCuda final : Implementation {
  OnCuda(const FeatureSet& features, const SearchSpace& space, EvaluationStrategy strategy, int ordinal_)
      : engine(features.plan, signal_plans(features), space.codec(), space.codes(), strategy, ordinal_), ordinal(ordinal_) {}

  Device device() const override { return {Backend::cuda, ordinal}; }
  MatrixView batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) override {
    return {engine.range_on_device(first, n_rows, dtype), dtype, n_rows, engine.n_columns(), device()};
  }
  MatrixView batch(std::span<const std::uint64_t> indices, Dtype dtype) override {
    return {engine.indices_on_device(indices, dtype), dtype, indices.size(), engine.n_columns(), device()};
  }
  void compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) override {
    engine.write_range(first, n_rows, dtype, out);
  }
  void compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) override {
    engine.write_indices(indices, dtype, out);
  }
  void compute_packed(std::span<const std::uint64_t> words, Dtype dtype, void* out) override {
    engine.write_packed(words, dtype, out);
  }

  cuda::FeatureEngine engine;
  int ordinal;
};

/// Several GPUs, each with a thread of the host; what a batch gives stays on the first.
struct FeatureEngine::OnSeveral final : Implementation {
  OnSeveral(const FeatureSet& features, const SearchSpace& space, EvaluationStrategy strategy, const std::vector<Device>& devices)
      : n_columns(features.columns.size()), n_words(static_cast<unsigned>(space.codec().n_words())) {
    for (const Device& device : devices) gpus.push_back(std::make_unique<OnCuda>(features, space, strategy, device.ordinal));
  }

  Device device() const override { return gpus.front()->device(); }
  MatrixView batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) override {
    return gpus.front()->batch(first, n_rows, dtype);
  }
  MatrixView batch(std::span<const std::uint64_t> indices, Dtype dtype) override { return gpus.front()->batch(indices, dtype); }
  void compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) override {
    share(n_rows, dtype, out, [&](OnCuda& gpu, RowPart part, void* to) { gpu.compute_range(first + part.first, part.n, dtype, to); });
  }
  void compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) override {
    share(indices.size(), dtype, out,
          [&](OnCuda& gpu, RowPart part, void* to) { gpu.compute(indices.subspan(part.first, part.n), dtype, to); });
  }
  void compute_packed(std::span<const std::uint64_t> words, Dtype dtype, void* out) override {
    share(words.size() / n_words, dtype, out, [&](OnCuda& gpu, RowPart part, void* to) {
      gpu.compute_packed(words.subspan(part.first * n_words, part.n * n_words), dtype, to);
    });
  }

  /// work(gpu, part, where its first row goes) for the part of each GPU.
  template <class Work>
  void share(std::uint64_t n_rows, Dtype dtype, void* out, const Work& work) {
    for_each_part(split_rows(n_rows, gpus.size()), [&](std::size_t i, RowPart part) {
      work(*gpus[i], part, static_cast<std::byte*>(out) + part.first * n_columns * size_of(dtype));
    });
  }

  std::uint64_t n_columns;
  unsigned n_words;
  std::vector<std::unique_ptr<OnCuda>> gpus;
};

FeatureEngine::FeatureEngine(const SearchSpace& space, const FeatureSet& features, const EngineOptions& options) {
  const Device device = resolve_device({false, options.device});
  if (!options.more_gpus.empty()) {
    std::vector<Device> devices{device};
    for (const Device& more : options.more_gpus) devices.push_back(resolve_device({false, more}));
    if (std::any_of(devices.begin(), devices.end(), [](Device one) { return one.backend != Backend::cuda; })) {
      throw InputError("devices: expected one device or several GPUs, found " + to_string(devices));
    }
    implementation_ = std::make_unique<OnSeveral>(features, space, options.strategy, devices);
  } else if (device.backend == Backend::cuda) {
    implementation_ = std::make_unique<OnCuda>(features, space, options.strategy, device.ordinal);
  } else {
    implementation_ = std::make_unique<OnCpu>(features, space.codec(), options.strategy, options.threads,
                                                options.isa.value_or(cpu::best_isa()));
  }
}

FeatureEngine::~FeatureEngine() = default;

Device FeatureEngine::device() const { return implementation_->device(); }

MatrixView FeatureEngine::batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  return implementation_->batch(first, n_rows, dtype);
}

MatrixView FeatureEngine::batch(std::span<const std::uint64_t> indices, Dtype dtype) {
  return implementation_->batch(indices, dtype);
}

void FeatureEngine::compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) {
  implementation_->compute_range(first, n_rows, dtype, out);
}

void FeatureEngine::compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) {
  implementation_->compute(indices, dtype, out);
}

void FeatureEngine::compute_packed(std::span<const std::uint64_t> words, Dtype dtype, void* out) {
  implementation_->compute_packed(words, dtype, out);
}

}  // namespace cartograf

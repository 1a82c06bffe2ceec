#include "host/engine/feature_engine.hpp"

#include <algorithm>

#include "host/engine/device.hpp"
#include "host/engine/row_parts.hpp"
#include "kernels/base/copy_rows.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/feature_engine.hpp"

namespace cartograf {
namespace {

std::size_t n_columns_of(const ColumnBlocks& blocks) {
  std::size_t n = 0;
  for (const ColumnBlockPointer& block : blocks) n += block->columns().size();
  return n;
}

WriterOptions writer_options(const Execution& options) {
  return {options.threads, options.strategy, options.isa.value_or(cpu::best_isa())};
}

}  // namespace

/// Sources point to host memory.
struct FeatureEngine::Implementation {
  virtual ~Implementation() = default;
  virtual Device device() const = 0;
  virtual MatrixView batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) = 0;
  virtual void compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) = 0;
  virtual double seconds_on_device(std::uint64_t, std::uint64_t, Dtype) {
    throw DeviceError("the columns are not computed on one GPU, so that it cannot say how long it takes");
  }

  Codec codec{};
};

/// Rows in host memory, put together of the columns of several writers.
struct FeatureEngine::OnHost final : Implementation {
  struct Part {
    std::unique_ptr<ColumnWriter> writer;
    std::size_t n_columns = 0;
  };

  OnHost(std::vector<Part> columns, Device where) : parts(std::move(columns)), device_(where) {
    for (const Part& part : parts) n_columns += part.n_columns;
  }

  Device device() const override { return device_; }

  MatrixView batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) override {
    buffer.resize(n_rows * n_columns * size_of(dtype));
    compute(source, n_rows, dtype, buffer.data());
    return {buffer.data(), dtype, n_rows, n_columns, {}};
  }

  void compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) override {
    // One writer writes all in one go. Several take turns, piece by piece, so that a row is still in the caches.
    constexpr std::uint64_t rows_at_once = 8192;
    const std::uint64_t piece = parts.size() == 1 ? n_rows : rows_at_once;
    const std::size_t row_size = n_columns * size_of(dtype);
    for (std::uint64_t first = 0; first < n_rows; first += piece) {
      auto* to = static_cast<std::byte*>(out) + first * row_size;
      for (Part& part : parts) {
        part.writer->write(source.behind(first), std::min(piece, n_rows - first), dtype, to, n_columns);
        to += part.n_columns * size_of(dtype);
      }
    }
  }

  std::vector<Part> parts;
  Device device_;
  std::size_t n_columns = 0;
  std::vector<std::byte> buffer;  ///< of batch()
};

struct FeatureEngine::OnGpu final : Implementation {
  OnGpu(const SearchSpace& space, const ColumnBlocks& blocks, const Execution& options, int ordinal_)
      : engine(ordinal_, space.codec(), space.codes(),
               [&] {
                 std::vector<cuda::ColumnPart> parts;
                 for (const ColumnBlockPointer& block : blocks) {
                   parts.push_back({block->on_gpu(space, writer_options(options)), static_cast<std::uint32_t>(block->columns().size())});
                 }
                 return parts;
               }),
        ordinal(ordinal_) {}

  Device device() const override { return {Backend::cuda, ordinal}; }

  MatrixView batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) override {
    const void* data = source.packed != nullptr    ? engine.packed_on_device(packed(source, n_rows), dtype)
                       : source.indices != nullptr ? engine.indices_on_device({source.indices, n_rows}, dtype)
                                                   : engine.range_on_device(source.first, n_rows, dtype);
    return {data, dtype, n_rows, engine.n_columns(), device()};
  }

  void compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) override {
    if (source.packed != nullptr) return engine.write_packed(packed(source, n_rows), dtype, out);
    if (source.indices != nullptr) return engine.write_indices({source.indices, n_rows}, dtype, out);
    engine.write_range(source.first, n_rows, dtype, out);
  }

  double seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) override {
    return engine.seconds_on_device(first, n_rows, dtype);
  }

  static std::span<const std::uint64_t> packed(const ArchitectureSource& source, std::uint64_t n_rows) {
    return {source.packed, n_rows * static_cast<unsigned>(source.codec.n_words())};
  }

  cuda::FeatureEngine engine;
  int ordinal;
};

/// Several GPUs, each with a thread of the host; what a batch gives stays on the first.
struct FeatureEngine::OnSeveral final : Implementation {
  OnSeveral(const SearchSpace& space, const ColumnBlocks& blocks, const Execution& options, const std::vector<Device>& devices)
      : n_columns(n_columns_of(blocks)) {
    for (const Device& device : devices) gpus.push_back(std::make_unique<OnGpu>(space, blocks, options, device.ordinal));
  }

  Device device() const override { return gpus.front()->device(); }
  MatrixView batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) override {
    return gpus.front()->batch(source, n_rows, dtype);
  }
  void compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) override {
    for_each_part(split_rows(n_rows, gpus.size()), [&](std::size_t i, RowPart part) {
      gpus[i]->compute(source.behind(part.first), part.n, dtype, static_cast<std::byte*>(out) + part.first * n_columns * size_of(dtype));
    });
  }

  std::size_t n_columns;
  std::vector<std::unique_ptr<OnGpu>> gpus;
};

/// What GPUs compute, as columns of rows in host memory.
struct FeatureEngine::GpuColumns final : ColumnWriter {
  GpuColumns(std::unique_ptr<Implementation> of_gpus, std::size_t n, int thread_count)
      : gpus(std::move(of_gpus)), n_columns(n), threads(thread_count) {}

  void write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    const std::size_t row_size = n_columns * size_of(dtype), pitch = stride * size_of(dtype);
    rows.resize(n_rows * row_size);
    gpus->compute(source, n_rows, dtype, rows.data());
    copy_rows(rows.data(), n_rows, row_size, out, pitch, threads);
  }

  std::unique_ptr<Implementation> gpus;
  std::size_t n_columns;
  int threads;
  std::vector<std::byte> rows;
};

std::unique_ptr<FeatureEngine::Implementation> FeatureEngine::make(const SearchSpace& space, const ColumnBlocks& blocks,
                                                                   const Execution& options) {
  std::vector<Device> devices{resolve_device({false, options.device})};
  for (const Device& more : options.more_gpus) devices.push_back(resolve_device({false, more}));
  const bool on_gpu = devices.front().backend == Backend::cuda;
  if (devices.size() > 1 && std::any_of(devices.begin(), devices.end(), [](Device one) { return one.backend != Backend::cuda; })) {
    throw InputError("devices: expected one device or several GPUs, found " + to_string(devices));
  }
  const auto of_gpus = [&](const ColumnBlocks& some) -> std::unique_ptr<Implementation> {
    if (devices.size() > 1) return std::make_unique<OnSeveral>(space, some, options, devices);
    return std::make_unique<OnGpu>(space, some, options, devices.front().ordinal);
  };
  const auto stays = [&](const ColumnBlockPointer& block) { return on_gpu && block->has_gpu(); };
  if (on_gpu && std::all_of(blocks.begin(), blocks.end(), stays)) return of_gpus(blocks);
  std::vector<OnHost::Part> parts;
  for (auto block = blocks.begin(); block != blocks.end();) {
    const auto end = stays(*block) ? std::find_if_not(block, blocks.end(), stays) : block + 1;
    const ColumnBlocks run(block, end);
    const std::size_t n = n_columns_of(run);
    if (stays(*block)) {
      parts.push_back({std::make_unique<GpuColumns>(of_gpus(run), n, options.threads), n});
    } else {
      parts.push_back({(*block)->on_cpu(space, writer_options(options)), n});
    }
    block = end;
  }
  return std::make_unique<OnHost>(std::move(parts), devices.front());
}

FeatureEngine::FeatureEngine(const SearchSpace& space, const FeatureSet& features, const Execution& options)
    : FeatureEngine(space, features.row_blocks(), options) {}

FeatureEngine::FeatureEngine(const SearchSpace& space, const ColumnBlocks& blocks, const Execution& options)
    : implementation_(make(space, blocks, options)) {
  implementation_->codec = space.codec();
}

FeatureEngine::~FeatureEngine() = default;

Device FeatureEngine::device() const { return implementation_->device(); }

MatrixView FeatureEngine::batch(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) {
  return implementation_->batch(source, n_rows, dtype);
}

void FeatureEngine::compute(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) {
  implementation_->compute(source, n_rows, dtype, out);
}

MatrixView FeatureEngine::batch(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  return implementation_->batch({implementation_->codec, first}, n_rows, dtype);
}

MatrixView FeatureEngine::batch(std::span<const std::uint64_t> indices, Dtype dtype) {
  return implementation_->batch({implementation_->codec, 0, indices.data()}, indices.size(), dtype);
}

void FeatureEngine::compute_range(std::uint64_t first, std::uint64_t n_rows, Dtype dtype, void* out) {
  implementation_->compute({implementation_->codec, first}, n_rows, dtype, out);
}

void FeatureEngine::compute(std::span<const std::uint64_t> indices, Dtype dtype, void* out) {
  implementation_->compute({implementation_->codec, 0, indices.data()}, indices.size(), dtype, out);
}

double FeatureEngine::seconds_on_device(std::uint64_t first, std::uint64_t n_rows, Dtype dtype) {
  return implementation_->seconds_on_device(first, n_rows, dtype);
}

}  // namespace cartograf

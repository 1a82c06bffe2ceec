#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include "host/bench/process_memory.hpp"
#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/engine/feature_stream.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cuda/bench.hpp"

namespace cartograf::bench {
namespace {

constexpr std::size_t kPage = 4096;
/// What a thread fills at a time: about the largest piece that has no influence on the speed.
constexpr std::size_t kFillPiece = std::size_t{256} << 10;
/// Bytes of rows, then of fill, in turn: long enough that the first batch, which finds nothing in the caches, does not
/// count, short enough that both meet the same machine.
constexpr std::uint64_t kStretch = std::uint64_t{1} << 30;

constexpr const char* kFillOnCpu = "memset of the same bytes by the same threads";
constexpr const char* kFillOnGpu = "cudaMemset of the same bytes";

/// The goals of docs/performance.md.
std::optional<double> goal_of_rows(const Subject& subject) {
  const std::string& space = subject.space.name();
  if (space != "nasbench201" && space != "darts_cell") return std::nullopt;
  if (subject.dtype == Dtype::float32) return 0.7;
  if (subject.dtype == Dtype::int8) return subject.on_gpu() ? 0.7 : 0.5;
  return std::nullopt;
}

/// Rows into `size` bytes of memory, over and over until `options.memory` bytes are written. The limit is a fill of the same
/// memory, which a stream does not let its reader choose: so this is the engine's own work.
Measurement rows_on_cpu(const Subject& subject, FeatureEngine& engine, const std::string& variant, std::uint64_t size) {
  const std::uint64_t rows = subject.rows_in(subject.options.memory);
  const std::uint64_t rows_of_buffer = std::min(rows, subject.rows_in(size));
  const std::size_t row_size = subject.row_size();
  const Buffer out(rows_of_buffer * row_size);
  const int threads = subject.options.execution.threads;
  // A codec that wraps goes round the space by itself, in one call.
  const std::uint64_t round = subject.space.codec().wraps() ? rows : subject.space.size();
  const auto pieces = [&](auto&& write) {
    for_pieces(round, rows, rows_of_buffer, [&](std::uint64_t first, std::uint64_t n, std::uint64_t row) {
      write(first, n, out.data() + (rows_of_buffer == rows ? row * row_size : 0));
    });
  };
  const auto filled = [&] {
    return seconds_of([&] { pieces([&](std::uint64_t, std::uint64_t n, void* to) { fill(to, n * row_size, threads); }); });
  };
  const auto computed = [&] {
    return seconds_of([&] {
      pieces([&](std::uint64_t first, std::uint64_t n, void* to) { engine.compute_range(first, n, subject.dtype, to); });
    });
  };
  const WorkAndLimit times = time_in_turn(subject.options.repetitions, filled, computed, subject.pulse);
  Measurement result = subject.measurement("rows", rows, rows * row_size);
  result.variant = variant;
  result.seconds = times.work;
  result.limit = kFillOnCpu;
  result.limit_seconds = times.limit;
  return result;
}

/// One launch, timed by the GPU: a stream would time the host as well.
Measurement rows_on_gpu(const Subject& subject) {
  const int ordinal = subject.device().ordinal;
  FeatureEngine engine(subject.space, subject.features, subject.options.execution);
  // One launch over a small space is too short to tell anything; where indices wrap, it goes round.
  const std::uint64_t wanted = subject.rows_in(subject.options.memory);
  const std::uint64_t rows = subject.space.codec().wraps() ? wanted : std::min(wanted, subject.space.size());
  const std::uint64_t bytes = rows * subject.row_size();
  const WorkAndLimit times = time_in_turn(
      subject.options.repetitions, [&] { return cuda::fill_seconds(ordinal, bytes, 1); },
      [&] { return engine.seconds_on_device(0, rows, subject.dtype); }, subject.pulse);
  Measurement result = subject.measurement("rows", rows, bytes);
  result.variant = "array";
  result.seconds = times.work;
  result.limit = kFillOnGpu;
  result.limit_seconds = times.limit;
  return result;
}

/// Seconds of the batches of `rows` architectures, and of filling as many bytes.
struct Stream {
  double rows = 0, fill = 0;
};

class StreamRun {
 public:
  StreamRun(const Subject& subject, std::uint64_t rows)
      : subject_(subject), stream_(subject.space, subject.features, content_of(subject), subject.options.execution), rows_(rows),
        batch_(std::min({subject.rows_in(subject.options.block), subject.space.size(), rows})),
        memory_(subject.on_gpu() ? 1 : batch_ * subject.row_size()) {
    // Memory is touched for the first time here, where it does not count.
    fill_stretch(batch_);
    compute_stretch(batch_);
  }

  Stream run() {
    Stream total;
    const std::uint64_t rows_of_stretch = std::max(batch_, subject_.rows_in(kStretch));
    for (std::uint64_t done = 0; done < rows_; done += rows_of_stretch) {
      subject_.pulse();
      const std::uint64_t n = std::min(rows_of_stretch, rows_ - done);
      total.fill += fill_stretch(n);
      total.rows += seconds_of([&] { compute_stretch(n); });
    }
    return total;
  }

 private:
  static StreamContent content_of(const Subject& subject) {
    StreamContent content;
    content.dtype = subject.dtype;
    return content;
  }

  /// The next `n` architectures, after the last one of the space the first.
  void compute_stretch(std::uint64_t n) {
    const std::uint64_t size = subject_.space.size();
    for (std::uint64_t done = 0; done < n;) {
      const std::uint64_t end = std::min(size, next_ + (n - done));
      stream_.for_each(architecture_range(subject_.space, next_, end), batch_, [](const Batch&) {});
      done += end - next_;
      next_ = end % size;
    }
  }

  double fill_stretch(std::uint64_t n) {
    const std::size_t row_size = subject_.row_size();
    if (subject_.on_gpu()) {
      const std::uint64_t whole = n / batch_, rest = n % batch_;
      double seconds = 0;
      const int ordinal = subject_.device().ordinal;
      if (whole > 0) {
        const int repetitions = static_cast<int>(whole);
        seconds += cuda::fill_seconds(ordinal, batch_ * row_size, repetitions) * repetitions;
      }
      if (rest > 0) seconds += cuda::fill_seconds(ordinal, rest * row_size, 1);
      return seconds;
    }
    return seconds_of([&] {
      for (std::uint64_t done = 0; done < n; done += batch_) {
        fill(memory_.data(), std::min(batch_, n - done) * row_size, subject_.options.execution.threads);
      }
    });
  }

  const Subject& subject_;
  FeatureStream stream_;
  std::uint64_t rows_;
  std::uint64_t batch_;  ///< rows
  Buffer memory_;        ///< to fill
  std::uint64_t next_ = 0;
};

}  // namespace

Buffer::Buffer(std::size_t size) : size_(size) {
  const std::size_t whole_pages = (std::max<std::size_t>(size, 1) + kPage - 1) / kPage * kPage;
  data_.reset(static_cast<std::byte*>(std::aligned_alloc(kPage, whole_pages)));
  if (!data_) throw std::bad_alloc();
}

void Buffer::Free::operator()(std::byte* data) const { std::free(data); }

void fill(void* data, std::size_t size, int threads) {
  const auto n_pieces = static_cast<std::int64_t>((size + kFillPiece - 1) / kFillPiece);
  parallel_for(n_pieces, threads, [&](std::int64_t piece) {
    const std::size_t begin = static_cast<std::size_t>(piece) * kFillPiece;
    std::memset(static_cast<std::byte*>(data) + begin, 1, std::min(kFillPiece, size - begin));
  });
}

std::vector<Measurement> measure_rows(const Subject& subject) {
  std::vector<Measurement> results;
  if (subject.on_gpu()) {
    results.push_back(rows_on_gpu(subject));
  } else {
    FeatureEngine engine(subject.space, subject.features, subject.options.execution);
    results.push_back(rows_on_cpu(subject, engine, "array", subject.options.memory));
    results.push_back(rows_on_cpu(subject, engine, "block", subject.options.block));
  }
  results.front().goal_fraction = goal_of_rows(subject);
  return results;
}

Measurement measure_stream(const Subject& subject, const std::string& work, std::uint64_t rows) {
  StreamRun stream(subject, rows);
  std::vector<double> of_rows, of_fill;
  for (int i = 0; i < subject.options.repetitions; ++i) {
    const Stream seconds = stream.run();
    of_rows.push_back(seconds.rows);
    of_fill.push_back(seconds.fill);
  }
  Measurement result = subject.measurement(work, rows, rows * subject.row_size());
  result.seconds = spread_of(of_rows);
  result.limit = subject.on_gpu() ? kFillOnGpu : kFillOnCpu;
  result.limit_seconds = spread_of(of_fill);
  if (goal_of_rows(subject)) result.goal_fraction = 0.5;
  return result;
}

std::vector<Measurement> measure_scaling(const Subject& subject) {
  std::vector<Measurement> results;
  const std::uint64_t most = subject.options.rows;
  for (std::uint64_t rows = std::min<std::uint64_t>(10'000, most);; rows = rows > most / 10 ? most : rows * 10) {
    reset_peak_memory();
    results.push_back(measure_stream(subject, "scaling", rows));
    results.back().peak_memory = peak_memory();
    results.back().goal_fraction.reset();
    if (rows == most) return results;
  }
}

/// Into memory of the caller, since a stream that brings rows to the host puts them into memory of its own.
Measurement measure_copy_to_host(const Subject& subject) {
  FeatureEngine engine(subject.space, subject.features, subject.options.execution);
  const int ordinal = subject.device().ordinal;
  const std::uint64_t rows = std::min(subject.rows_in(subject.options.block), subject.space.size());
  const Buffer out(rows * subject.row_size());
  const WorkAndLimit times = time_in_turn(
      subject.options.repetitions, [&] { return cuda::copy_to_host_seconds(ordinal, out.size(), 1); },
      [&] { return seconds_of([&] { engine.compute_range(0, rows, subject.dtype, out.data()); }); }, subject.pulse);
  Measurement result = subject.measurement("copy_to_host", rows, out.size());
  result.seconds = times.work;
  result.limit = "copy of the same bytes to pinned host memory";
  result.limit_seconds = times.limit;
  return result;
}

}  // namespace cartograf::bench

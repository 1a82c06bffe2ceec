#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/bench/bench.hpp"

/// The works of a benchmark, one file each.
namespace cartograf::bench {

/// A space with its default features, but for wide ones, and one dtype, and how to measure it. Sizes are resolved: none is 0.
struct Subject {
  const SearchSpace& space;
  const FeatureSet& features;
  Dtype dtype;
  const BenchOptions& options;
  std::function<void()> pulse;  ///< to call now and then; may throw to stop

  std::size_t row_size() const { return features.columns().size() * size_of(dtype); }
  Device device() const { return options.execution.device; }
  bool on_gpu() const { return device().backend == Backend::cuda; }
  /// Rows of this many bytes, at least one.
  std::uint64_t rows_in(std::uint64_t bytes) const;
  /// A measurement of this space, dtype and device; times are missing yet.
  Measurement measurement(std::string work, std::uint64_t rows, std::uint64_t bytes) const;
};

/// Memory as it comes, without being filled first by one thread: aligned to a page.
class Buffer {
 public:
  explicit Buffer(std::size_t size);
  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* data) const;
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t size_;
};

/// memset by the threads that compute rows.
void fill(void* data, std::size_t size, int threads);

/// Calls f(first, n, row) for `rows` architectures from the beginning of the space, and again from the beginning at its
/// end, in pieces of at most `piece` architectures that do not cross the end; `row` counts all of them.
template <class F>
void for_pieces(std::uint64_t space_size, std::uint64_t rows, std::uint64_t piece, F&& f) {
  std::uint64_t first = 0;
  for (std::uint64_t row = 0; row < rows;) {
    const std::uint64_t n = std::min({piece, space_size - first, rows - row});
    f(first, n, row);
    row += n;
    first = (first + n) % space_size;
  }
}

/// Rows into memory, against a fill of the same memory: a whole array, and on the CPU a block used again and again.
std::vector<Measurement> measure_rows(const Subject& subject);
/// Rows of `rows` architectures in batches that are kept nowhere, against a fill of as many bytes.
Measurement measure_stream(const Subject& subject, const std::string& work, std::uint64_t rows);
/// The same for 10^4, 10^5, ... architectures up to options.rows, with the peak of the memory.
std::vector<Measurement> measure_scaling(const Subject& subject);
/// GPU: rows into host memory, against a copy of the same bytes from the GPU.
Measurement measure_copy_to_host(const Subject& subject);
/// A store without compression of rows that are ready, against write() of as many bytes.
Measurement measure_hdf5_write(const Subject& subject);
/// Training, prediction, and both together with the features, which they are the limit of. In this order.
std::vector<Measurement> measure_predictor(const Subject& subject);
/// All architectures of NAS-Bench-101 from nothing, with their keys.
Measurement measure_enumerate(const BenchOptions& options, const std::function<void()>& pulse);

}  // namespace cartograf::bench

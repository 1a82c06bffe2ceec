#include <cblas.h>

#include <algorithm>
#include <mutex>

#include "kernels/base/parallel.hpp"
#include "kernels/linalg/gram_backend.hpp"
#include "kernels/linalg/openblas.hpp"

// Why float32 is exact here. OpenBLAS has no product of int8 matrices. An int8 is a float32 without rounding, and so is
// every integer up to 2^24. With |x| <= b, all sums of products of n rows are integers of at most n b^2. So as long as
// n b^2 <= 2^24 no sum is ever rounded, in whatever order OpenBLAS adds, with fused multiplication or without. Before the
// next rows could go beyond, the sums are added to 64-bit integers. 1,024 rows always fit: 2^10 (2^7)^2 = 2^24.
//
// float64 would need that only after 2^39 rows, but takes twice the time (docs/performance.md, "Statistics").
namespace cartograf {
namespace {

constexpr std::uint64_t kExactIntegers = std::uint64_t{1} << 24;
constexpr std::uint64_t kRowsAtOnce = 1024;
/// What the float32 sums of all workers may take. OpenBLAS itself has work space for 64 callers.
constexpr std::size_t kWorkerMemory = std::size_t{1} << 31;
constexpr std::size_t kMaxWorkers = 64;

/// The sums of one thread since they were last added to the 64-bit ones. OpenBLAS runs in the calling thread: threads of
/// its own would spin beside ours.
class Worker {
 public:
  explicit Worker(std::size_t n_columns) : n_columns_(n_columns), size_(n_columns + 1), products_(size_ * size_) {}

  /// rows: [n x n_columns], n <= kRowsAtOnce. `flush` is called before the sums could become too large.
  template <class Flush>
  void add(const std::int8_t* rows, std::uint64_t n, Flush flush) {
    const std::uint64_t bound = unpack(rows, n);
    if (bound_of_sums(n, std::max(bound, bound_)) > kExactIntegers) flush(*this);
    bound_ = std::max(bound, bound_);
    const auto size = static_cast<blasint>(size_);
    cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, size, static_cast<blasint>(n), 1.0F, block_.data(), size,
                n_rows_ > 0 ? 1.0F : 0.0F, products_.data(), size);
    n_rows_ += n;
  }

  /// Adds the sums to `total`, [size x size], of which the upper triangle counts; begins anew.
  void move_to(std::vector<std::int64_t>& total) {
    if (n_rows_ == 0) return;
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = i; j < size_; ++j) total[i * size_ + j] += static_cast<std::int64_t>(products_[i * size_ + j]);
    }
    n_rows_ = 0;
    bound_ = 0;
  }

 private:
  std::uint64_t bound_of_sums(std::uint64_t more_rows, std::uint64_t bound) const { return (n_rows_ + more_rows) * bound * bound; }

  /// Rows as float32 with a one behind each, so that the sums of the columns are products too. Returns a bound of |x|.
  std::uint64_t unpack(const std::int8_t* rows, std::uint64_t n) {
    block_.resize(kRowsAtOnce * size_);
    // Of x >= 0 the bits of x, of x < 0 those of -x - 1: what all have together, plus one, bounds every |x|.
    unsigned bits = 0;
    for (std::uint64_t row = 0; row < n; ++row) {
      const std::int8_t* const from = rows + row * n_columns_;
      float* const to = block_.data() + row * size_;
#pragma omp simd reduction(| \
                           : bits)
      for (std::size_t i = 0; i < n_columns_; ++i) {
        const int value = from[i];
        bits |= static_cast<unsigned>(value ^ (value >> 8));
        to[i] = static_cast<float>(value);
      }
      to[n_columns_] = 1.0F;
    }
    return bits + 1;
  }

  std::size_t n_columns_;
  std::size_t size_;
  std::vector<float> block_;     ///< [kRowsAtOnce x size]
  std::vector<float> products_;  ///< [size x size], the upper triangle
  std::uint64_t n_rows_ = 0;     ///< in `products_`
  std::uint64_t bound_ = 0;      ///< of |x| in them
};

class GramOnCpu final : public GramBackend {
 public:
  GramOnCpu(std::size_t n_columns, int threads) : n_columns_(n_columns), total_((n_columns + 1) * (n_columns + 1)) {
    blas_in_calling_thread();
    const std::size_t room = std::clamp<std::size_t>(kWorkerMemory / (total_.size() * sizeof(float)), 1, kMaxWorkers);
    const std::size_t n = std::min(room, static_cast<std::size_t>(resolve_threads(threads)));
    for (std::size_t i = 0; i < n; ++i) workers_.emplace_back(n_columns);
  }

  void add(const std::int8_t* rows, std::uint64_t n_rows, Device) override {
    const std::uint64_t n_pieces = (n_rows + kRowsAtOnce - 1) / kRowsAtOnce;
    const std::uint64_t n_workers = std::min<std::uint64_t>(n_pieces, workers_.size());
    parallel_for(static_cast<std::int64_t>(n_workers), static_cast<int>(n_workers), [&](std::int64_t w) {
      for (auto piece = static_cast<std::uint64_t>(w); piece < n_pieces; piece += n_workers) {
        const std::uint64_t first = piece * kRowsAtOnce;
        workers_[static_cast<std::size_t>(w)].add(rows + first * n_columns_, std::min(kRowsAtOnce, n_rows - first),
                                                  [&](Worker& worker) { flush(worker); });
      }
    });
  }

  std::vector<std::int64_t> sums() override {
    for (Worker& worker : workers_) worker.move_to(total_);
    return total_;
  }

 private:
  void flush(Worker& worker) {
    const std::lock_guard lock(total_mutex_);
    worker.move_to(total_);
  }

  std::size_t n_columns_;
  std::vector<Worker> workers_;
  std::vector<std::int64_t> total_;
  std::mutex total_mutex_;
};

}  // namespace

std::unique_ptr<GramBackend> make_cpu_gram(std::size_t n_columns, int threads) {
  return std::make_unique<GramOnCpu>(n_columns, threads);
}

}  // namespace cartograf

#include <algorithm>
#include <limits>

#include "kernels/linalg/cuda_work.cuh"
#include "kernels/linalg/cusolver.hpp"
#include "kernels/linalg/matern_device.hpp"

namespace cartograf {
namespace {

/// Rows of a block: enough for all threads of a GPU, and at most a gibibyte of products.
constexpr std::uint64_t kMostRows = std::uint64_t{1} << 16, kMostProducts = std::uint64_t{1} << 27;

template <class T>
OnDevice<T> uploaded(std::span<const T> values) {
  OnDevice<T> copy = allocated<T>(values.size());
  check(cudaMemcpy(copy.get(), values.data(), values.size_bytes(), cudaMemcpyHostToDevice), "cudaMemcpy");
  return copy;
}

int checked_int(std::uint64_t n) {
  if (n <= static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return static_cast<int>(n);
  throw InputError("a kernel on a GPU: expected at most 2^31 - 1 rows and columns, found " + std::to_string(n));
}

/// products[j * m + i] = a_i . b_j of rows a, [m x k], and b, [n x k].
void multiply(const Handle& handle, const double* a, std::uint64_t m, const double* b, std::uint64_t n, std::uint64_t k, double* products) {
  const double one = 1, zero = 0;
  CARTOGRAF_CUBLAS_CALL(cublas().dgemm(handle.get(), CUBLAS_OP_T, CUBLAS_OP_N, checked_int(m), checked_int(n), checked_int(k), &one, a,
                                       checked_int(k), b, checked_int(k), &zero, products, checked_int(m)));
}

class MaternOnCuda final : public MaternOnDevice {
 public:
  MaternOnCuda(const MaternModel& model, int ordinal)
      : n_columns_(model.n_columns),
        n_kept_(model.columns.size()),
        n_(model.weights.size()),
        block_rows_(std::clamp<std::uint64_t>(kMostProducts / n_, 1, kMostRows)),
        clip_(model.clip),
        scale_(model.scale),
        map_(model.map),
        ordinal_(ordinal) {
    check(cudaSetDevice(ordinal_), "cudaSetDevice");
    handle_ = std::make_unique<Handle>();
    columns_ = uploaded(model.columns);
    rows_ = uploaded(model.rows);
    weights_ = uploaded(model.weights);
    training_norms_ = allocated<double>(n_);
    launch(matern::SquaredNorms{rows_.get(), n_kept_, training_norms_.get()}, n_);
    prepared_ = allocated<double>(block_rows_ * n_kept_);
    check(cudaMemset(prepared_.get(), 0, block_rows_ * n_kept_ * sizeof(double)), "cudaMemset");
    norms_ = allocated<double>(block_rows_);
    products_ = allocated<double>(block_rows_ * n_);
    infinite_ = allocated<int>(1);
  }

  void predict(const void* rows, Dtype dtype, std::uint64_t n, Device where) override {
    check(cudaSetDevice(ordinal_), "cudaSetDevice");
    if (n > capacity_) {
      predictions_ = allocated<double>(n);
      rounded_ = allocated<float>(n);
      capacity_ = n;
    }
    n_predicted_ = n;
    check(cudaMemset(infinite_.get(), 0, sizeof(int)), "cudaMemset");
    with_dtype(dtype, [&](auto zero) { predict_blocks(static_cast<const decltype(zero)*>(rows), n, where); });
    int infinite = 0;
    check(cudaMemcpy(&infinite, infinite_.get(), sizeof(int), cudaMemcpyDeviceToHost), "the predictions");
    if (infinite != 0) throw InputError("a feature of the rows that are scored is infinite: expected a finite or missing value");
  }

  const float* rounded() const override { return rounded_.get(); }

  std::vector<double> predictions() const override {
    std::vector<double> copy(n_predicted_);
    check(cudaMemcpy(copy.data(), predictions_.get(), copy.size() * sizeof(double), cudaMemcpyDeviceToHost), "cudaMemcpy");
    return copy;
  }

 private:
  template <class T>
  void predict_blocks(const T* rows, std::uint64_t n, Device where) {
    for (std::uint64_t first = 0; first < n; first += block_rows_) {
      const std::uint64_t m = std::min(block_rows_, n - first);
      const T* block = rows + first * n_columns_;
      if (where.backend == Backend::cpu) block = uploaded_rows(block, m);
      launch(matern::PrepareRows<T>{block, n_columns_, columns_.get(), n_kept_, clip_, prepared_.get(), infinite_.get()}, m * n_kept_);
      launch(matern::SquaredNorms{prepared_.get(), n_kept_, norms_.get()}, m);
      // All rows of the block, those of an earlier one behind the last: cuBLAS may take another way with fewer.
      multiply(*handle_, prepared_.get(), block_rows_, rows_.get(), n_, n_kept_, products_.get());
      launch(matern::Predict{products_.get(), block_rows_, norms_.get(), training_norms_.get(), weights_.get(), n_, scale_, map_,
                             predictions_.get() + first},
             m);
    }
    launch(matern::Round{predictions_.get(), rounded_.get()}, n);
  }

  template <class T>
  const T* uploaded_rows(const T* rows, std::uint64_t m) {
    const std::size_t size = m * n_columns_ * sizeof(T);
    if (!host_rows_) host_rows_ = allocated<std::byte>(block_rows_ * n_columns_ * sizeof(double));
    check(cudaMemcpy(host_rows_.get(), rows, size, cudaMemcpyHostToDevice), "cudaMemcpy");
    return reinterpret_cast<const T*>(host_rows_.get());
  }

  std::uint64_t n_columns_, n_kept_, n_, block_rows_, capacity_ = 0, n_predicted_ = 0;
  double clip_, scale_;
  TargetMap map_;
  int ordinal_;
  std::unique_ptr<Handle> handle_;
  OnDevice<matern::Column> columns_;
  OnDevice<double> rows_, weights_, training_norms_;  ///< of the training
  OnDevice<double> prepared_, norms_, products_;      ///< of a block
  OnDevice<std::byte> host_rows_;                     ///< of a block, copied from the host
  OnDevice<double> predictions_;                      ///< of a call
  OnDevice<float> rounded_;
  OnDevice<int> infinite_;
};

/// A cuSOLVER handle, closed once.
class SolverHandle {
 public:
  SolverHandle() { CARTOGRAF_CUSOLVER_CALL(cusolver().create(&handle_)); }
  ~SolverHandle() { cusolver().destroy(handle_); }
  SolverHandle(const SolverHandle&) = delete;
  SolverHandle& operator=(const SolverHandle&) = delete;
  cusolverDnHandle_t get() const { return handle_; }

 private:
  cusolverDnHandle_t handle_ = nullptr;
};

}  // namespace

std::unique_ptr<MaternOnDevice> make_cuda_matern(const MaternModel& model, int ordinal) {
  return std::make_unique<MaternOnCuda>(model, ordinal);
}

std::vector<double> cuda_kernel_solution(std::span<const double> rows, std::uint64_t n_columns, double scale, double noise,
                                         std::span<const double> b, int ordinal) {
  check(cudaSetDevice(ordinal), "cudaSetDevice");
  const Handle handle;
  const SolverHandle solver;
  const std::uint64_t n = b.size();
  const int size = checked_int(n);
  const OnDevice<double> on_device = uploaded(rows), x = uploaded(b), norms = allocated<double>(n), products = allocated<double>(n * n),
                         kernel = allocated<double>(n * n);
  const OnDevice<int> info = allocated<int>(1);
  launch(matern::SquaredNorms{on_device.get(), n_columns, norms.get()}, n);
  multiply(handle, on_device.get(), n, on_device.get(), n, n_columns, products.get());
  launch(matern::KernelOfItself{products.get(), norms.get(), n, scale, noise, kernel.get()}, n * n);
  int work_size = 0, status = 0;
  CARTOGRAF_CUSOLVER_CALL(cusolver().factor_buffer_size(solver.get(), CUBLAS_FILL_MODE_LOWER, size, kernel.get(), size, &work_size));
  const OnDevice<double> work = allocated<double>(static_cast<std::size_t>(work_size));
  CARTOGRAF_CUSOLVER_CALL(
      cusolver().factor(solver.get(), CUBLAS_FILL_MODE_LOWER, size, kernel.get(), size, work.get(), work_size, info.get()));
  check(cudaMemcpy(&status, info.get(), sizeof(int), cudaMemcpyDeviceToHost), "the Cholesky factor");
  if (status > 0) return {};
  CARTOGRAF_CUSOLVER_CALL(cusolver().solve(solver.get(), CUBLAS_FILL_MODE_LOWER, size, 1, kernel.get(), size, x.get(), size, info.get()));
  std::vector<double> solution(n);
  check(cudaMemcpy(solution.data(), x.get(), n * sizeof(double), cudaMemcpyDeviceToHost), "the solution");
  return solution;
}

std::string why_no_cusolver() {
  try {
    cusolver();
    return {};
  } catch (const DeviceError& error) {
    return error.what();
  }
}

}  // namespace cartograf

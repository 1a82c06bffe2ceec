#include <cuda_runtime.h>

#include <algorithm>
#include <string>
#include <type_traits>

#include "kernels/base/error.hpp"
#include "kernels/linalg/cublas.hpp"
#include "kernels/linalg/gram_backend.hpp"
#include "kernels/linalg/gram_blocks.hpp"

namespace cartograf {
namespace {

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // clears the error, so that the next call does not report it again
  throw DeviceError(std::string("CUDA: ") + cudaGetErrorName(status) + ": " + cudaGetErrorString(status) + " in " + what);
}

struct FreeOnDevice {
  void operator()(void* memory) const { cudaFree(memory); }
};
template <class T>
using OnDevice = std::unique_ptr<T[], FreeOnDevice>;

template <class T>
OnDevice<T> allocated(std::size_t n) {
  void* memory = nullptr;
  check(cudaMalloc(&memory, n * sizeof(T)), "cudaMalloc");
  return OnDevice<T>(static_cast<T*>(memory));
}

template <class Functor>
__global__ void for_each_unit(Functor functor, std::uint64_t n_units) {
  const std::uint64_t step = std::uint64_t{gridDim.x} * blockDim.x;
  for (std::uint64_t unit = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x; unit < n_units; unit += step) functor(unit);
}

template <class Functor>
void launch(Functor functor, std::uint64_t n_units) {
  static_assert(std::is_trivially_copyable_v<Functor>);
  constexpr std::uint64_t threads = 256, max_blocks = std::uint64_t{1} << 20;
  const std::uint64_t blocks = std::min(max_blocks, (n_units + threads - 1) / threads);
  for_each_unit<<<static_cast<unsigned>(blocks), static_cast<unsigned>(threads)>>>(functor, n_units);
  check(cudaGetLastError(), "a launch");
}

/// A cuBLAS handle, closed once.
class Handle {
 public:
  Handle() { CARTOGRAF_CUBLAS_CALL(cublas().create(&handle_)); }
  ~Handle() { cublas().destroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  cublasHandle_t get() const { return handle_; }

 private:
  cublasHandle_t handle_ = nullptr;
};

/// All work goes to the default stream, so that steps follow each other.
class GramOnCuda final : public GramBackend {
 public:
  GramOnCuda(std::size_t n_columns, int ordinal)
      : n_columns_(n_columns), packed_columns_(gram::padded(n_columns + 1)), block_rows_(gram::block_rows(packed_columns_)), ordinal_(ordinal) {
    check(cudaSetDevice(ordinal_), "cudaSetDevice");
    handle_ = std::make_unique<Handle>();
    const std::size_t size = packed_columns_ * packed_columns_;
    block_ = allocated<std::int8_t>(packed_columns_ * block_rows_);
    products_ = allocated<std::int32_t>(size);
    sums_ = allocated<std::int64_t>(size);
    check(cudaMemset(sums_.get(), 0, size * sizeof(std::int64_t)), "cudaMemset");
  }

  void add(const std::int8_t* rows, std::uint64_t n_rows, Device where) override {
    check(cudaSetDevice(ordinal_), "cudaSetDevice");
    for (std::uint64_t first = 0; first < n_rows; first += block_rows_) {
      const std::uint64_t n = std::min(block_rows_, n_rows - first);
      const std::int8_t* const block = rows + first * n_columns_;
      add_block(where.backend == Backend::cuda ? block : uploaded(block, n), n);
    }
    check(cudaDeviceSynchronize(), "the Gram matrix");  // the rows may be overwritten after this
  }

  std::vector<std::int64_t> sums() override {
    check(cudaSetDevice(ordinal_), "cudaSetDevice");
    const std::size_t size = n_columns_ + 1;
    std::vector<std::int64_t> result(size * size);
    check(cudaMemcpy2D(result.data(), size * sizeof(std::int64_t), sums_.get(), packed_columns_ * sizeof(std::int64_t),
                       size * sizeof(std::int64_t), size, cudaMemcpyDeviceToHost),
          "cudaMemcpy2D");
    return result;
  }

 private:
  const std::int8_t* uploaded(const std::int8_t* rows, std::uint64_t n) {
    if (!host_rows_) host_rows_ = allocated<std::int8_t>(block_rows_ * n_columns_);
    check(cudaMemcpy(host_rows_.get(), rows, n * n_columns_, cudaMemcpyHostToDevice), "cudaMemcpy");
    return host_rows_.get();
  }

  void add_block(const std::int8_t* rows, std::uint64_t n) {
    const std::uint64_t packed_rows = gram::padded(n);
    launch(gram::PackBlock{rows, n, n_columns_, packed_rows, block_.get()}, packed_rows * packed_columns_);
    const std::int32_t one = 1, zero = 0;
    const auto size = static_cast<int>(packed_columns_);
    const auto depth = static_cast<int>(packed_rows);
    CARTOGRAF_CUBLAS_CALL(cublas().gemm(handle_->get(), CUBLAS_OP_T, CUBLAS_OP_N, size, size, depth, &one, block_.get(), CUDA_R_8I,
                                        depth, block_.get(), CUDA_R_8I, depth, &zero, products_.get(), CUDA_R_32I, size,
                                        CUBLAS_COMPUTE_32I, CUBLAS_GEMM_DEFAULT));
    launch(gram::AddProducts{products_.get(), sums_.get()}, packed_columns_ * packed_columns_);
  }

  std::uint64_t n_columns_, packed_columns_, block_rows_;
  int ordinal_;
  std::unique_ptr<Handle> handle_;
  OnDevice<std::int8_t> block_;      ///< [packed columns x packed rows]
  OnDevice<std::int8_t> host_rows_;  ///< [block rows x columns], copied from the host
  OnDevice<std::int32_t> products_;  ///< [packed columns x packed columns] of one block
  OnDevice<std::int64_t> sums_;      ///< the same of all rows
};

}  // namespace

std::unique_ptr<GramBackend> make_cuda_gram(std::size_t n_columns, int ordinal) {
  return std::make_unique<GramOnCuda>(n_columns, ordinal);
}

}  // namespace cartograf

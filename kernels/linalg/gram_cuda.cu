#include <algorithm>

#include "kernels/linalg/cuda_work.cuh"
#include "kernels/linalg/gram_backend.hpp"
#include "kernels/linalg/gram_blocks.hpp"

namespace cartograf {
namespace {

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

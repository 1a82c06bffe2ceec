#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/linalg/matern_functors.hpp"

namespace cartograf {

/// Rows and what is done with them to get predictions: what a Gaussian process on a GPU needs of one.
struct MaternModel {
  std::uint64_t n_columns = 0;              ///< of the rows that come in
  std::span<const matern::Column> columns;  ///< that the kernel sees
  double clip = 0;
  double scale = 0;                 ///< r^2 = scale |a - b|^2
  std::span<const double> rows;     ///< of the training, [n x columns], standardised and clipped
  std::span<const double> weights;  ///< [n]
  TargetMap map{};
};

/// Predictions on a GPU: distances by cuBLAS, in blocks of one shape, so that memory is flat. They agree with those of the
/// CPU but for the last digits.
class MaternOnDevice {
 public:
  virtual ~MaternOnDevice() = default;

  /// Predicts n rows, [n x n_columns] of dtype, row-major, in the memory of `where`: the host, or this GPU. Complete when the
  /// call returns. Throws InputError for an infinite feature.
  virtual void predict(const void* rows, Dtype dtype, std::uint64_t n, Device where) = 0;
  /// Of the last call, [n], in the GPU's memory; good until the next one.
  virtual const float* rounded() const = 0;
  /// The same as doubles in host memory.
  virtual std::vector<double> predictions() const = 0;
};

/// Throws DeviceError when GPU or cuBLAS cannot be used.
std::unique_ptr<MaternOnDevice> make_cuda_matern(const MaternModel& model, int ordinal);

/// The x of (K + noise I) x = b, where K is the kernel of rows, [n x n_columns], with themselves: distances by cuBLAS, the
/// Cholesky factor by cuSOLVER. Empty when the matrix is not positive definite. Throws DeviceError when one of them cannot be
/// used.
std::vector<double> cuda_kernel_solution(std::span<const double> rows, std::uint64_t n_columns, double scale, double noise,
                                         std::span<const double> b, int ordinal);

/// Why cuSOLVER cannot be used, or an empty text; it is looked for when it is first needed.
std::string why_no_cusolver();

}  // namespace cartograf

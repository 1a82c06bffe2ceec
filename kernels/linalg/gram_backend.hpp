#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/base/device.hpp"

namespace cartograf {

/// How a device sums up a Gram matrix: what is behind GramAccumulator.
class GramBackend {
 public:
  virtual ~GramBackend() = default;
  virtual void add(const std::int8_t* rows, std::uint64_t n_rows, Device where) = 0;
  /// GramMatrix::augmented() of all rows until now; of its entries (i, j) only those with i <= j need to be right.
  virtual std::vector<std::int64_t> sums() = 0;
};

std::unique_ptr<GramBackend> make_cpu_gram(std::size_t n_columns, int threads);
std::unique_ptr<GramBackend> make_cuda_gram(std::size_t n_columns, int ordinal);

/// Why cuBLAS cannot be used, or an empty text; it is looked for when it is first needed.
std::string why_no_cublas();

}  // namespace cartograf

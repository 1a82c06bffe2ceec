#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"

namespace cartograf {

/// A row-major matrix that somebody else owns: [n_rows x n_columns] of `dtype`, in the memory of `device`.
struct MatrixView {
  const void* data = nullptr;
  Dtype dtype = Dtype::float32;
  std::uint64_t n_rows = 0;
  std::uint64_t n_columns = 0;
  Device device{};

  std::size_t row_size() const { return n_columns * size_of(dtype); }
  std::size_t size() const { return n_rows * row_size(); }
  const std::byte* row(std::uint64_t i) const { return static_cast<const std::byte*>(data) + i * row_size(); }
};

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/dtype.hpp"

namespace cartograf {

/// The header of a NumPy .npy file (format 1.0) for a row-major matrix [n_rows x n_columns]; the data follow it.
std::string npy_header(Dtype dtype, std::uint64_t n_rows, std::uint64_t n_columns);

}  // namespace cartograf

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <cartograf/types.hpp>

#include "kernels/base/error.hpp"

namespace cartograf {

/// `int8`, `float32` or `float64`. Throws InputError for anything else.
Dtype parse_dtype(std::string_view text);

/// Calls `f` with a value of the C++ type of `dtype`, one of rows (not int64): `with_dtype(dtype, [&](auto zero) { using T = decltype(zero); ... })`.
template <class F>
decltype(auto) with_dtype(Dtype dtype, F&& f) {
  switch (dtype) {
    case Dtype::int8: return f(std::int8_t{});
    case Dtype::float32: return f(float{});
    case Dtype::int64: throw Error("dtype int64 is that of wide columns alone");
    case Dtype::float64: break;
  }
  return f(double{});
}

}  // namespace cartograf

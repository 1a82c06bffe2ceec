#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/base/error.hpp"

namespace cartograf {

/// How a feature value n/d is represented: `int8` holds n, `float32` and `float64` hold n/d rounded once. `int64` is that of
/// wide columns alone.
enum class Dtype : std::uint8_t { int8, float32, float64, int64 };

constexpr std::size_t size_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return 1;
    case Dtype::float32: return 4;
    case Dtype::float64: return 8;
    case Dtype::int64: return 8;
  }
  return 0;
}

constexpr std::string_view to_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return "int8";
    case Dtype::float32: return "float32";
    case Dtype::float64: return "float64";
    case Dtype::int64: return "int64";
  }
  return "?";
}

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

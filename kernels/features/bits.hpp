#pragma once

#include <bit>
#include <cstdint>

#include "kernels/base/macros.hpp"

namespace cartograf {

/// One bit for each element of a cell, the places that carry operations: candidate edges, nodes or layers.
using ElementMask = std::uint64_t;

/// One bit for each operation of a space: bit o is set when operation o is in the subset.
using OpSet = std::uint32_t;

inline constexpr int kMaxElements = 64;
inline constexpr int kMaxOps = 32;

/// Number of set bits. std::popcount is not marked for the device, so it is wrapped here and nowhere else.
CARTOGRAF_HD inline int popcount(std::uint64_t bits) {
#if defined(__CUDA_ARCH__)
  return __popcll(bits);
#else
  return std::popcount(bits);
#endif
}

/// Position of the lowest set bit; `bits` must not be 0.
CARTOGRAF_HD inline int lowest_bit(std::uint64_t bits) {
  CARTOGRAF_EXPECTS(bits != 0);
#if defined(__CUDA_ARCH__)
  return __ffsll(static_cast<long long>(bits)) - 1;
#else
  return std::countr_zero(bits);
#endif
}

/// Position of the highest set bit; `bits` must not be 0.
CARTOGRAF_HD inline int highest_bit(std::uint64_t bits) {
  CARTOGRAF_EXPECTS(bits != 0);
#if defined(__CUDA_ARCH__)
  return 63 - __clzll(static_cast<long long>(bits));
#else
  return 63 - std::countl_zero(bits);
#endif
}

/// `bits` without its lowest set bit.
CARTOGRAF_HD constexpr std::uint64_t without_lowest_bit(std::uint64_t bits) { return bits & (bits - 1); }

/// A mask of the `n` lowest bits, 0 <= n <= 64.
CARTOGRAF_HD constexpr std::uint64_t low_bits(int n) { return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1; }

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "kernels/base/int128.hpp"

namespace cartograf {

/// Integers modulo the prime p = 2^bits - offset, kept in [0, p).
template <int bits, std::uint64_t offset>
struct PrimeField {
  static_assert(bits > 32 && bits <= 62 && offset < 1024);
  static constexpr std::uint64_t p = (std::uint64_t{1} << bits) - offset;

  static std::uint64_t from(std::int64_t value) {
    const std::int64_t remainder = value % static_cast<std::int64_t>(p);
    return remainder < 0 ? static_cast<std::uint64_t>(remainder) + p : static_cast<std::uint64_t>(remainder);
  }

  static std::uint64_t subtract(std::uint64_t a, std::uint64_t b) { return a >= b ? a - b : a + (p - b); }

  static std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    // 2^bits is `offset` modulo p. The first fold leaves less than 2^(bits + 11), the second less than 2 p.
    constexpr std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    Uint128 x = static_cast<Uint128>(a) * b;
    x = (x & mask) + (x >> bits) * offset;
    const auto folded = static_cast<std::uint64_t>((x & mask) + (x >> bits) * offset);
    return folded >= p ? folded - p : folded;
  }

  /// 1 / a, a != 0, as a^(p - 2).
  static std::uint64_t inverse(std::uint64_t a) {
    std::uint64_t result = 1;
    for (std::uint64_t exponent = p - 2; exponent > 0; exponent >>= 1) {
      if (exponent & 1) result = multiply(result, a);
      a = multiply(a, a);
    }
    return result;
  }
};

/// 2^61 - 1 and 2^62 - 57.
using FirstPrime = PrimeField<61, 1>;
using SecondPrime = PrimeField<62, 57>;

}  // namespace cartograf

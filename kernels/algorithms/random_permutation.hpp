#pragma once

#include <cstdint>

#include "kernels/base/macros.hpp"

namespace cartograf {

/// A pseudo-random permutation of 0 .. size - 1 that needs no memory: element i is computed from i, so that a sample
/// without replacement is the first n elements, in parallel, the same on every device, for spaces of any size.
/// A balanced Feistel network over the next even number of bits (Luby and Rackoff, 1988) whose values outside the range
/// are sent round again (cycle walking, Black and Rogaway, 2002). Not cryptographic.
class RandomPermutation {
 public:
  /// 1 <= size <= 2^62.
  RandomPermutation(std::uint64_t size, std::uint64_t seed) : size_(size), seed_(seed) {
    CARTOGRAF_EXPECTS(size >= 1 && size <= std::uint64_t{1} << 62);
    while (half_bits_ < 31 && std::uint64_t{1} << (2 * half_bits_) < size) ++half_bits_;
  }

  /// i < size -> a number below size; different for different i.
  CARTOGRAF_HD std::uint64_t operator()(std::uint64_t i) const {
    do {
      i = encrypt(i);
    } while (i >= size_);
    return i;
  }

 private:
  static constexpr int kRounds = 8;

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
  CARTOGRAF_HD static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }

  CARTOGRAF_HD std::uint64_t encrypt(std::uint64_t value) const {
    const std::uint64_t half = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = value >> half_bits_;
    std::uint64_t right = value & half;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::uint64_t next = left ^ (mix(mix(seed_ + round) ^ right) & half);
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }

  std::uint64_t size_;
  std::uint64_t seed_;
  int half_bits_ = 1;
};

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "kernels/base/macros.hpp"

namespace cartograf::cuda {

/// A one-dimensional launch whose threads stride over the units of work.
struct LaunchShape {
  std::uint32_t blocks = 0;
  std::uint32_t threads = 0;
};

inline constexpr std::uint32_t kThreadsPerBlock = 256;
/// Above this many blocks threads take several units each; far more than any GPU runs at once.
inline constexpr std::uint64_t kMaxBlocks = std::uint64_t{1} << 20;

/// Shape for `n_units` > 0 units, each done exactly once by a loop from first_unit() in steps of stride().
constexpr LaunchShape launch_shape(std::uint64_t n_units) {
  const std::uint64_t blocks = n_units / kThreadsPerBlock + (n_units % kThreadsPerBlock != 0);
  return {static_cast<std::uint32_t>(blocks < kMaxBlocks ? blocks : kMaxBlocks), kThreadsPerBlock};
}

CARTOGRAF_HD constexpr std::uint64_t first_unit(std::uint32_t block, std::uint32_t threads, std::uint32_t thread) {
  return std::uint64_t{block} * threads + thread;
}

CARTOGRAF_HD constexpr std::uint64_t stride(std::uint32_t blocks, std::uint32_t threads) {
  return std::uint64_t{blocks} * threads;
}

}  // namespace cartograf::cuda

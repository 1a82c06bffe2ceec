#pragma once

#include <cstdint>
#include <vector>

/// Which numbers: without duplicates, or by a random permutation. Thrust on OpenMP threads; `threads` 0 = all cores;
/// results do not depend on it.
namespace cartograf {

/// Sorts `values` ascending and keeps one of each.
void sort_unique(std::vector<std::uint64_t>& values, int threads);

/// Elements [first, first + n) of RandomPermutation(size, seed), to `out` [n]: a part of a sample without replacement.
void sample(std::uint64_t size, std::uint64_t seed, std::uint64_t first, std::uint64_t n, std::uint64_t* out, int threads);

}  // namespace cartograf

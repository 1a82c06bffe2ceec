#pragma once

#include <cstdint>
#include <vector>

#include "kernels/algorithms/place.hpp"

/// Algorithms on sequences of numbers, by Thrust: on OpenMP threads or on a GPU. Pointers are to the memory of the place.
/// Results do not depend on the place. All throw DeviceError when the device cannot be used.
namespace cartograf {

/// Sorts `values` [n] ascending and keeps one of each, at the beginning. Returns how many those are.
std::uint64_t sort_unique(std::uint64_t* values, std::uint64_t n, Place place);
/// The same on the CPU; what is left has the size of the result.
void sort_unique(std::vector<std::uint64_t>& values, int threads);

/// Elements [first, first + n) of RandomPermutation(size, seed), to `out` [n]: a part of a sample without replacement.
void sample(std::uint64_t size, std::uint64_t seed, std::uint64_t first, std::uint64_t n, std::uint64_t* out, Place place);

/// Stream compaction: the numbers first + i whose `keep` [n] is not 0, ascending, to `out` (room for n). Returns how many
/// those are.
std::uint64_t compact(std::uint64_t first, const std::uint8_t* keep, std::uint64_t n, std::uint64_t* out, Place place);

}  // namespace cartograf

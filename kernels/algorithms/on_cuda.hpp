#pragma once

#include <cstdint>
#include <memory>

#include "kernels/algorithms/random_permutation.hpp"
#include "kernels/algorithms/top_k.hpp"

/// The algorithms on one GPU, for pointers to its memory; complete when they return. In a build without CUDA they throw
/// DeviceError.
namespace cartograf::cuda {

std::uint64_t sort_unique(std::uint64_t* values, std::uint64_t n, int ordinal);
void sample(const RandomPermutation& permutation, std::uint64_t first, std::uint64_t n, std::uint64_t* out, int ordinal);
std::uint64_t compact(std::uint64_t first, const std::uint8_t* keep, std::uint64_t n, std::uint64_t* out, int ordinal);
std::unique_ptr<TopK::Implementation> make_top_k(std::uint64_t k, Extreme extreme, int ordinal);

}  // namespace cartograf::cuda

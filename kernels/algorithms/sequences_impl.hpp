#pragma once

#include <thrust/copy.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/sort.h>
#include <thrust/tabulate.h>
#include <thrust/unique.h>

#include <cstdint>

#include "kernels/algorithms/random_permutation.hpp"

/// The algorithms of sequences.hpp over Thrust's execution policy; pointers are to memory that the policy can reach.
namespace cartograf::algorithms {

template <class Policy>
std::uint64_t sort_unique(const Policy& policy, std::uint64_t* values, std::uint64_t n) {
  thrust::sort(policy, values, values + n);
  return static_cast<std::uint64_t>(thrust::unique(policy, values, values + n) - values);
}

struct SampleAt {
  RandomPermutation permutation;
  std::uint64_t first;
  CARTOGRAF_HD std::uint64_t operator()(std::uint64_t i) const { return permutation(first + i); }
};

template <class Policy>
void sample(const Policy& policy, const RandomPermutation& permutation, std::uint64_t first, std::uint64_t n, std::uint64_t* out) {
  thrust::tabulate(policy, out, out + n, SampleAt{permutation, first});
}

struct IsKept {
  CARTOGRAF_HD bool operator()(std::uint8_t keep) const { return keep != 0; }
};

template <class Policy>
std::uint64_t compact(const Policy& policy, std::uint64_t first, const std::uint8_t* keep, std::uint64_t n, std::uint64_t* out) {
  const thrust::counting_iterator<std::uint64_t> numbers(first);
  return static_cast<std::uint64_t>(thrust::copy_if(policy, numbers, numbers + static_cast<std::int64_t>(n), keep, out, IsKept{}) - out);
}

}  // namespace cartograf::algorithms

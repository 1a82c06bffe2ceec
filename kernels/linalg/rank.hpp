#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cartograf {

/// Ranks of the beginnings of X, from its Gram matrix X^T X [n x n], row-major: entry k is the rank of the first k columns
/// of X, k = 0 to n. So column k is a combination of those before it when entry k + 1 equals entry k.
///
/// Without tolerance: by elimination modulo two primes of 61 and 62 bits, the larger rank of each beginning counts. A rank
/// modulo p is never larger than the rank, since a minor that is not 0 modulo p is not 0. It is smaller only if p divides
/// all minors of the rank's size, in particular a product of at most 2^14 factors below 2^63, which has at most 2^14 such
/// prime divisors among the 2^55 primes of this size. The primes do not depend on the data, and both would have to.
std::vector<std::size_t> prefix_ranks(std::span<const std::int64_t> gram, std::size_t n, int threads);

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/files/text_input.hpp"

namespace cartograf {

/// One division of a population into training rows and the others.
struct Split {
  std::uint64_t seed = 0;
  std::vector<std::uint64_t> train_rows;  ///< positions in the population
  std::uint64_t train_size = 0;           ///< architectures to train on: fewer than rows where they have several
};

/// The permutation that numpy's `RandomState(seed).permutation(n)` gives, 1 <= n <= 2^32, 0 <= seed < 2^32
/// (Mersenne twister, shuffle by masked rejection; frozen by numpy, NEP 19).
std::vector<std::uint64_t> numpy_permutation(std::uint32_t seed, std::uint64_t n);

/// The published protocol: the training rows are the last `train_size` entries of numpy_permutation(seed, n).
/// Throws InputError unless 1 <= train_size <= n.
Split draw_split(std::uint64_t seed, std::uint64_t train_size, std::uint64_t n);

/// The same of a population of `n` rows in groups (Population::groups), which are not parted: the groups are drawn, in the
/// order in which they first appear, `train_size` of them, with all of their rows. Without groups each row stands for itself.
Split draw_split(std::uint64_t seed, std::uint64_t train_size, std::uint64_t n, const std::vector<std::uint64_t>& groups);

/// Splits of a file: CSV columns `data_seed`, `train_size`, `train_row_indices` (positions in the population, separated
/// by blanks). Throws InputError with file, line and column for a position outside the population of `n`, a repeated
/// one, a number of them that is not `train_size`, and a split that parts a group (Population::groups).
std::vector<Split> read_splits(const std::filesystem::path& file, std::uint64_t n, const std::vector<std::uint64_t>& groups = {}, const Note& note = {});

}  // namespace cartograf

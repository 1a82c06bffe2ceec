#include "kernels/linalg/rank.hpp"

#include <algorithm>

#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/prime_field.hpp"

namespace cartograf {
namespace {

/// Below this many entries threads cost more than they bring.
constexpr std::size_t kSequentialEntries = std::size_t{1} << 16;
constexpr std::size_t kRowsPerTask = 16;

/// Eliminates row by row, downwards. X^T X and X have the same combinations of columns that vanish; X^T X is symmetric,
/// so rows stand for columns, and a row that is 0 when its turn comes is a combination of those above it.
template <class Field>
std::vector<std::size_t> prefix_ranks_modulo(std::span<const std::int64_t> gram, std::size_t n, int threads) {
  std::vector<std::uint64_t> matrix(gram.size());
  std::transform(gram.begin(), gram.end(), matrix.begin(), Field::from);
  std::vector<std::size_t> ranks = {0};
  for (std::size_t row = 0; row < n; ++row) {
    const std::uint64_t* const pivot = &matrix[row * n];
    const auto column = static_cast<std::size_t>(std::find_if(pivot, pivot + n, [](std::uint64_t x) { return x != 0; }) - pivot);
    ranks.push_back(ranks.back() + (column < n));
    if (column == n) continue;
    const std::uint64_t inverse = Field::inverse(pivot[column]);
    const auto eliminate = [&](std::size_t below) {
      std::uint64_t* const entries = &matrix[below * n];
      if (entries[column] == 0) return;
      const std::uint64_t factor = Field::multiply(entries[column], inverse);
      for (std::size_t i = column; i < n; ++i) entries[i] = Field::subtract(entries[i], Field::multiply(factor, pivot[i]));
    };
    const std::size_t left = n - row - 1;
    const std::size_t n_tasks = (left + kRowsPerTask - 1) / kRowsPerTask;
    parallel_for(static_cast<std::int64_t>(n_tasks), left * n < kSequentialEntries ? 1 : threads, [&](std::int64_t task) {
      const std::size_t begin = row + 1 + static_cast<std::size_t>(task) * kRowsPerTask;
      for (std::size_t below = begin; below < std::min(n, begin + kRowsPerTask); ++below) eliminate(below);
    });
  }
  return ranks;
}

}  // namespace

std::vector<std::size_t> prefix_ranks(std::span<const std::int64_t> gram, std::size_t n, int threads) {
  CARTOGRAF_EXPECTS(gram.size() == n * n);
  std::vector<std::size_t> ranks = prefix_ranks_modulo<FirstPrime>(gram, n, threads);
  const std::vector<std::size_t> again = prefix_ranks_modulo<SecondPrime>(gram, n, threads);
  for (std::size_t k = 0; k <= n; ++k) ranks[k] = std::max(ranks[k], again[k]);
  return ranks;
}

}  // namespace cartograf

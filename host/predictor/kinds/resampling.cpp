#include "host/predictor/kinds/resampling.hpp"

#include <algorithm>
#include <numeric>

namespace cartograf {

std::vector<float> Resampling::bootstrap(std::uint64_t n) {
  std::vector<float> counts(n);
  for (std::uint64_t i = 0; i < n; ++i) ++counts[static_cast<std::size_t>(uniform() * static_cast<double>(n))];
  return counts;
}

std::vector<float> Resampling::bootstrap(std::span<const double> weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  std::vector<float> counts(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto drawn = std::upper_bound(sums.begin(), sums.end(), uniform() * sums.back());
    // The product may round to the sum itself.
    ++counts[std::min(static_cast<std::size_t>(drawn - sums.begin()), weights.size() - 1)];
  }
  return counts;
}

std::vector<float> Resampling::subset(std::uint64_t n, std::uint64_t n_drawn) {
  std::vector<float> drawn(n);
  for (std::uint64_t i = 0, left = n_drawn; i < n; ++i) {
    // Each row with the probability that leaves every subset equally likely.
    if (uniform() * static_cast<double>(n - i) >= static_cast<double>(left)) continue;
    drawn[i] = 1;
    --left;
  }
  return drawn;
}

}  // namespace cartograf

#include "host/metrics/monotonicity.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

/// Sorts by merging, and counts the pairs that stood in the wrong order.
std::uint64_t sort_and_count(std::span<double> values) {
  if (values.size() < 2) return 0;
  const std::span<double> left = values.first(values.size() / 2), right = values.subspan(values.size() / 2);
  std::uint64_t count = sort_and_count(left) + sort_and_count(right);
  auto larger = left.begin();
  for (const double value : right) {
    while (larger != left.end() && *larger <= value) ++larger;
    count += static_cast<std::uint64_t>(left.end() - larger);
  }
  std::inplace_merge(values.begin(), right.begin(), values.end());
  return count;
}

}  // namespace

Monotonicity monotonicity(std::span<const double> truth, std::span<const double> predicted) {
  CARTOGRAF_EXPECTS(truth.size() == predicted.size() && truth.size() >= 2);
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return truth[a] < truth[b]; });
  std::vector<double> in_order;
  for (const std::size_t i : order) in_order.push_back(predicted[i]);
  const std::uint64_t n = truth.size();
  return {sort_and_count(in_order), n * (n - 1) / 2};
}

}  // namespace cartograf

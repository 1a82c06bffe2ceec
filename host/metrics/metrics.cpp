#include "host/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

using Count = std::int64_t;

Count pairs(Count n) { return n * (n - 1) / 2; }

/// Number of pairs inside runs of equal neighbours, equality as `same(i, i + 1)` says.
template <class Same>
Count tied_pairs(std::size_t n, Same same) {
  Count total = 0;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    if (i < n && same(i - 1, i)) continue;
    total += pairs(static_cast<Count>(i - begin));
    begin = i;
  }
  return total;
}

/// Sorts `values` and returns how many pairs stood in the wrong order (merge sort).
Count sort_and_count_inversions(std::vector<double>& values, std::vector<double>& scratch, std::size_t begin, std::size_t end) {
  if (end - begin < 2) return 0;
  const std::size_t middle = begin + (end - begin) / 2;
  Count inversions = sort_and_count_inversions(values, scratch, begin, middle) +
                     sort_and_count_inversions(values, scratch, middle, end);
  std::size_t left = begin, right = middle;
  for (std::size_t out = begin; out < end; ++out) {
    if (right == end || (left < middle && values[left] <= values[right])) {
      scratch[out] = values[left++];
    } else {
      inversions += static_cast<Count>(middle - left);
      scratch[out] = values[right++];
    }
  }
  std::copy(scratch.begin() + static_cast<std::ptrdiff_t>(begin), scratch.begin() + static_cast<std::ptrdiff_t>(end),
            values.begin() + static_cast<std::ptrdiff_t>(begin));
  return inversions;
}

std::vector<std::size_t> sorted_positions(std::span<const double> a, std::span<const double> b) {
  std::vector<std::size_t> order(a.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return a[i] != a[j] ? a[i] < a[j] : b[i] < b[j]; });
  return order;
}

/// Ranks from 1, equal values share the mean of theirs.
std::vector<double> average_ranks(std::span<const double> values) {
  const std::vector<std::size_t> order = sorted_positions(values, values);
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
    begin = end;
  }
  return ranks;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double pearson_correlation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean(a), mean_b = mean(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double correlation = ab / std::sqrt(aa * bb);
  return std::isnan(correlation) ? correlation : std::clamp(correlation, -1.0, 1.0);
}

}  // namespace

double kendall_tau(std::span<const double> a, std::span<const double> b) {
  CARTOGRAF_EXPECTS(a.size() == b.size() && a.size() >= 2);
  const std::size_t n = a.size();
  const std::vector<std::size_t> order = sorted_positions(a, b);
  const Count tied_a = tied_pairs(n, [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]]; });
  const Count tied_both = tied_pairs(n, [&](std::size_t i, std::size_t j) {
    return a[order[i]] == a[order[j]] && b[order[i]] == b[order[j]];
  });
  std::vector<double> b_by_a(n), scratch(n);
  for (std::size_t i = 0; i < n; ++i) b_by_a[i] = b[order[i]];
  const Count discordant = sort_and_count_inversions(b_by_a, scratch, 0, n);
  const Count tied_b = tied_pairs(n, [&](std::size_t i, std::size_t j) { return b_by_a[i] == b_by_a[j]; });
  const Count all = pairs(static_cast<Count>(n));
  const Count concordant_minus_discordant = all - tied_a - tied_b + tied_both - 2 * discordant;
  const double tau = static_cast<double>(concordant_minus_discordant) /
                     (std::sqrt(static_cast<double>(all - tied_a)) * std::sqrt(static_cast<double>(all - tied_b)));
  return std::isnan(tau) ? tau : std::clamp(tau, -1.0, 1.0);  // the two roots round
}

double spearman_correlation(std::span<const double> a, std::span<const double> b) {
  return pearson_correlation(average_ranks(a), average_ranks(b));
}

Metrics compute_metrics(std::span<const double> truth, std::span<const double> predicted) {
  CARTOGRAF_EXPECTS(truth.size() == predicted.size() && truth.size() >= 2);
  double squared = 0, absolute = 0, deviation = 0;
  const double truth_mean = mean(truth);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = predicted[i] - truth[i];
    squared += error * error;
    absolute += std::abs(error);
    deviation += (truth[i] - truth_mean) * (truth[i] - truth_mean);
  }
  const auto n = static_cast<double>(truth.size());
  const double r2 = deviation > 0 ? 1 - squared / deviation : std::nan("");
  return {kendall_tau(truth, predicted), spearman_correlation(truth, predicted), r2, squared / n, absolute / n};
}

}  // namespace cartograf

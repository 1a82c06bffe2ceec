#pragma once

#include <cmath>

#include "kernels/features/signal/form_features.hpp"

/// The group `pf`: over all ways from an input to the output, as the canonical form has them (a stretch between
/// convolutions with more than three pools counts as three).
namespace cartograf {

inline constexpr int kPfColumns = 35;

/// What is known of the ways to a source: of the numbers of convolutions with a kernel above 1, of those with kernel 1,
/// of pools, of convolutions, and of the receptive field (twice the reach).
struct PathSums {
  static constexpr int kQuantities = 5;
  static constexpr int kWeights = 6;

  std::int32_t n = 0;
  std::int32_t sum[kQuantities] = {};
  std::int32_t most[kQuantities] = {};
  std::int32_t least[kQuantities] = {};
  std::int32_t by_convs[4] = {};   ///< ways with 0, 1, 2, 3 or more convolutions
  std::int32_t by_large[4] = {};   ///< the same of those with a kernel above 1
  double weighted[kWeights] = {};  ///< sums of products of a weight for each operation on the way

  /// Adds the ways of `before`, `times` each, with so many more on each.
  CARTOGRAF_HD void add(const PathSums& before, int times, const int (&more)[kQuantities]) {
    for (int i = 0; i < kQuantities; ++i) {
      sum[i] += times * (before.sum[i] + before.n * more[i]);
      most[i] = n == 0 ? before.most[i] + more[i] : larger(most[i], before.most[i] + more[i]);
      least[i] = n == 0 ? before.least[i] + more[i] : smaller(least[i], before.least[i] + more[i]);
    }
    n += times * before.n;
    for (int i = 0; i < 4; ++i) {
      by_convs[smaller(i + more[3], 3)] += times * before.by_convs[i];
      by_large[smaller(i + more[0], 3)] += times * before.by_large[i];
    }
  }
};

struct PathWeights {
  double large, small, pool;
};

CARTOGRAF_HD inline PathWeights path_weights(int set) {
  switch (set) {
    case 0: return {3, 1, 1};
    case 1: return {9, 1, 1};
    case 2: return {3, 3, 1};
    case 3: return {2, 1, .5};
    case 4: return {.5, .5, 1};
    default: return {1, .5, .25};
  }
}

/// The ways to a row's value.
template <class Form>
CARTOGRAF_HD void add_row_paths(const Form& form, const PathSums* by_source, int row, PathSums& sums) {
  for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
    const PathSums& before = by_source[form.source[entry]];
    for (int power = 0; power < 4; ++power) {
      const int times = coefficient(form.terms[entry], power);
      if (times == 0) continue;
      sums.add(before, times, {0, 0, power, 0, 2 * power});
      for (int set = 0; set < PathSums::kWeights; ++set) {
        double factor = times;
        for (int i = 0; i < power; ++i) factor *= path_weights(set).pool;
        sums.weighted[set] += factor * before.weighted[set];
      }
    }
  }
}

template <class Form>
CARTOGRAF_HD void find_paths(const Form& form, PathSums* by_source, PathSums& output) {
  for (int input = 0; input < form.n_inputs; ++input) {
    PathSums& sums = by_source[input] = {};
    sums.n = sums.by_convs[0] = sums.by_large[0] = 1;
    for (double& weighted : sums.weighted) weighted = 1;
  }
  for (int conv = 0; conv < form.n_convs; ++conv) {
    PathSums read;
    add_row_paths(form, by_source, conv, read);
    const int large = form.is_large(conv) ? 1 : 0;
    PathSums& sums = by_source[form.n_inputs + conv] = {};
    sums.add(read, 1, {large, 1 - large, 0, 1, 2 * form.reach(conv)});
    for (int set = 0; set < PathSums::kWeights; ++set) {
      const PathWeights weights = path_weights(set);
      sums.weighted[set] = read.weighted[set] * (large != 0 ? weights.large : weights.small);
    }
  }
  add_row_paths(form, by_source, form.output_row(), output);
}

/// out: [kPfColumns].
template <class Form>
CARTOGRAF_HD void path_features(const Form& form, double* out) {
  PathSums by_source[Form::kSources];
  PathSums paths;
  find_paths(form, by_source, paths);
  const bool any = paths.n > 0;
  for (int i = 0; i < PathSums::kQuantities; ++i) {
    *out++ = any ? paths.most[i] : -1;
    *out++ = any ? paths.least[i] : 9;
    *out++ = any ? static_cast<double>(paths.sum[i]) / paths.n : -1;
    *out++ = paths.sum[i];
  }
  for (const int n : paths.by_convs) *out++ = n;
  for (const int n : paths.by_large) *out++ = n;
  *out++ = paths.n;
  for (const double weighted : paths.weighted) *out++ = std::log1p(weighted);
}

}  // namespace cartograf

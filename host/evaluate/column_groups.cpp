#include "host/evaluate/column_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/table/dense_rows.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/correlation.hpp"

namespace cartograf {
namespace {

constexpr double kRounding = 1e-9;

/// Disjoint sets of the numbers below n. The smallest of a set stands for it.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

  std::size_t find(std::size_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  void unite(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<std::vector<std::uint64_t>> correlated_groups(const FeatureMatrix& matrix, double correlation) {
  if (!(correlation > 0 && correlation <= 1)) {
    throw InputError("group correlation: expected a number above 0 and up to 1, found " + (std::isnan(correlation) ? "nan" : shortest(correlation)));
  }
  const std::size_t n = matrix.features.columns.size();
  const std::vector<double> correlations = column_correlations(column_values(matrix), matrix.n_rows, n);
  DisjointSets sets(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      if (std::abs(correlations[i * n + j]) >= correlation - kRounding) sets.unite(i, j);
    }
  }
  std::vector<std::vector<std::uint64_t>> groups;
  std::vector<std::size_t> group_of(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = sets.find(i);
    if (first == i) {
      group_of[i] = groups.size();
      groups.emplace_back();
    }
    groups[group_of[first]].push_back(i);
  }
  return groups;
}

}  // namespace cartograf

#include "host/predictor/kinds/cart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "host/table/dense_rows.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// A number below n, 0 < n < 2^32.
  std::uint64_t below(std::uint64_t n) { return ((next() >> 32) * n) >> 32; }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

/// Number of rows, their weight and the weighted sum of their targets, in a node as differences to their mean.
struct Sums {
  std::uint64_t n = 0;
  double weight = 0;
  double target = 0;

  void add(const Sums& other) {
    n += other.n;
    weight += other.weight;
    target += other.target;
  }
};

using Columns = std::vector<std::uint32_t>;

/// A node that is still to be split: rows [begin, end) of the grower's list, and the columns that may vary in it.
struct Open {
  std::uint32_t node;
  std::uint64_t begin, end, depth;
  std::shared_ptr<const Columns> columns;
};

struct Split {
  double score = -1;  ///< by how much the sum of squared errors becomes less; -1: none found
  std::uint32_t column = 0;
  std::uint32_t last_left = 0;  ///< the largest rank that goes left
  std::uint32_t first_right = 0;
};

class Grower {
 public:
  Grower(const SortedRows& rows, std::span<const double> targets, std::span<const float> weights, double factor,
         const CartOptions& options, std::uint64_t seed)
      : rows_(rows), targets_(targets), weights_(weights), factor_(factor), options_(options), random_(seed) {}

  Tree grow() {
    for (std::uint32_t row = 0; row < rows_.n_rows(); ++row) {
      if (weights_[row] > 0) list_.push_back(row);
    }
    sorted_.resize(list_.size());
    auto all = std::make_shared<Columns>(rows_.n_columns());
    std::iota(all->begin(), all->end(), 0u);
    add_node();
    std::vector<Open> open = {{0, 0, list_.size(), 0, std::move(all)}};
    while (!open.empty()) {
      const Open next = std::move(open.back());
      open.pop_back();
      expand(next, open);
    }
    return std::move(tree_);
  }

 private:
  std::uint32_t add_node() {
    tree_.nodes.emplace_back();
    tree_.weights.push_back(0);
    tree_.gains.push_back(0);
    return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
  }

  void expand(const Open& open, std::vector<Open>& more) {
    const Sums all = gather(open);
    if (pure_ || all.n < 2 * options_.min_samples_leaf || (options_.max_depth > 0 && open.depth == options_.max_depth)) return;
    auto varying = std::make_shared<Columns>();
    const Split split = best_split(open, all, *varying);
    if (split.score < 0) return;
    const std::uint64_t middle = partition(open, split);
    const std::uint32_t left = add_node();
    add_node();
    TreeNode& node = tree_.nodes[open.node];
    node.column = static_cast<std::int32_t>(split.column);
    node.threshold = threshold_of(split);
    node.left = left;
    tree_.gains[open.node] = static_cast<float>(split.score);
    more.push_back({left + 1, middle, open.end, open.depth + 1, varying});
    more.push_back({left, open.begin, middle, open.depth + 1, varying});
  }

  /// Weights and targets of the node's rows side by side, targets as differences to their mean: the sums of squares below
  /// then lose no digits. Makes the node a leaf.
  Sums gather(const Open& open) {
    Sums all;
    const double first = targets_[list_[open.begin]];
    pure_ = true;
    for (std::uint64_t i = open.begin; i < open.end; ++i) {
      const double weight = static_cast<double>(weights_[list_[i]]), target = targets_[list_[i]];
      all.add({1, weight, weight * target});
      pure_ = pure_ && target == first;
    }
    const double mean = pure_ ? first : all.target / all.weight;
    tree_.nodes[open.node].value = static_cast<float>(mean * factor_);
    tree_.weights[open.node] = static_cast<float>(all.weight);
    node_.clear();
    squares_ = 0;
    for (std::uint64_t i = open.begin; i < open.end; ++i) {
      const double weight = static_cast<double>(weights_[list_[i]]), difference = targets_[list_[i]] - mean;
      node_.push_back({1, weight, weight * difference});
      squares_ += weight * difference * difference;
    }
    return all;
  }

  /// Looks at the columns in random order; fills in those that vary in the node.
  Split best_split(const Open& open, const Sums& all, Columns& varying) {
    Columns columns = *open.columns;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(options_.max_features * static_cast<double>(rows_.n_columns())));
    Split best;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (varying.size() >= wanted && best.score >= 0) {
        varying.insert(varying.end(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns.end());
        break;
      }
      std::swap(columns[i], columns[i + random_.below(columns.size() - i)]);
      if (look_at(columns[i], open, all, best)) varying.push_back(columns[i]);
    }
    return best;
  }

  /// Whether the column varies in the node.
  bool look_at(std::uint32_t column, const Open& open, const Sums& all, Split& best) {
    const std::uint32_t* ranks = rows_.ranks(column);
    std::uint32_t smallest = ranks[list_[open.begin]], largest = smallest;
    for (std::uint64_t i = open.begin; i < open.end; ++i) {
      smallest = std::min(smallest, ranks[list_[i]]);
      largest = std::max(largest, ranks[list_[i]]);
    }
    if (smallest == largest) return false;
    const std::uint64_t n = open.end - open.begin, n_ranks = largest - smallest + 1;
    // A sum for each rank, or, where few rows have many ranks, the rows sorted.
    if (n_ranks <= 4 * n) {
      by_rank_.assign(n_ranks, {});
      for (std::uint64_t i = 0; i < n; ++i) by_rank_[ranks[list_[open.begin + i]] - smallest].add(node_[i]);
      scan(
          column, all, n_ranks, [&](std::uint64_t i) { return std::pair(smallest + static_cast<std::uint32_t>(i), by_rank_[i]); }, best);
    } else {
      for (std::uint64_t i = 0; i < n; ++i) sorted_[i] = std::uint64_t{ranks[list_[open.begin + i]]} << 32 | i;
      std::sort(sorted_.begin(), sorted_.begin() + static_cast<std::ptrdiff_t>(n));
      scan(
          column, all, n,
          [&](std::uint64_t i) { return std::pair(static_cast<std::uint32_t>(sorted_[i] >> 32), node_[sorted_[i] & 0xffffffffu]); }, best);
    }
    return true;
  }

  /// `at(i)`: rank and sums, in ascending order of ranks, for i in [0, n); sums of no rows are passed over.
  template <class At>
  void scan(std::uint32_t column, const Sums& all, std::uint64_t n, At&& at, Split& best) {
    // Columns that part the rows alike sum them up in another order; such differences do not decide.
    const double margin = 1e-11 * squares_;
    Sums left;
    std::uint32_t last = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      const auto [rank, sums] = at(i);
      if (sums.n == 0) continue;
      if (left.n >= options_.min_samples_leaf && rank != last) {
        if (all.n - left.n < options_.min_samples_leaf) return;
        // The targets of the node have the mean 0, so both sides differ from it by the same sum.
        const double score = left.target * left.target * all.weight / (left.weight * (all.weight - left.weight));
        if (score > best.score + margin) best = {score, column, last, rank};
      }
      left.add(sums);
      last = rank;
    }
  }

  /// Puts the rows that go left first; returns where the others begin.
  std::uint64_t partition(const Open& open, const Split& split) {
    const std::uint32_t* ranks = rows_.ranks(split.column);
    const auto begin = list_.begin();
    const auto middle = std::stable_partition(begin + static_cast<std::ptrdiff_t>(open.begin), begin + static_cast<std::ptrdiff_t>(open.end),
                                              [&](std::uint32_t row) { return ranks[row] <= split.last_left; });
    return static_cast<std::uint64_t>(middle - begin);
  }

  float threshold_of(const Split& split) const {
    const std::vector<float>& distinct = rows_.distinct(split.column);
    const float low = distinct[split.last_left], high = distinct[split.first_right];
    if (std::isnan(high)) return std::numeric_limits<float>::max();  // missing values go right
    const auto middle = static_cast<float>((static_cast<double>(low) + static_cast<double>(high)) / 2);
    return middle > low ? middle : high;
  }

  const SortedRows& rows_;
  std::span<const double> targets_;
  std::span<const float> weights_;
  double factor_;
  CartOptions options_;
  Random random_;
  Tree tree_;
  std::vector<std::uint32_t> list_;  ///< rows; those of a node stand together
  std::vector<Sums> node_;           ///< of each row of the node that is looked at
  double squares_ = 0;               ///< weighted sum of squared targets in the node
  bool pure_ = false;                ///< whether its targets are all the same
  std::vector<Sums> by_rank_;
  std::vector<std::uint64_t> sorted_;
};

}  // namespace

SortedRows::SortedRows(const RowSource& rows) : n_rows_(rows.n_rows) {
  const DenseRows dense = dense_rows(rows);
  values_.assign(dense.values.begin(), dense.values.end());
  ranks_.resize(dense.n_columns * n_rows_);
  distinct_.resize(dense.n_columns);
  std::vector<std::pair<float, std::uint32_t>> order(n_rows_);
  const auto precedes = [](const auto& a, const auto& b) {  // NaN last
    if (std::isnan(a.first) || std::isnan(b.first)) return !std::isnan(a.first) && std::isnan(b.first);
    return a.first < b.first;
  };
  for (std::uint64_t column = 0; column < dense.n_columns; ++column) {
    for (std::uint32_t row = 0; row < n_rows_; ++row) order[row] = {values_[row * dense.n_columns + column], row};
    std::sort(order.begin(), order.end(), precedes);
    std::vector<float>& distinct = distinct_[column];
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i == 0 || precedes(order[i - 1], order[i])) distinct.push_back(order[i].first);
      ranks_[column * n_rows_ + order[i].second] = static_cast<std::uint32_t>(distinct.size() - 1);
    }
  }
}

Tree grow_tree(const SortedRows& rows, std::span<const double> targets, std::span<const float> weights, double factor,
               const CartOptions& options, std::uint64_t seed) {
  CARTOGRAF_EXPECTS(targets.size() == rows.n_rows() && weights.size() == rows.n_rows());
  return Grower(rows, targets, weights, factor, options, seed).grow();
}

}  // namespace cartograf

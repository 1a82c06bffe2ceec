#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/table/row_source.hpp"

namespace cartograf {

/// A node of a tree. A row goes to `left` where its value of `column` is below the threshold, else (also where it is
/// missing, NaN) to the node after it; at a leaf, column -1, `value` is what the tree says.
struct TreeNode {
  std::int32_t column = -1;
  float threshold = 0;
  std::uint32_t left = 0;
  float value = 0;  ///< of an inner node: what it would be as a leaf
};

struct Tree {
  std::vector<TreeNode> nodes;  ///< from the root on, parents before children
  std::vector<float> weights;   ///< [nodes] of the training rows in each
  std::vector<float> gains;     ///< [nodes] by how much the split lowers the sum of squared errors; 0 at leaves
};

/// What the tree says of a row of float32 values.
inline float value_of(const Tree& tree, const float* row) {
  const TreeNode* node = tree.nodes.data();
  while (node->column >= 0) node = tree.nodes.data() + node->left + (row[node->column] < node->threshold ? 0 : 1);
  return node->value;
}

/// Training rows in the order of the values of each column.
class SortedRows {
 public:
  explicit SortedRows(const RowSource& rows);

  std::uint64_t n_rows() const { return n_rows_; }
  std::uint64_t n_columns() const { return distinct_.size(); }
  const float* row(std::uint64_t i) const { return &values_[i * n_columns()]; }
  /// Ranks of the rows among the distinct values of a column: [n_rows].
  const std::uint32_t* ranks(std::uint64_t column) const { return &ranks_[column * n_rows_]; }
  /// The distinct values of a column, ascending; NaN, which is missing, last.
  const std::vector<float>& distinct(std::uint64_t column) const { return distinct_[column]; }

 private:
  std::uint64_t n_rows_ = 0;
  std::vector<float> values_;         ///< [n_rows x n_columns]
  std::vector<std::uint32_t> ranks_;  ///< [n_columns x n_rows]
  std::vector<std::vector<float>> distinct_;
};

struct CartOptions {
  std::uint64_t max_depth = 0;         ///< 0 = no limit
  std::uint64_t min_samples_leaf = 1;  ///< distinct training rows in a leaf at least
  double max_features = 1;             ///< share of the columns, those that vary, that a split looks at
};

/// A regression tree (Breiman et al., Classification and Regression Trees, 1984): each node is split where the sum of
/// squared errors becomes least, halfway between two neighbouring values of a column, until all targets are the same. Of
/// splits that are equally good, one is drawn at random. Leaves are weighted means times `factor`. `weights` [rows]: rows
/// of weight 0 have no part.
Tree grow_tree(const SortedRows& rows, std::span<const double> targets, std::span<const float> weights, double factor,
               const CartOptions& options, std::uint64_t seed);

}  // namespace cartograf

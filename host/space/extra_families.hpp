#pragma once

#include <string>
#include <vector>

#include "host/space/search_space.hpp"
#include "host/space/subsets.hpp"

namespace cartograf {

/// What the families beyond the papers need to know of a space (docs/features.md defines them).
struct GraphDescription {
  OpNames ops;
  Cell cell;
  bool complete = false;
  std::vector<std::string> cell_parts = {""};  ///< one for each cell, in column names: "normal_", "reduce_"
  int first_node = 0;                          ///< how the first node is called in column names
  std::vector<int> inputs = {0};               ///< nodes of the cell, operations on edges
  int output = 0;
  int zero_op = -1;                            ///< the operation that passes nothing on, or -1
  std::vector<CostColumn> costs;
};

/// all_pairs, all_degrees, op_on_position, adjacency, path_encoding, path_counts, effective: all off by default.
std::vector<FamilyInfo> extra_families(const GraphDescription& description);

/// Takes away whatever lies on no live input -> output path of one cell; where there is a zero operation, that takes its
/// place. zero_op: -1 = none; words: [n_ops].
void prune(const Cell& cell, int zero_op, std::uint64_t* words);

}  // namespace cartograf

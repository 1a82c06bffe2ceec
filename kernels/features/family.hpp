#pragma once

#include <cstdint>

#include "kernels/features/families/node_degree.hpp"
#include "kernels/features/families/op_count.hpp"
#include "kernels/features/families/path_length.hpp"

namespace cartograf {

/// The feature families whose values are small integers of one subgraph. docs/features.md defines each.
enum class Family : std::uint8_t { op_count, min_path_len, max_op_on_path, node_degree };

inline constexpr int kMaxParts = 4;

/// A family together with what a convention writes where a path does not exist.
struct FamilyRule {
  Family family = Family::op_count;
  std::int8_t unreachable = 0;
};

/// Number of values (columns) of a family per op subset.
CARTOGRAF_HD constexpr int parts_of(Family family) {
  return family == Family::node_degree ? NodeDegree::parts : 1;
}

/// Writes the parts_of(rule.family) integers of one subgraph.
CARTOGRAF_HD inline void evaluate(FamilyRule rule, const EdgeCell& cell, Subgraph subgraph, std::int8_t* out) {
  switch (rule.family) {
    case Family::op_count: return OpCount::evaluate(cell, subgraph, out);
    case Family::min_path_len: return MinPathLength::evaluate(cell, subgraph, rule.unreachable, out);
    case Family::max_op_on_path: return MaxOpOnPath::evaluate(cell, subgraph, rule.unreachable, out);
    case Family::node_degree: return NodeDegree::evaluate(cell, subgraph, out);
  }
}

}  // namespace cartograf

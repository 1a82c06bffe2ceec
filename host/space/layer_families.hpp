#pragma once

#include <string>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// Operations that a column is about, and how its name calls them. An attribute of the layers (heads, width) is the set
/// of its choices.
struct NamedOps {
  std::string name;
  OpSet ops = 0;
};

/// Each operation on its own, under its name.
std::vector<NamedOps> single_ops(const std::vector<std::string>& operations);

// Families of layered spaces; docs/features.md defines them. "Layers of S" are those that carry an operation of S.

/// `count_ops_NAME`: layers of S.
FamilyInfo count_ops_family(const std::vector<NamedOps>& subsets);
/// `pos_state_NAME_pos_i`, by position, then subset: layers of S among layers 0 ... i; 0 when there is no layer i.
FamilyInfo pos_state_family(const std::vector<NamedOps>& subsets, int n_layers);
/// `longest_run_NAME`: longest run of neighbouring layers of S.
FamilyInfo longest_run_family(const std::vector<NamedOps>& subsets);
/// `monotonicity_NAME_{increases|decreases|equal}`: neighbours among the layers of S of which the second has a larger,
/// smaller or equal value. An attribute without a name leaves "NAME_" out.
FamilyInfo monotonicity_family(const std::vector<NamedOps>& attributes);
/// `first_last_NAME_{first|last}`: value of the first and of the last layer of S, 0 when there is none.
FamilyInfo first_last_family(const std::vector<NamedOps>& attributes);

}  // namespace cartograf

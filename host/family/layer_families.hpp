#pragma once

#include <vector>

#include "host/family/family.hpp"

namespace cartograf {

/// The families of a layered space, by default all; docs/features.md defines them. "Layers of S" are those that carry an
/// operation of S:
/// - count_ops: `count_ops_NAME`, layers of S;
/// - pos_state: `pos_state_NAME_pos_i`, by position, then subset: layers of S among layers 0 ... i; 0 when there is no layer i;
/// - longest_run: `longest_run_NAME`, longest run of neighbouring layers of S;
/// - monotonicity: `monotonicity_NAME_{increases|decreases|equal}`, neighbours among the layers of S of which the second has
///   a larger, smaller or equal value. An attribute without a name leaves "NAME_" out;
/// - first_last: `first_last_NAME_{first|last}`, value of the first and of the last layer of S, 0 when there is none.
std::vector<Family> layer_families(const SpaceTraits& traits);

}  // namespace cartograf

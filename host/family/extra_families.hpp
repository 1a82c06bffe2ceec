#pragma once

#include <vector>

#include "host/family/family.hpp"

namespace cartograf {

/// all_pairs, all_degrees, op_on_position, adjacency, path_encoding, path_counts, effective: all off by default
/// (docs/features.md defines them). Empty for layers.
std::vector<Family> extra_families(const SpaceTraits& traits, Convention convention);

}  // namespace cartograf

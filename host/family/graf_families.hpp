#pragma once

#include <vector>

#include "host/family/family.hpp"

namespace cartograf {

/// The families of GRAF (Kadlecova et al., "Surprisingly Strong Performance Prediction with Neural Graph Features", ICML
/// 2024) for spaces with operations on edges or nodes: op_count, min_path_len, max_op_on_path, node_degree, all on by
/// default. Empty for layers.
std::vector<Family> graf_families(const SpaceTraits& traits, Convention convention);

}  // namespace cartograf

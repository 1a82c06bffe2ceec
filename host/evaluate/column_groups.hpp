#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/table/feature_matrix.hpp"

namespace cartograf {

/// Clusters of columns by single linkage: two columns are in one group when a chain of columns leads from one to the other
/// in which neighbours have |Pearson correlation| >= `correlation` on the rows. Correlations are rounding errors away
/// from the truth, so 1e-9 is let pass. A constant column is a group of its own. `correlation` is in (0, 1], else
/// InputError. Groups are in the order of their first columns; columns within a group ascend.
std::vector<std::vector<std::uint64_t>> correlated_groups(const FeatureMatrix& matrix, double correlation);

}  // namespace cartograf

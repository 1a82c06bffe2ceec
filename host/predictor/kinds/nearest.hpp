#pragma once

#include "host/predictor/registry.hpp"

namespace cartograf {

/// `knn`: the mean target of the k training rows that are nearest to a row by Euclidean distance of the standardised
/// features (Standardiser). Where distances are equal, earlier training rows are nearer; with `ties=numpy` those are that
/// NumPy's argpartition happens to select, as in scikit-learn's brute-force search up to version 1.0.
PredictorKind nearest_neighbours_kind();

}  // namespace cartograf

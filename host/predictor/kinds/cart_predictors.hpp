#pragma once

#include "host/predictor/registry.hpp"

namespace cartograf {

/// rf: random forest (Breiman, Machine Learning 45, 2001).
PredictorKind forest_kind();
/// tree: one regression tree (CART; Breiman et al. 1984).
PredictorKind tree_kind();
/// gbm: gradient boosting of small trees (Friedman, Annals of Statistics 29, 2001).
PredictorKind gradient_boosting_kind();

}  // namespace cartograf

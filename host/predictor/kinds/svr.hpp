#pragma once

#include "host/predictor/registry.hpp"

namespace cartograf {

/// `svr`: support vector regression with an epsilon-insensitive loss by libsvm (Chang and Lin, ACM TIST 2, 2011), on
/// standardised features (Standardiser) and targets as they are. Kernels of rows u and v: `rbf` exp(-gamma |u - v|^2),
/// `poly` (gamma u.v + coef0)^degree, `linear` u.v. Shrinking is on. Should libsvm not converge within its 10 million
/// steps, it says so on the standard error itself and gives what it has.
PredictorKind svr_kind();

}  // namespace cartograf

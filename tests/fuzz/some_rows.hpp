#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "host/predictor/regressor.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {

/// Rows of so many features: zeros, ones, large and small numbers, and with values that are missing. [4 x n_features]
inline std::vector<float> some_rows(std::uint64_t n_features) {
  std::vector<float> rows(4 * n_features, 0.0F);
  for (std::uint64_t i = 0; i < n_features; ++i) {
    rows[n_features + i] = 1.0F;
    rows[2 * n_features + i] = i % 2 == 0 ? 1e6F : -1e-6F;
    rows[3 * n_features + i] = i % 2 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(i);
  }
  return rows;
}

/// What a predictor of a stranger says of such rows; nothing where it refuses them, or has so many features that they take too long.
inline std::optional<std::vector<double>> some_predictions(const cartograf::Regressor& regressor) {
  constexpr std::uint64_t most = 10'000;
  const std::uint64_t n_features = regressor.n_features();
  if (n_features > most) return std::nullopt;
  const std::vector<float> rows = some_rows(n_features);
  try {
    std::vector<double> predictions = regressor.predict({rows.data(), cartograf::Dtype::float32, 4, n_features, {}});
    require(predictions.size() == 4, "not one prediction for each row");
    return predictions;
  } catch (const cartograf::InputError&) {
    return std::nullopt;
  }
}

inline bool same_predictions(const std::optional<std::vector<double>>& a, const std::optional<std::vector<double>>& b) {
  if (a.has_value() != b.has_value()) return false;
  for (std::size_t i = 0; a && i < a->size(); ++i) {
    if ((*a)[i] != (*b)[i] && !(std::isnan((*a)[i]) && std::isnan((*b)[i]))) return false;
  }
  return true;
}

}  // namespace fuzz

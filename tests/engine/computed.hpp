#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"

namespace cartograf::testing_engine {

inline const SearchSpace& nasbench201() {
  static const std::unique_ptr<SearchSpace> space = find_space("nasbench201");
  return *space;
}

inline FeatureSet nasbench201_features(Convention convention) { return nasbench201().features(convention, {}); }

inline std::vector<std::string> names_of(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns) names.push_back(column.name);
  return names;
}

/// Rows [first, first + n), as the numbers of their dtype.
template <class T>
std::vector<T> computed(const FeatureSet& features, Dtype dtype, std::uint64_t first, std::uint64_t n, const EngineOptions& options = {}) {
  std::vector<T> values(n * features.columns.size());
  FeatureEngine(nasbench201(), features, options).compute_range(first, n, dtype, values.data());
  return values;
}

inline std::vector<double> whole_space(const FeatureSet& features, const EngineOptions& options = {}) {
  return computed<double>(features, Dtype::float64, 0, nasbench201().size(), options);
}

}  // namespace cartograf::testing_engine

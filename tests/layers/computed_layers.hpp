#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/space/catalog.hpp"
#include "kernels/features/rows.hpp"
#include "tests/support/features.hpp"

namespace cartograf::testing_layers {

inline std::vector<std::string> names_of(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns()) names.push_back(column.name);
  return names;
}

/// [size x n_columns], by the functor of both devices.
inline std::vector<double> whole_space(const SearchSpace& space, const FeatureSet& features) {
  std::vector<double> values(space.size() * features.columns().size());
  FeatureRows<double> rows;
  const FeaturePlan plan = plan_of(space, features);
  rows.plan = plan.view();
  rows.source.codec = space.codec();
  rows.out = values.data();
  for (std::uint64_t row = 0; row < space.size(); ++row) rows.write_row(row);
  return values;
}

inline std::vector<double> row_of(const std::vector<double>& values, const FeatureSet& features, std::uint64_t index) {
  const auto n = static_cast<std::ptrdiff_t>(features.columns().size());
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(index) * n;
  return {begin, begin + n};
}

/// The value of a closed-form cost.
inline std::int64_t cost_of(const SearchSpace& space, const std::string& name, std::uint64_t index) {
  for (const WideColumn& cost : space.costs()) {
    if (cost.name == name) return cost.evaluate(words_of(space, index).data());
  }
  throw std::runtime_error("no cost " + name);
}

}  // namespace cartograf::testing_layers

#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/family/family.hpp"
#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"

namespace cartograf::testing_engine {

inline const SearchSpace& space_called(std::string_view name) {
  static std::map<std::string, std::unique_ptr<SearchSpace>, std::less<>> spaces;
  auto place = spaces.find(name);
  if (place == spaces.end()) place = spaces.emplace(name, find_space(name)).first;
  return *place->second;
}

inline const SearchSpace& nasbench201() { return space_called("nasbench201"); }

inline FeatureSet nasbench201_features(Convention convention) { return select_features(nasbench201(), convention, {}); }

inline std::vector<std::string> names_of(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns()) names.push_back(column.name);
  return names;
}

/// Rows [first, first + n), as the numbers of their dtype.
template <class T>
std::vector<T> computed(const SearchSpace& space, const FeatureSet& features, Dtype dtype, std::uint64_t first, std::uint64_t n,
                        const Execution& options = {}) {
  std::vector<T> values(n * features.columns().size());
  FeatureEngine(space, features, options).compute_range(first, n, dtype, values.data());
  return values;
}

template <class T>
std::vector<T> computed(const FeatureSet& features, Dtype dtype, std::uint64_t first, std::uint64_t n, const Execution& options = {}) {
  return computed<T>(nasbench201(), features, dtype, first, n, options);
}

/// Rows of listed architectures.
template <class T>
std::vector<T> computed_of_indices(const SearchSpace& space, const FeatureSet& features, Dtype dtype, std::span<const std::uint64_t> indices,
                                   const Execution& options = {}) {
  std::vector<T> values(indices.size() * features.columns().size());
  FeatureEngine(space, features, options).compute(indices, dtype, values.data());
  return values;
}

/// Rows of packed architectures.
template <class T>
std::vector<T> computed_of_words(const SearchSpace& space, const FeatureSet& features, Dtype dtype, std::span<const std::uint64_t> words,
                                 const Execution& options = {}) {
  const std::size_t n_rows = words.size() / static_cast<std::size_t>(space.codec().n_words());
  std::vector<T> values(n_rows * features.columns().size());
  FeatureEngine(space, features, options).compute({space.codec(), 0, nullptr, words.data()}, n_rows, dtype, values.data());
  return values;
}

inline std::vector<double> whole_space(const SearchSpace& space, const FeatureSet& features, const Execution& options = {}) {
  return computed<double>(space, features, Dtype::float64, 0, space.size(), options);
}

inline std::vector<double> whole_space(const FeatureSet& features, const Execution& options = {}) {
  return whole_space(nasbench201(), features, options);
}

}  // namespace cartograf::testing_engine

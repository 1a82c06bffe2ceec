#pragma once

#include <mutex>
#include <optional>

#include <cartograf/predictor.hpp>

#include "host/api/conversions.hpp"
#include "host/predictor/model.hpp"

namespace cartograf {

/// A model applied by one thread at a time, as its kinds ask for it; a progress function may ask it again.
struct Predictor::State {
  Model model;
  int threads = 0;
  std::optional<Features> features{};  ///< with a family of one's own, which the model file cannot name
  std::recursive_mutex in_use{};

  /// The features for architectures of a space; null = those that the model names. Throws InputError for another space.
  const FeatureSet* features_for(const Space& space) const {
    if (!features) return nullptr;
    require_same_space(features->space(), space);
    return &features->implementation();
  }
  Execution execution(const Progress& progress) const { return execution_of({{}, threads, progress}); }

  /// Calls body() while nobody else uses the model.
  template <class Body>
  auto use(Body&& body) {
    return outside_openmp([&] {
      const std::lock_guard lock(in_use);
      return body();
    });
  }
};

}  // namespace cartograf

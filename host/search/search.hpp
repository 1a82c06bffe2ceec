#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/engine/execution.hpp"
#include "host/family/feature_set.hpp"
#include "host/predictor/model.hpp"
#include "host/space/equivalence.hpp"
#include "kernels/algorithms/top_k.hpp"

namespace cartograf {

struct SearchOptions {
  std::uint64_t top = 100;
  Direction direction = Direction::maximize;
  std::optional<Architectures> architectures{};  ///< with their filter: what does not pass is not scored; none = the whole space
  std::vector<std::uint64_t> exclude{};          ///< nor are these
  std::optional<Equivalence> unique{};           ///< of equivalent architectures only the best, and none that is equivalent to an excluded one
  const FeatureSet* features = nullptr;          ///< that hold the columns of the model; null = those that it names
  std::uint64_t batch_rows = 0;                  ///< rows scored at a time; 0 = a number that suits the device
  Execution execution{};                         ///< for all but the model, which has its own device and threads
};

/// Wall-clock seconds in all, and of the parts.
struct SearchTimes {
  double total = 0;
  double filter = 0;
  double features = 0;
  double prediction = 0;
  double top_k = 0;
};

struct SearchResult {
  std::vector<Scored> best;  ///< the best one first; of equal scores that of the smaller index
  std::uint64_t n_looked_at = 0;
  std::uint64_t n_scored = 0;             ///< that passed the filter and are not excluded
  std::vector<std::uint64_t> left_out{};  ///< by the conditions of the filter (Architectures::left_out)
  SearchTimes times;
};

/// The best architectures of a space by a model's predictions. Features and scores are streamed: computed in batches on
/// the model's device and left there; memory holds a batch and the best. The result depends neither on threads nor on
/// batches. Throws InputError for a model that is not for this space, and for an equivalence that the space does not have.
SearchResult search(const SearchSpace& space, const Model& model, const SearchOptions& options);

}  // namespace cartograf

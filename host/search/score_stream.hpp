#pragma once

#include <cstdint>
#include <span>

#include "host/search/space_rows.hpp"

namespace cartograf {

/// Predictions for a space without a store: features are computed batch by batch on the model's device, in the
/// representation that it was trained on, and scored where they are. Space and model must outlive it.
class ScoreStream {
 public:
  /// `threads` (0 = all cores): for the features; the model has its own. Throws InputError when the model is not for this
  /// space or its columns.
  ScoreStream(const SearchSpace& space, const Model& model, int threads);

  /// Scores of the architectures first, first + 1, ..., in the memory of the model's device; good until the next call.
  ScoresView range(std::uint64_t first, std::uint64_t n);
  ScoresView listed(std::span<const std::uint64_t> indices);

  /// The features behind such scores, on the model's device; good until the next call.
  MatrixView rows(std::uint64_t first, std::uint64_t n);
  MatrixView rows(std::span<const std::uint64_t> indices);

  /// A number of rows that keeps a batch in a cache of the CPU, or a GPU busy.
  std::uint64_t batch_rows() const;

  double feature_seconds() const { return feature_seconds_; }
  double prediction_seconds() const { return prediction_seconds_; }

 private:
  template <class Compute>
  MatrixView computed(Compute compute);
  ScoresView score(const MatrixView& rows);

  const Model& model_;
  int threads_;
  FeatureSet features_;
  SpaceRows rows_;
  double feature_seconds_ = 0;
  double prediction_seconds_ = 0;
};

}  // namespace cartograf

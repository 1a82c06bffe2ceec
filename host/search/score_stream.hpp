#pragma once

#include <cstdint>
#include <span>

#include "host/search/space_rows.hpp"

namespace cartograf {

/// Predictions for a space without a store: features are computed batch by batch on the model's device, in the
/// representation that it was trained on, and scored where they are. Space and model must outlive it.
class ScoreStream {
 public:
  /// `execution`: for all but the model, which has its own threads and whose device is used. `keys`: batches have keys.
  /// Throws InputError when the model is not for this space or its columns.
  ScoreStream(const SearchSpace& space, const Model& model, Execution execution, bool keys = false);
  /// Of features that hold those of the model, columns of a program's own among them; null = those that the model names.
  ScoreStream(const SearchSpace& space, const FeatureSet* features, const Model& model, Execution execution, bool keys = false);

  /// Reads batches of rows of the architectures that pass their filter. `batch_rows`: 0 = a number that suits the device.
  void for_each_rows(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&)>& read);
  /// The same with the scores of the rows, in the memory of the model's device.
  void for_each(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&, const ScoresView&)>& read);

  /// Features of these architectures, on the model's device; good until the next call.
  MatrixView rows(std::span<const std::uint64_t> indices) { return rows_.listed(indices); }

  /// How many the filter left out of the last pass (FeatureStream::left_out).
  const std::vector<std::uint64_t>& left_out() const { return rows_.stream().left_out(); }

  double filter_seconds() const { return rows_.stream().filter_seconds(); }
  double feature_seconds() const { return rows_.stream().feature_seconds(); }
  double prediction_seconds() const { return prediction_seconds_; }

 private:
  ScoresView score(const MatrixView& rows);
  std::uint64_t batch_rows() const;

  const Model& model_;
  FeatureSet features_;
  SpaceRows rows_;
  double prediction_seconds_ = 0;
};

}  // namespace cartograf

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/engine/feature_stream.hpp"
#include "host/family/family.hpp"
#include "host/predictor/model.hpp"

namespace cartograf {

/// What the rows are that SpaceRows gives for a dtype that was asked for.
FeatureDescription description_of_rows(const SearchSpace& space, const FeatureSet& features, Dtype asked);

/// Rows of a space as a predictor takes them, without a store: the features, then wide columns in the order of their names;
/// the same numbers as load_features() gives. Space and features must outlive it.
class SpaceRows {
 public:
  /// Throws InputError when there are no columns, DeviceError when the device cannot be used.
  SpaceRows(const SearchSpace& space, const FeatureSet& features, Dtype dtype, const Execution& execution, bool keys = false);

  /// That asked for; with wide columns float32 instead of int8, since one matrix has one type, and float32 for wide columns
  /// alone.
  Dtype dtype() const { return dtype_; }
  const std::vector<FeatureColumn>& columns() const { return stream_.columns(); }
  FeatureStream& stream() { return stream_; }
  const FeatureStream& stream() const { return stream_; }
  /// What the rows are.
  FeatureDescription description() const { return description_of_rows(space_, features_, dtype_); }

  /// Rows of the architectures first, first + 1, ...; good until the next call.
  MatrixView range(std::uint64_t first, std::uint64_t n);
  MatrixView listed(std::span<const std::uint64_t> indices) { return stream_.batch(indices).rows; }
  /// Rows for training; indices and this object must outlive them.
  RowSource source(std::span<const std::uint64_t> indices);

 private:
  const SearchSpace& space_;
  const FeatureSet& features_;
  Dtype dtype_;
  FeatureStream stream_;
};

/// The features that a model was trained on, selected from a space; they may be some of the columns of its families. Models
/// that do not name their families are matched with those of the convention. Throws InputError, with the first difference,
/// when the space has other columns, and for a model of joined columns or logarithms, which a space does not have.
FeatureSet features_of(const ModelInfo& info, const SearchSpace& space);

/// Those of `features`, all or some, that a model was trained on. Throws InputError, with the first difference, when they are
/// others, and as above.
FeatureSet features_of(const ModelInfo& info, const SearchSpace& space, const FeatureSet& features);

}  // namespace cartograf

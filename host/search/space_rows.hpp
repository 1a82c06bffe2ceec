#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/predictor/model.hpp"

namespace cartograf {

/// Rows of a space as a predictor takes them, without a store: the features, then the costs; the same numbers as
/// load_features() gives. Computed block by block, they stay on the device that computes them; only rows with costs are
/// put together in host memory. Space and features must outlive it.
class SpaceRows {
 public:
  /// Throws InputError when there are no columns, DeviceError when the device cannot be used.
  SpaceRows(const SearchSpace& space, const FeatureSet& features, Dtype dtype, const EngineOptions& options);

  /// That asked for; with costs among the columns float32 instead of int8, since one matrix has one type, and float32 for
  /// costs alone.
  Dtype dtype() const { return dtype_; }
  /// Features, then costs in the order of their names.
  const std::vector<FeatureColumn>& columns() const { return columns_; }
  std::size_t row_size() const { return columns_.size() * size_of(dtype_); }
  /// What the rows are.
  FeatureDescription description() const;

  /// Rows of the architectures first, first + 1, ...; good until the next call.
  MatrixView range(std::uint64_t first, std::uint64_t n);
  MatrixView listed(std::span<const std::uint64_t> indices);
  /// Rows for training; indices and this object must outlive them.
  RowSource source(std::span<const std::uint64_t> indices);

 private:
  MatrixView with_costs(ArchitectureSource architectures, std::uint64_t n);

  const SearchSpace& space_;
  const FeatureSet& features_;
  Dtype dtype_;
  int threads_;
  FeatureEngine engine_;
  std::vector<CostColumn> costs_;
  std::vector<FeatureColumn> columns_;
  std::vector<std::byte> computed_, joined_;  ///< rows without and with costs
  std::vector<std::uint64_t> words_;
};

/// The features that a model was trained on, selected from a space; they may be some of the columns of its families. Models
/// that do not name their families are matched with those of the convention. Throws InputError, with the first difference,
/// when the space has other columns, and for a model of joined columns or logarithms, which a space does not have.
FeatureSet features_of(const ModelInfo& info, const SearchSpace& space);

}  // namespace cartograf

#pragma once

#include <memory>
#include <span>

#include "host/predictor/booster.hpp"
#include "host/table/row_source.hpp"

namespace cartograf::xgboost {

struct FreeMatrix {
  void operator()(void* handle) const;
};
/// An XGBoost DMatrix.
using Matrix = std::unique_ptr<void, FreeMatrix>;

/// The training matrix of `rows` with `labels` [rows], on the context's device. For tree_method hist (the default) it is
/// quantised to `max_bin` bins: blocks are handed over where they lie; only host rows for a GPU are copied, block by block.
/// The other tree methods need all rows as float32 in host memory. Throws DeviceError for rows on another device, and what
/// `rows` throws.
Matrix training_matrix(const RowSource& rows, std::span<const float> labels, const BoosterParameters& parameters,
                       const PredictorContext& context);

/// Rows in host memory as a matrix that is copied and not quantised.
Matrix dense_matrix(const MatrixView& rows);

/// Throws DeviceError unless a booster on `device` can take rows that lie in the memory of `rows`: its own, or the host's.
void require_same_device(Device rows, Device device);

}  // namespace cartograf::xgboost

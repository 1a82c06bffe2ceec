#pragma once

#include <memory>
#include <span>

#include "host/model/row_source.hpp"

namespace cartograf::xgboost {

struct FreeMatrix {
  void operator()(void* handle) const;
};
/// An XGBoost DMatrix.
using Matrix = std::unique_ptr<void, FreeMatrix>;

/// The quantised training matrix of `rows` with `labels` [rows], on `device`. Blocks are handed over where they lie; only
/// host rows for a GPU are copied, block by block. Throws DeviceError for rows on another device, and what `rows` throws.
Matrix quantile_matrix(const RowSource& rows, std::span<const float> labels, Device device, int threads);

/// Rows in host memory as a matrix that is copied and not quantised.
Matrix dense_matrix(const MatrixView& rows);

/// Throws DeviceError unless a booster on `device` can take rows that lie in the memory of `rows`: its own, or the host's.
void require_same_device(Device rows, Device device);

}  // namespace cartograf::xgboost

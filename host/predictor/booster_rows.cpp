#include "host/predictor/booster_rows.hpp"

#include <algorithm>
#include <exception>
#include <string>

#include "host/predictor/booster_arrays.hpp"
#include "host/predictor/booster_call.hpp"
#include "host/table/dense_rows.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cuda/memory.hpp"

namespace cartograf::xgboost {
namespace {

/// Rows of a block. XGBoost's sketch of the quantiles sees one block after the other, so the number is part of the model.
constexpr std::uint64_t kRowsAtOnce = 4096;

Matrix make_proxy() {
  DMatrixHandle handle = nullptr;
  check(XGProxyDMatrixCreate(&handle), "create a proxy matrix");
  return Matrix(handle);
}

/// Feeds a source to XGBoost, which calls back for each block.
class RowIterator {
 public:
  RowIterator(const RowSource& rows, std::span<const float> labels, Device device)
      : rows_(rows), labels_(labels), device_(device), proxy_(make_proxy()) {}

  DMatrixHandle proxy() const { return proxy_.get(); }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  static void reset(DataIterHandle self) { static_cast<RowIterator*>(self)->position_ = 0; }
  // Called from C: an exception must not leave it.
  static int next(DataIterHandle self) noexcept {
    auto& iterator = *static_cast<RowIterator*>(self);
    try {
      return iterator.hand_over_next() ? 1 : 0;
    } catch (...) {
      iterator.failure_ = std::current_exception();
      return 0;
    }
  }

 private:
  bool hand_over_next() {
    if (position_ == rows_.n_rows) return false;
    const std::uint64_t n = std::min(kRowsAtOnce, rows_.n_rows - position_);
    // XGBoost has a stream of its own and may still read the block that the next one overwrites.
    if (device_.backend == Backend::cuda) cuda::finish_work(device_.ordinal);
    MatrixView view = rows_.block(position_, n);
    require_same_device(view.device, device_);
    if (device_.backend == Backend::cpu) {
      check(XGProxyDMatrixSetDataDense(proxy_.get(), array_interface(view).c_str()), "take rows");
    } else {
      if (view.device != device_) view = copied_to_device(view);
      check(XGProxyDMatrixSetDataCudaArrayInterface(proxy_.get(), array_interface(view).c_str()), "take rows");
    }
    const std::string labels = array_interface(labels_.data() + position_, n);
    check(XGDMatrixSetInfoFromInterface(proxy_.get(), "label", labels.c_str()), "take labels");
    position_ += n;
    return true;
  }

  MatrixView copied_to_device(const MatrixView& view) {
    on_device_.reserve(view.size());
    cuda::copy_to_device(on_device_, view.data, view.size());
    return {on_device_.data(), view.dtype, view.n_rows, view.n_columns, device_};
  }

  const RowSource& rows_;
  std::span<const float> labels_;
  Device device_;
  Matrix proxy_;
  cuda::DeviceMemory on_device_;
  std::uint64_t position_ = 0;
  std::exception_ptr failure_;
};

// JSON has no NaN, but XGBoost's reader wants it, so it is written by hand.
std::string matrix_config(const PredictorContext& context, const std::string& more = "") {
  return R"({"missing": NaN, "nthread": )" + std::to_string(team_size(context.threads)) + more + "}";
}

Matrix quantile_matrix(const RowSource& rows, std::span<const float> labels, const std::string& max_bin, const PredictorContext& context) {
  RowIterator iterator(rows, labels, context.device);
  DMatrixHandle handle = nullptr;
  const std::string config = matrix_config(context, max_bin.empty() ? "" : R"(, "max_bin": )" + max_bin);
  const int status = XGQuantileDMatrixCreateFromCallback(&iterator, iterator.proxy(), nullptr, RowIterator::reset, RowIterator::next,
                                                         config.c_str(), &handle);
  Matrix matrix(status == 0 ? handle : nullptr);
  iterator.rethrow();
  check(status, "read the training rows");
  return matrix;
}

Matrix plain_matrix(const RowSource& rows, std::span<const float> labels, const PredictorContext& context) {
  const DenseRows dense = dense_rows(rows);
  const std::vector<float> values(dense.values.begin(), dense.values.end());
  const MatrixView view{values.data(), Dtype::float32, dense.n_rows, dense.n_columns, {}};
  DMatrixHandle handle = nullptr;
  check(XGDMatrixCreateFromDense(array_interface(view).c_str(), matrix_config(context).c_str(), &handle), "read the training rows");
  Matrix matrix(handle);
  check(XGDMatrixSetInfoFromInterface(handle, "label", array_interface(labels.data(), labels.size()).c_str()), "take labels");
  return matrix;
}

/// Empty when there is none of that name.
std::string value_of(const BoosterParameters& parameters, const std::string& name) {
  for (const auto& [known, value] : parameters.values) {
    if (known == name) return value;
  }
  return "";
}

}  // namespace

void FreeMatrix::operator()(void* handle) const { XGDMatrixFree(handle); }

Matrix training_matrix(const RowSource& rows, std::span<const float> labels, const BoosterParameters& parameters,
                       const PredictorContext& context) {
  const std::string method = value_of(parameters, "tree_method");
  if (method == "exact" || method == "approx") return plain_matrix(rows, labels, context);
  return quantile_matrix(rows, labels, value_of(parameters, "max_bin"), context);
}

Matrix dense_matrix(const MatrixView& rows) {
  DMatrixHandle handle = nullptr;
  check(XGDMatrixCreateFromDense(array_interface(rows).c_str(), R"({"missing": NaN})", &handle), "read rows");
  return Matrix(handle);
}

void require_same_device(Device rows, Device device) {
  if (rows == device || rows.backend == Backend::cpu) return;
  throw DeviceError("the rows are in the memory of " + to_string(rows) + ", the model is on " + to_string(device) +
                    "; both must be on the same device");
}

}  // namespace cartograf::xgboost

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <cartograf/types.hpp>

#include "host/predictor/predictor_context.hpp"
#include "host/table/row_source.hpp"
#include "host/predictor/scores.hpp"
#include "kernels/base/device.hpp"

namespace cartograf {

/// XGBoost's parameters by name, and the number of boosting rounds.
struct BoosterParameters {
  std::vector<std::pair<std::string, std::string>> values;
  int rounds = 100;
};

/// Version of the XGBoost library in use, and whether it was built for CUDA.
std::string xgboost_version();
bool xgboost_has_cuda();

/// A tree ensemble of XGBoost, through its C API. Matrices are read where they lie: training takes blocks of rows through
/// a callback, prediction reads them in place. Host rows for a booster on a GPU are copied there once.
class Booster {
 public:
  /// Trains on `rows` with `labels` [rows]. Throws DeviceError when XGBoost would not run on the device (it falls back to
  /// the CPU by itself, which is checked and refused here) or rows lie on another GPU, Error when it fails otherwise.
  static Booster train(const RowSource& rows, std::span<const float> labels, const BoosterParameters& parameters,
                       const PredictorContext& context);
  /// A model as save() wrote it, from a file that anybody may have made: require_sound_booster(). Throws InputError, naming `name`, for
  /// anything else.
  static Booster load(std::string_view bytes, const std::string& name, const PredictorContext& context);
  /// Trees of our own, as XGBoost's JSON.
  static Booster of_json(std::string_view json, const PredictorContext& context);

  ~Booster();
  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;

  /// The device that it runs on.
  Device device() const;

  /// One prediction for each row, on the booster's device; complete when the call returns. Throws DeviceError for rows on
  /// another GPU, and for rows on a GPU when the booster is on the CPU.
  ScoresView scores(const MatrixView& matrix) const;
  /// The same in host memory.
  std::vector<float> predict(const MatrixView& matrix) const;

  /// SHAP values of each row, computed on the booster's device (XGBoost's pred_contribs, by paths through the trees), and the
  /// mean prediction behind them: [n_rows x (n_features + 1)], whose rows add up to the predictions. Rows are in host memory,
  /// else DeviceError.
  std::vector<float> contributions(const MatrixView& matrix) const;
  /// A figure of each feature from the training, [n_features]: XGBoost's importance_type, such as "total_gain" or "weight".
  /// 0 for features that no tree uses.
  std::vector<double> feature_scores(const std::string& importance_type) const;

  /// The model as UBJSON, with its attributes and feature names.
  std::string save() const;
  void set_feature_names(const std::vector<std::string>& names);
  std::uint64_t n_features() const;
  void set_attribute(const std::string& name, const std::string& value);
  /// Empty when there is none.
  std::string attribute(const std::string& name) const;

 private:
  struct State;
  explicit Booster(std::unique_ptr<State> state);
  static Booster loaded(std::string_view bytes, const std::string& name, const PredictorContext& context);
  std::unique_ptr<State> state_;
};

}  // namespace cartograf

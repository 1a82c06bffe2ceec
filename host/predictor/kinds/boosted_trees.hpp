#pragma once

#include <vector>

#include "host/predictor/booster.hpp"
#include "host/predictor/registry.hpp"

namespace cartograf {

/// Gradient boosting as XGBoost does it: xgb, xgb+.
std::vector<PredictorKind> boosted_tree_kinds();

/// XGBoost's parameters for squared errors, from those of a predictor: `rounds` and others of tree_parameters(), with
/// `tree_method` among them. Throws InputError as xgboost_parameters() does.
BoosterParameters booster_parameters(const Parameters& parameters, Device device);

/// XGBoost's parameters of one of them. Throws InputError for another name.
BoosterParameters predictor_parameters(const std::string& name);

/// A tree ensemble as a predictor.
class BoostedTrees : public Regressor {
 public:
  explicit BoostedTrees(Booster booster) : booster_(std::move(booster)) {}

  Device device() const override { return booster_.device(); }
  std::uint64_t n_features() const override { return booster_.n_features(); }
  std::vector<double> predict(const MatrixView& rows) const override;
  ScoresView scores(const MatrixView& rows) const override { return booster_.scores(rows); }
  std::vector<NamedArray> save() const override;
  const Booster* booster() const override { return &booster_; }
  Booster* booster() override { return &booster_; }

 private:
  Booster booster_;
};

}  // namespace cartograf

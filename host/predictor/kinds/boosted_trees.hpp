#pragma once

#include <vector>

#include "host/predictor/booster.hpp"
#include "host/predictor/importances.hpp"
#include "host/predictor/registry.hpp"
#include "host/predictor/xgboost_model.hpp"

namespace cartograf {

/// Gradient boosting as XGBoost does it: xgb, xgb+.
std::vector<PredictorKind> boosted_tree_kinds();

/// XGBoost's parameters for squared errors, from those of a predictor: `rounds` and others of tree_parameters(), with
/// `tree_method` among them. Throws InputError as xgboost_parameters() does.
BoosterParameters booster_parameters(const Parameters& parameters, Device device);

/// XGBoost's parameters of one of them. Throws InputError for another name.
BoosterParameters predictor_parameters(const std::string& name);

/// What a predictor can that is a tree ensemble of XGBoost, or can be turned into one.
class XgboostTrees : public Regressor, public Importances, public XgboostModel {
 public:
  std::vector<NamedArray> save() const override;
  const Importances* importances() const override { return this; }
  const XgboostModel* xgboost_model() const override { return this; }
  XgboostModel* xgboost_model() override { return this; }

  std::vector<float> contributions(const MatrixView& rows) const override { return booster().contributions(rows); }
  std::vector<double> total_gain() const override { return booster().feature_scores("total_gain"); }
  std::vector<double> n_splits() const override { return booster().feature_scores("weight"); }

  void describe(const std::vector<std::string>& feature_names, const std::string& attribute, const std::string& text) override;
  std::string file() const override { return booster().save(); }

  virtual const Booster& booster() const = 0;

 private:
  virtual Booster& own_booster() = 0;
};

/// A tree ensemble as a predictor.
class BoostedTrees final : public XgboostTrees {
 public:
  explicit BoostedTrees(Booster booster) : booster_(std::move(booster)) {}
  /// From what save() gave.
  static std::unique_ptr<Regressor> load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context);

  Device device() const override { return booster_.device(); }
  std::uint64_t n_features() const override { return booster_.n_features(); }
  std::vector<double> predict(const MatrixView& rows) const override;
  ScoresView scores(const MatrixView& rows) const override { return booster_.scores(rows); }
  const Booster& booster() const override { return booster_; }

 private:
  Booster& own_booster() override { return booster_; }

  Booster booster_;
};

}  // namespace cartograf

#pragma once

#include <string>
#include <vector>

#include "host/predictor/kinds/cart.hpp"
#include "host/predictor/registry.hpp"

namespace cartograf {

/// adaboost: AdaBoost.R2 (Drucker, ICML 1997) with linear loss, over regression trees.
PredictorKind adaboost_kind();

/// The prediction is the weighted median of the trees.
class AdaBoost : public Regressor {
 public:
  /// `weights`: [trees], above zero.
  AdaBoost(std::uint64_t n_features, std::vector<Tree> trees, std::vector<double> weights, int threads)
      : n_features_(n_features), trees_(std::move(trees)), weights_(std::move(weights)), threads_(threads) {}
  static std::unique_ptr<Regressor> load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context);

  std::uint64_t n_features() const override { return n_features_; }
  std::vector<double> predict(const MatrixView& rows) const override;
  std::vector<NamedArray> save() const override;

  const std::vector<Tree>& trees() const { return trees_; }
  const std::vector<double>& weights() const { return weights_; }

 private:
  std::uint64_t n_features_;
  std::vector<Tree> trees_;
  std::vector<double> weights_;
  int threads_;
};

}  // namespace cartograf

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "host/predictor/booster.hpp"
#include "host/predictor/kinds/cart.hpp"
#include "host/predictor/regressor.hpp"

namespace cartograf {

/// Trees whose values are added up.
struct TreeEnsemble {
  std::uint64_t n_features = 0;
  float base = 0;  ///< what is added to the sum of the trees
  std::vector<Tree> trees;
  bool parallel = false;  ///< all of one round, as a forest's are; else a round each

  /// [rows] base + the trees, summed in their order, as XGBoost does it.
  std::vector<float> predict(const MatrixView& rows, int threads) const;
};

/// Calls `use(first, values)` for each block of rows from `first` on, as float32 [n x n_columns], on several threads
/// (0 = all cores).
void for_row_blocks(const MatrixView& rows, int threads,
                    const std::function<void(std::uint64_t first, const std::vector<float>& values)>& use);

/// The same ensemble as a model of XGBoost, with gains and covers of the nodes; its predictions are the same, bit for bit.
Booster to_booster(const TreeEnsemble& ensemble, const PredictorContext& context);

/// A predictor that is such an ensemble. Saved, and on a GPU, it is a model of XGBoost.
std::unique_ptr<Regressor> ensemble_regressor(TreeEnsemble ensemble, const PredictorContext& context, const std::string& predictor);

}  // namespace cartograf

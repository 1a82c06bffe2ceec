#pragma once

#include <string>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf {

class Regressor;

/// What share each feature has in the predictions of a tree ensemble.
class Importances {
 public:
  virtual ~Importances() = default;

  /// SHAP values of each row, and the mean prediction behind them: [n_rows x (n_features + 1)], whose rows add up to the
  /// predictions. Rows are in host memory, else DeviceError.
  virtual std::vector<float> contributions(const MatrixView& rows) const = 0;

  /// From the training, [n_features], 0 for features that no tree uses: by how much all splits of a feature lowered the
  /// loss, and how many they are.
  virtual std::vector<double> total_gain() const = 0;
  virtual std::vector<double> n_splits() const = 0;
};

/// Throws InputError, naming the predictor, unless it is a tree ensemble.
const Importances& importances_of(const Regressor& regressor, const std::string& predictor);

}  // namespace cartograf

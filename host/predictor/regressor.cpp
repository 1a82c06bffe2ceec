#include "host/predictor/regressor.hpp"

namespace cartograf {

ScoresView Regressor::scores(const MatrixView& rows) const {
  const std::vector<double> predictions = predict(rows);
  rounded_.assign(predictions.begin(), predictions.end());
  return {rounded_.data(), rounded_.size(), {}};
}

}  // namespace cartograf

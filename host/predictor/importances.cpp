#include "host/predictor/importances.hpp"

#include "host/predictor/regressor.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

const Importances& importances_of(const Regressor& regressor, const std::string& predictor) {
  if (const Importances* importances = regressor.importances()) return *importances;
  throw InputError("gain and SHAP are of tree ensembles of XGBoost; the model is of the predictor " + predictor + ", which has permutation importance only");
}

}  // namespace cartograf

#pragma once

#include <cstdint>

#include "host/store/featurise.hpp"
#include "host/table/prediction_file.hpp"
#include "host/predictor/model.hpp"

namespace cartograf {

/// What a file of predictions of these architectures says about them.
StoreSchema prediction_schema(const SearchSpace& space, const ModelInfo& info, const Architectures& architectures);

/// Predicts architectures without a store, batch by batch, into `file`. Their filter is not looked at (all_passing).
/// `execution`: for all but the model, which has its own. `uncertain`: the file has the columns of uncertain_names(), else
/// the target alone. Throws InputError when the model is not for this space, and for a predictor that does not say how sure
/// it is.
void predict_space(const SearchSpace& space, const Model& model, const Architectures& architectures, bool uncertain, const Execution& execution,
                   PredictionFile& file);

}  // namespace cartograf

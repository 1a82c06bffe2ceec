#pragma once

#include <cstdint>

#include "host/engine/featurise.hpp"
#include "host/table/prediction_file.hpp"
#include "host/predictor/model.hpp"

namespace cartograf {

/// What a file of predictions of the architectures [begin, end) says about them.
StoreSchema prediction_schema(const SearchSpace& space, const ModelInfo& info, std::uint64_t begin, std::uint64_t end);

/// Predicts the architectures [begin, end) without a store, batch by batch, into `file`. `threads` (0 = all cores): for all
/// but the model, which has its own. `uncertain`: the file has the columns of uncertain_names(), else the target alone.
/// Throws InputError when the model is not for this space, and for a predictor that does not say how sure it is.
void predict_space(const SearchSpace& space, const Model& model, std::uint64_t begin, std::uint64_t end, bool uncertain, int threads,
                   const Progress& progress, PredictionFile& file);

}  // namespace cartograf

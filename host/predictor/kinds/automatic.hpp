#pragma once

#include "host/predictor/registry.hpp"

namespace cartograf {

/// `auto`: chooses among a short list of predictors and columns (recipes_for) by cross-validation on the training rows
/// alone; what it chose is trained on all of them.
PredictorKind automatic_kind();

/// The rule of docs/predictors.md. Throws InputError for fewer than two rows. The result does not depend on the threads.
RecipeChoice choose_recipe(const TrainingSet& training, const PredictorContext& context);

}  // namespace cartograf

#pragma once

#include <vector>

#include "host/predictor/model.hpp"
#include "host/table/data_set.hpp"

namespace cartograf {

/// The columns that a model was trained on, in its order and prepared as for its training, of all rows of a store. Throws
/// InputError also when there is no such column, when tables are given and the model has no columns of joined tables, or
/// the other way round.
LoadedColumns load_columns_of_model(const StoreReader& store, const SearchSpace& space, const ModelInfo& model,
                                    const std::vector<JoinedTable>& joins);

}  // namespace cartograf

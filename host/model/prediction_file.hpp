#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/store_reader.hpp"

namespace cartograf {

/// Writes one prediction for each row of `store`: as `.csv` with `net` (`index` for a store without keys) and a column
/// named after the target, or as `.h5` with /index, /key and /predictions/TARGET.
/// Throws InputError for another file extension, and for a target whose name cannot be a dataset's.
void write_predictions(const StoreReader& store, const std::string& target_name, const std::vector<float>& predictions,
                       const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf

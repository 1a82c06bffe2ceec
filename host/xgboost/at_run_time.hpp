#pragma once

#include <filesystem>

namespace cartograf::xgboost {

/// Which library has XGBoost's C API, from the first call on; before it the variable CARTOGRAF_XGBOOST_LIBRARY of the environment says so.
/// Once a library was loaded it stays.
void use_library(const std::filesystem::path& file);

}  // namespace cartograf::xgboost

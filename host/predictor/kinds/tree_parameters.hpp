#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/predictor/booster.hpp"
#include "host/predictor/kinds/cart.hpp"
#include "host/predictor/parameters.hpp"

namespace cartograf {

/// Names of parameters and their defaults, in the order in which they are listed.
using ParameterDefaults = std::vector<std::pair<std::string, std::string>>;

/// Parameters of trees, of ensembles of them and of XGBoost with what they mean, for some of them.
std::vector<ParameterInfo> tree_parameters(const ParameterDefaults& defaults);

/// Those of XGBoost: all but `rounds`, which is left at its default. Like the functions below, throws InputError as the
/// getters of Parameters do, for values out of range and for what goes together with nothing on this device.
BoosterParameters xgboost_parameters(const Parameters& parameters, Device device);

CartOptions cart_options(const Parameters& parameters);

/// Trees or rounds: a whole number of at least 1.
std::uint64_t tree_number(const Parameters& parameters, const std::string& name);
/// Above 0 and at most 1.
double share_of(const Parameters& parameters, const std::string& name);

}  // namespace cartograf

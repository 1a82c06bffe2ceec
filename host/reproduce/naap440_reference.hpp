#pragma once

#include <string>

#include "host/reproduce/naap440.hpp"

namespace cartograf {

/// What the published table prints for an algorithm (a name of naap440_algorithms()) and a number of epochs (0, 3, 6, 9).
Naap440Reference naap440_reference(const std::string& algorithm, int epochs);

}  // namespace cartograf

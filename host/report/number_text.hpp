#pragma once

#include <string>

namespace cartograf {

/// Four significant digits.
std::string rounded(double value);

}  // namespace cartograf

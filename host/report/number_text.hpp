#pragma once

#include <string>

namespace cartograf {

/// With four digits behind the point; empty for what is not a number.
std::string fixed_text(double value);
/// With four digits in all.
std::string general_text(double value);

}  // namespace cartograf

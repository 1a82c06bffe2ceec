#pragma once

#include <string>

#include <cartograf/error.hpp>

namespace cartograf {

/// `text` of an errno value, such as "No space left on device (errno 28)".
std::string describe_errno(int error_number);

}  // namespace cartograf

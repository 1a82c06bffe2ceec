#pragma once

#include <string>

namespace cartograf {

/// Throws InputError, with `what` and the position, unless all bytes are UTF-8: damaged texts would break what prints them.
void require_utf8(const std::string& text, const std::string& what);

}  // namespace cartograf

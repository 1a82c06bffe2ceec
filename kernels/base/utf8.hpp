#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cartograf {

/// Bytes of the UTF-8 character that begins at `position`, which is inside the text; 0 where none does.
std::size_t utf8_length(std::string_view text, std::size_t position);

/// Throws InputError, with `what` and the position, unless all bytes are UTF-8: damaged texts would break what prints them.
void require_utf8(const std::string& text, const std::string& what);

}  // namespace cartograf

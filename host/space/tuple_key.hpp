#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cartograf {

/// "(0, 1, 2)": a flat tuple as the published data write it.
std::string tuple_text(const std::vector<int>& values);

/// Reads a flat tuple of `n` integers from 0 to `limit` - 1; blanks are allowed between the parts.
/// Throws KeyError with the position, what was expected and what was found.
std::vector<int> parse_tuple(std::string_view text, std::size_t n, int limit);

}  // namespace cartograf

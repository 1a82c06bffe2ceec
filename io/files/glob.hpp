#pragma once

#include <string_view>

namespace cartograf {

/// Whether a glob of fnmatch(3) (`*`, `?`, `[a-z]`, `[!x]`, `\` before a character that means itself) matches a text, in time
/// proportional to their product: fnmatch() takes minutes for some globs of many `*`, and globs come from files.
bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace cartograf

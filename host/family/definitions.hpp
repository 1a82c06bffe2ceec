#pragma once

#include <cstdint>

namespace cartograf {

/// The version of what features are (docs/features.md): raised when a value, a name or the order of columns of any family of a built-in space
/// changes, so that stores of two versions may differ. docs/digests.md has the digests of this version.
inline constexpr std::int64_t kDefinitionsVersion = 1;

}  // namespace cartograf

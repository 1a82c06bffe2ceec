#pragma once

#include <algorithm>

namespace testing_support {

/// Whether a sanitizer watches this build, which then takes three to fifteen times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// `n` repetitions of the same code with other values, or a tenth of them under a sanitizer: values are compared in the builds
/// without one, with it memory is looked at, for which the code has to run, not to run often.
template <class Integer>
constexpr Integer fewer(Integer n) {
  return kSanitized ? std::max<Integer>(1, n / 10) : n;
}

}  // namespace testing_support

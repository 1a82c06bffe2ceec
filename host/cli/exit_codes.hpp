#pragma once

/// Exit codes, as docs/command.md has them. A signal that ends the command gives 128 and its number.
namespace cartograf::cli {

inline constexpr int kFailed = 1;  ///< neither the input nor a device is to blame
inline constexpr int kBadInput = 2;
inline constexpr int kNoDevice = 3;
inline constexpr int kToBeContinued = 4;

}  // namespace cartograf::cli

#pragma once

namespace cartograf::cli {

inline constexpr int kFailed = 1;  ///< the exit code for what neither the input nor a device is to blame for (docs/command.md)

/// The command `cartograf` from its words to its exit code (docs/command.md), whatever goes wrong. It sets how the process takes signals.
int run_program(int argc, char** argv);

}  // namespace cartograf::cli

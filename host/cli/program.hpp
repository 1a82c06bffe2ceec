#pragma once

namespace cartograf::cli {

/// The command `cartograf` from its words to its exit code (docs/command.md), whatever goes wrong. It sets how the process takes signals.
int run_program(int argc, char** argv);

}  // namespace cartograf::cli

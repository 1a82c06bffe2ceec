#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/process.hpp"

namespace testing_cli {

/// What a process wrote to a terminal, which was its standard output and its standard error.
struct TerminalResult {
  int exit_code = -1;
  std::string bytes;
  std::vector<std::string> screen;  ///< the lines that are there at the end, without colours and blanks at their ends
};

/// Runs the command in a pseudo-terminal of so many columns. `variables`: of its environment, NAME=VALUE.
TerminalResult run_in_terminal(const Arguments& arguments, const std::filesystem::path& folder, int columns = 100,
                               const std::vector<std::string>& variables = {});

}  // namespace testing_cli

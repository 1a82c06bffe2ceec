#pragma once

#include <signal.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace testing_hostile {

/// What a run of the binary did that was stopped at each of its system calls.
struct TracedRun {
  std::uint64_t n_calls = 0;  ///< system calls, of all its threads and processes
  int exit_code = -1;         ///< -1 when a signal ended it
};

/// Runs the binary in a folder, and sends it a signal at the beginning or the end of its system call `at` (0: never). What a process leaves
/// on the disk changes at system calls alone, so that these are all the moments that there are. Throws where processes may not be traced.
TracedRun run_traced(const std::vector<std::string>& arguments, const std::filesystem::path& folder, std::uint64_t at = 0, int signal = SIGKILL);

}  // namespace testing_hostile

#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace testing_hostile {

/// How a run of the command ended that was watched.
struct LimitedRun {
  int exit_code = -1;  ///< -1 when a signal ended it
  int signal = 0;
  bool hung = false;        ///< it was killed since it took longer than it may
  long peak_mebibytes = 0;  ///< of the process and of those that it waited for, the largest
  std::string out, err;
};

/// Runs the command in a folder, in a process that is forked from this one, for at most so long. `name`: of the files with what it
/// writes, for runs side by side.
LimitedRun run_limited(const std::vector<std::string>& arguments, const std::filesystem::path& folder, std::chrono::seconds most = std::chrono::seconds(40),
                       const std::string& name = "run");

}  // namespace testing_hostile

#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace testing_cli {

using Arguments = std::vector<std::string>;

/// How a process ended, and what it wrote.
struct Result {
  int exit_code = -1;  ///< -1 when a signal ended it
  int signal = 0;      ///< that ended it, or 0
  std::string out, err;
};

/// The cartograf binary in a process of its own, in `folder`; its standard output goes to `out` where that is given.
/// A process still running is killed at the end of the object's life.
class Process {
 public:
  Process(const Arguments& arguments, const std::filesystem::path& folder, const std::filesystem::path& out = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }
  bool running();
  void send(int signal) const;
  /// Waits until the process catches this signal, for at most 20 seconds.
  void wait_until_it_catches(int signal);
  /// Waits until what it wrote to its standard error until now is what is waited for, or it has ended.
  void wait_until_it_says(const std::function<bool(const std::string& err)>& is_said);
  /// Waits until the process has computed for so long, on all processors together, or has ended.
  void wait_until_it_took(std::chrono::milliseconds time);
  Result wait();

 private:
  void collect(int status);

  pid_t id_ = -1;
  bool ended_ = false;
  std::filesystem::path captured_;
  Result result_;
};

/// Runs the binary to its end.
Result run(const Arguments& arguments, const std::filesystem::path& folder, const std::filesystem::path& out = {});

}  // namespace testing_cli

#include "tests/hostile/traced_run.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace testing_hostile {
namespace {

constexpr int kSystemCall = SIGTRAP | 0x80;  // as PTRACE_O_TRACESYSGOOD says it

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // it traces too, and a process has one tracer
  setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
  setenv("OMP_WAIT_POLICY", "passive", 1);
  const int nothing = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; ++i) dup2(nothing, i);
  if (chdir(folder.c_str()) != 0) _exit(127);
  std::vector<char*> words = {const_cast<char*>(CARTOGRAF_BINARY)};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(126);
  raise(SIGSTOP);
  execv(CARTOGRAF_BINARY, words.data());
  _exit(127);
}

/// The signal that a stopped thread is to get when it goes on: none where it stopped for the tracer's sake.
int signal_to_deliver(int status) {
  const int signal = WSTOPSIG(status);
  const bool event = status >> 16 != 0;
  return event || signal == kSystemCall || signal == SIGSTOP ? 0 : signal;
}

}  // namespace

TracedRun run_traced(const std::vector<std::string>& arguments, const std::filesystem::path& folder, std::uint64_t at, int signal) {
  const pid_t id = fork();
  if (id < 0) throw std::runtime_error("cannot start a process");
  if (id == 0) become(arguments, folder);
  int status = 0;
  if (waitpid(id, &status, 0) != id || !WIFSTOPPED(status)) throw std::runtime_error("processes may not be traced here");
  constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  ptrace(PTRACE_SETOPTIONS, id, nullptr, options);
  TracedRun run;
  std::uint64_t n_stops = 0;
  pid_t stopped = id;
  do {
    if (WIFSTOPPED(status)) {
      if (WSTOPSIG(status) == kSystemCall && ++n_stops == at) kill(id, signal);
      ptrace(PTRACE_SYSCALL, stopped, nullptr, static_cast<long>(signal_to_deliver(status)));
    } else if (stopped == id && WIFEXITED(status)) {
      run.exit_code = WEXITSTATUS(status);
    }
    // Processes that it started end by themselves when it has ended.
  } while ((stopped = waitpid(-1, &status, __WALL)) > 0);
  run.n_calls = n_stops;
  return run;
}

}  // namespace testing_hostile

#include "tests/hostile/limited_run.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "host/cli/program.hpp"
#include "tests/support/files.hpp"

namespace testing_hostile {

LimitedRun run_limited(const std::vector<std::string>& arguments, const std::filesystem::path& folder, std::chrono::seconds most, const std::string& name) {
  const std::filesystem::path out = folder / (name + ".out"), err = folder / (name + ".err");
  std::fflush(nullptr);  // what this process has yet to print would be printed by the other too, into its output
  std::cout.flush();
  const pid_t id = fork();
  if (id < 0) throw std::runtime_error("cannot start a process");
  if (id == 0) {
    const int descriptors[] = {open("/dev/null", O_RDONLY), open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)};
    for (int i = 0; i < 3; ++i) dup2(descriptors[i], i);
    if (chdir(folder.c_str()) != 0) _exit(127);
    std::string name_of_program = "cartograf";
    std::vector<std::string> words = arguments;
    std::vector<char*> pointers = {name_of_program.data()};
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    // To be loaded anew would take most of the time of a run.
    const int code = cartograf::cli::run_program(static_cast<int>(pointers.size()) - 1, pointers.data());
#if defined(__SANITIZE_ADDRESS__)
    std::exit(code);  // looks for leaks
#else
    std::fflush(nullptr);
    _exit(code);
#endif
  }
  LimitedRun run;
  const auto end = std::chrono::steady_clock::now() + most;
  int status = 0;
  rusage used{};
  while (wait4(id, &status, WNOHANG, &used) == 0) {
    if (std::chrono::steady_clock::now() > end && !run.hung) {
      run.hung = true;
      kill(id, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  run.peak_mebibytes = used.ru_maxrss / 1024;
  run.out = testing_support::read_bytes(out);
  run.err = testing_support::read_bytes(err);
  std::filesystem::remove(out);
  std::filesystem::remove(err);
  return run;
}

}  // namespace testing_hostile

#include "tests/cli/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "tests/support/files.hpp"

namespace testing_cli {
namespace {

/// A folder outside of the one under test, which holds nothing but what the tests put there.
std::filesystem::path make_capture_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "cartograf-output-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  return name;
}

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void open(int descriptor, const std::filesystem::path& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, 0666);
  }
  void change_folder(const std::filesystem::path& folder) { posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// The mask of caught signals that Linux shows of a process; 0 when there is none.
unsigned long long caught_signals(pid_t id) {
  std::ifstream status("/proc/" + std::to_string(id) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigCgt:")) return std::stoull(line.substr(7), nullptr, 16);
  }
  return 0;
}

}  // namespace

Process::Process(const Arguments& arguments, const std::filesystem::path& folder, const std::filesystem::path& out)
    : captured_(make_capture_folder()) {
  SpawnActions actions;
  actions.change_folder(folder);
  actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  actions.open(STDOUT_FILENO, out.empty() ? captured_ / "out" : out, O_WRONLY | O_CREAT);
  actions.open(STDERR_FILENO, captured_ / "err", O_WRONLY | O_CREAT);
  std::vector<std::string> words = {CARTOGRAF_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int error = posix_spawn(&id_, CARTOGRAF_BINARY, actions.get(), nullptr, argv.data(), environ);
  if (error != 0) throw std::runtime_error(std::string("cannot start " CARTOGRAF_BINARY ": ") + std::strerror(error));
}

Process::~Process() {
  if (!ended_) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(captured_, ignored);
}

bool Process::running() {
  int status = 0;
  if (!ended_ && waitpid(id_, &status, WNOHANG) == id_) collect(status);
  return !ended_;
}

void Process::send(int signal) const { kill(id_, signal); }

void Process::wait_until_it_catches(int signal) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (running() && std::chrono::steady_clock::now() < end) {
    if ((caught_signals(id_) >> (signal - 1) & 1) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Process::wait_until_it_says(const std::function<bool(const std::string& err)>& is_said) {
  while (running() && !is_said(testing_support::read_bytes(captured_ / "err"))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void Process::wait_until_it_took(std::chrono::milliseconds time) {
  clockid_t clock{};
  if (clock_getcpuclockid(id_, &clock) != 0) return;
  timespec taken{};
  while (running() && clock_gettime(clock, &taken) == 0 && std::chrono::seconds(taken.tv_sec) + std::chrono::nanoseconds(taken.tv_nsec) < time) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Result Process::wait() {
  int status = 0;
  if (!ended_ && waitpid(id_, &status, 0) == id_) collect(status);
  return result_;
}

void Process::collect(int status) {
  ended_ = true;
  if (WIFEXITED(status)) result_.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result_.signal = WTERMSIG(status);
  if (std::filesystem::exists(captured_ / "out")) result_.out = testing_support::read_bytes(captured_ / "out");
  result_.err = testing_support::read_bytes(captured_ / "err");
}

Result run(const Arguments& arguments, const std::filesystem::path& folder, const std::filesystem::path& out) {
  return Process(arguments, folder, out).wait();
}

}  // namespace testing_cli

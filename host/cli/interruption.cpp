#include "host/cli/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "io/files/unfinished.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

constexpr unsigned kPatience = 1;  // seconds
constexpr std::array kStops = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> stop_signal = 0, n_checkpoints = 0;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::string_view name_of(int signal) {
  switch (signal) {
    case SIGINT: return "Ctrl-C";
    case SIGTERM: return "SIGTERM";
    default: return "SIGHUP";
  }
}

void say(std::string_view text) {
  if (write(STDERR_FILENO, text.data(), text.size()) < 0) return;  // nobody reads it
}

/// In the handler of a signal: nothing here allocates or takes a lock.
[[noreturn]] void end_now(int signal) {
  remove_unfinished();
  if (isatty(STDERR_FILENO) == 1) say("\r\x1b[K");  // a progress bar
  say("cartograf: stopped by ");
  say(name_of(signal));
  say("\n");
  _exit(128 + signal);
}

void on_stop(int signal) {
  if (stop_signal != 0 || n_checkpoints == 0) end_now(signal);
  stop_signal = signal;
  alarm(kPatience);
}

void on_alarm(int) { end_now(stop_signal); }

void on_closed_pipe(int) {
  remove_unfinished();
  ::signal(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
}

bool is_ignored(int signal) {
  struct sigaction found {};
  return sigaction(signal, nullptr, &found) == 0 && found.sa_handler == SIG_IGN;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_signals() {
  for (const int signal : kStops) {
    if (!is_ignored(signal)) handle(signal, on_stop);
  }
  if (!is_ignored(SIGPIPE)) handle(SIGPIPE, on_closed_pipe);
  handle(SIGALRM, on_alarm);
}

Checkpoints::Checkpoints() { ++n_checkpoints; }

Checkpoints::~Checkpoints() { --n_checkpoints; }

void check_for_stop() {
  if (stop_signal != 0) throw Interrupted("stopped by " + std::string(name_of(stop_signal)));
}

int exit_code_of_stop() { return 128 + stop_signal; }

}  // namespace cartograf::cli

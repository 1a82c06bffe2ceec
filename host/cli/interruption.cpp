#include "host/cli/interruption.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "host/cli/exit_codes.hpp"
#include "host/cli/terminal.hpp"
#include "io/files/unfinished.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

constexpr time_t kPatience = 1;  // seconds
constexpr std::array kStops = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> stop_signal = 0, n_checkpoints = 0;
std::atomic<bool> continued_later = false, at_first_signal = false;
std::atomic<void (*)(int)> tell_before_end = nullptr;
timer_t timer{};

int end_of_patience() { return SIGRTMIN + 7; }
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::string_view name_of(int signal) {
  switch (signal) {
    case SIGINT: return "Ctrl-C";
    case SIGTERM: return "SIGTERM";
    case SIGUSR1: return "SIGUSR1";
    default: return "SIGHUP";
  }
}

/// A person who types Ctrl-C gets what every command gives.
int exit_code(int signal) { return continued_later && signal != SIGINT ? kToBeContinued : 128 + signal; }

constexpr std::string_view kHowToGoOn = "; the same command with --resume goes on";

/// In the handler of a signal: nothing here allocates or takes a lock.
[[noreturn]] void end_now(int signal) {
  remove_unfinished();
  if (isatty(STDERR_FILENO) == 1) write_where_room("\r\x1b[K");  // a progress bar
  if (void (*const tell)(int) = tell_before_end; tell != nullptr) tell(exit_code(signal));
  write_where_room("cartograf: stopped by ");
  write_where_room(name_of(signal));
  if (continued_later) write_where_room(kHowToGoOn);
  write_where_room("\n");
  _exit(exit_code(signal));
}

/// True in another thread than the first, which then gets the signal: files are made there, and one that is about to be made is not yet
/// known to a handler that runs beside it.
bool left_to_first_thread(int signal) {
  const pid_t first = getpid();
  return gettid() != first && tgkill(first, first, signal) == 0;
}

void wait_a_second() {
  itimerspec patience{};
  patience.it_value.tv_sec = kPatience;
  timer_settime(timer, 0, &patience, nullptr);
}

/// Outputs of which some have their final names would be neither all nor none; when all have them the command has done its work and is
/// about to end.
void on_stop(int signal) {
  if (left_to_first_thread(signal)) return;
  const bool second = stop_signal != 0;
  const Naming files = naming();
  if (files == Naming::under_way) {
    stop_signal = signal;
    return wait_a_second();
  }
  if (second || ((n_checkpoints == 0 || at_first_signal) && files == Naming::none)) end_now(signal);
  stop_signal = signal;
  wait_a_second();
}

void on_end_of_patience(int signal) {
  if (stop_signal == 0 || left_to_first_thread(signal)) return;  // 0: the signal is somebody else's
  if (naming() == Naming::under_way) return wait_a_second();
  end_now(stop_signal);
}

/// A closed pipe, or no processor time left.
void on_end_by_system(int signal) {
  if (left_to_first_thread(signal)) return;
  remove_unfinished();
  ::signal(signal, SIG_DFL);
  raise(signal);
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
  for (const int signal : {SIGPIPE, SIGXCPU}) {
    if (!is_ignored(signal)) handle(signal, on_end_by_system);
  }
  // A timer and a signal of its own: SIGALRM may be somebody else's.
  handle(end_of_patience(), on_end_of_patience);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, end_of_patience());
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = end_of_patience();
  timer_create(CLOCK_MONOTONIC, &event, &timer);
}

Checkpoints::Checkpoints() { ++n_checkpoints; }

Checkpoints::~Checkpoints() { --n_checkpoints; }

void end_at_first_signal() { at_first_signal = true; }

void before_ending_at_once(void (*tell)(int exit_code)) { tell_before_end = tell; }

void check_for_stop() {
  if (stop_signal == 0 || naming() == Naming::done) return;
  throw Interrupted("stopped by " + std::string(name_of(stop_signal)) + std::string(continued_later ? kHowToGoOn : ""));
}

ContinuedLater::ContinuedLater() {
  continued_later = true;
  if (!is_ignored(SIGUSR1)) handle(SIGUSR1, on_stop);
}

ContinuedLater::~ContinuedLater() {
  if (stop_signal != 0) return;  // the exit code is asked for later
  continued_later = false;
  if (!is_ignored(SIGUSR1)) ::signal(SIGUSR1, SIG_DFL);
}

int exit_code_of_stop() { return exit_code(stop_signal); }

}  // namespace cartograf::cli

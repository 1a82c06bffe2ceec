#pragma once

namespace cartograf::cli {

/// What Ctrl-C (SIGINT), SIGTERM, a closed terminal (SIGHUP) and a closed pipe (SIGPIPE) do from now on. Signals that are ignored
/// when the process starts (nohup, jobs in the background) stay ignored.
///
/// While there are Checkpoints the first signal is left to check_for_stop(), so that work ends in order; if that takes longer than a
/// second, or there are none, or at a second signal, the process ends at once: partial files are removed, the exit code is 128 and
/// the number of the signal. SIGPIPE and SIGXCPU remove them too and end the process as they always do, without a word.
void catch_signals();

/// Work that calls check_for_stop() now and then.
class Checkpoints {
 public:
  Checkpoints();
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;
};

/// Work whose unfinished output a later run goes on with. While it lives SIGTERM, SIGHUP and SIGUSR1, which schedulers send before they
/// kill, end the process with the exit code 4: to be continued.
class ContinuedLater {
 public:
  ContinuedLater();
  ~ContinuedLater();
  ContinuedLater(const ContinuedLater&) = delete;
  ContinuedLater& operator=(const ContinuedLater&) = delete;
};

/// From now on the first signal ends the process at once, also while there are Checkpoints: of processes that end together, which
/// something else than this one kills a second later.
void end_at_first_signal();

/// What is called in the handler of a signal that ends the process at once, with its exit code, before the sentence is written; it may
/// neither allocate nor take a lock. nullptr: nothing.
void before_ending_at_once(void (*tell)(int exit_code));

/// Throws Interrupted when a signal came.
void check_for_stop();

/// 130, 143 or 129: 128 and the signal that stopped the work; 4 where it is continued later.
int exit_code_of_stop();

}  // namespace cartograf::cli

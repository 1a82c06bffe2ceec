#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace cartograf::cli {

/// Asks the process to stop at the next batch when Ctrl-C or SIGTERM comes; a second signal ends it at once.
void stop_on_signals();

/// A bar with rate and time left on stderr, only when that is a terminal. update() throws Interrupted after a signal.
class ProgressBar {
 public:
  /// `unit`: what is counted, for the rate, such as "architectures".
  explicit ProgressBar(std::string unit);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::uint64_t done, std::uint64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  std::string unit_;
  bool visible_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_{};
};

}  // namespace cartograf::cli

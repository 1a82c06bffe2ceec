#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "host/engine/execution.hpp"

namespace cartograf::cli {

/// A bar with rate and time left on stderr, only when that is a terminal. While there is one, the first Ctrl-C or SIGTERM
/// makes the next update() throw Interrupted, so that what is being written is removed; a second one ends the process.
class ProgressBar {
 public:
  /// `unit`: what is counted, for the rate, such as "architectures".
  explicit ProgressBar(std::string unit);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::uint64_t done, std::uint64_t total);
  /// What work calls, for an Execution that the bar outlives.
  Progress progress() {
    return [this](std::uint64_t done, std::uint64_t total) { update(done, total); };
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::string unit_;
  bool visible_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_{};
};

}  // namespace cartograf::cli

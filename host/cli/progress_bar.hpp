#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "host/cli/interruption.hpp"
#include "host/engine/execution.hpp"

namespace cartograf::cli {

/// A line on stderr that says what runs, how far it is, its rate and the time left; only where that is a terminal, and not with
/// `--no-progress` or `--quiet`. What is printed meanwhile erases it first (clear_progress()). update() calls check_for_stop().
class ProgressBar {
 public:
  /// `what`: what runs, such as "features nasbench101". `output`: a file that is written meanwhile; with standard output on a
  /// terminal there is no bar, which would stand among its lines.
  explicit ProgressBar(std::string what, const std::string& output = {});
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
  std::string what_;
  bool visible_;
  Checkpoints checkpoints_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_{};
};

/// The line of a bar, at most `width` columns: the bar itself goes first where it does not fit.
std::string progress_line(const std::string& what, std::uint64_t done, std::uint64_t total, double seconds, std::size_t width);

/// Erases the bar that is drawn, and says whether one was: before something else is printed. The next update draws it again.
bool clear_progress();

}  // namespace cartograf::cli

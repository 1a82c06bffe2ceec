#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "host/cli/interruption.hpp"
#include "host/cli/progress_json.hpp"
#include "host/cli/work_state.hpp"
#include "host/engine/execution.hpp"

namespace cartograf::cli {

/// A line on stderr that says what runs, how far it is, its rate, the time left and how large a store is; only where that is a terminal, and
/// not with `--progress none` or `--quiet`. What is printed meanwhile erases it first (clear_progress()). With `--progress json` lines of JSON
/// in its place, anywhere (ProgressLines); the last says how the work ended, when the object is destroyed. update() calls check_for_stop().
class ProgressBar {
 public:
  /// `what`: what runs, such as "features nasbench101". `unit`: what is counted, such as "architectures". `output`: a file that is written
  /// meanwhile; with standard output on a terminal there is no bar, which would stand among its lines.
  ProgressBar(std::string what, std::string unit, const std::string& output = {});
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::uint64_t done, std::uint64_t total);
  /// How much of a store is written. The first time, before anything is computed, it is what an earlier run left: rate and time left are
  /// those of the rest.
  void written(const Written& now);
  /// What work calls, for an Execution that the bar outlives.
  Progress progress() {
    return [this](std::uint64_t done, std::uint64_t total) { update(done, total); };
  }
  /// What work that writes a store calls, likewise.
  std::function<void(const Written&)> on_written() {
    return [this](const Written& now) { written(now); };
  }

 private:
  using Clock = std::chrono::steady_clock;
  WorkState state() const;
  Phase ending() const;
  void draw();

  std::string what_;
  bool visible_;
  Checkpoints checkpoints_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_{};
  WorkState state_;
  std::optional<ProgressLines> lines_;
  int exceptions_before_;  ///< under way when the work began
  bool stopped_ = false;   ///< by a signal, in order
};

/// The line of a bar, at most `width` columns: the bar itself goes first where it does not fit, then the size.
std::string progress_line(const std::string& what, const WorkState& state, std::size_t width);

/// Erases the bar that is drawn, and says whether one was: before something else is printed. The next update draws it again.
bool clear_progress();

}  // namespace cartograf::cli

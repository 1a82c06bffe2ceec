#pragma once

#include <string>

#include "host/cli/work_state.hpp"

namespace cartograf::cli {

/// Where work stands, and how it ended.
enum class Phase { running,
                   done,
                   interrupted,
                   to_be_continued,
                   failed };

/// Of work that a signal ended, by the exit code that it gives.
Phase phase_of_stop(int exit_code);

/// One object of JSON on one line, as docs/command.md has it, with its line feed.
std::string progress_json(const std::string& what, const std::string& unit, Phase phase, const WorkState& state);

/// The lines on stderr of one piece of work: one at once, one a second where the work says how far it is, and one at its end, also where a
/// signal ends the process at once. Each is written with one write(); one that a pipe has no room for is left out.
class ProgressLines {
 public:
  /// `what`: what runs. `unit`: what is counted, such as "architectures".
  ProgressLines(std::string what, std::string unit);
  ~ProgressLines();
  ProgressLines(const ProgressLines&) = delete;
  ProgressLines& operator=(const ProgressLines&) = delete;

  void update(const WorkState& state);
  void end(Phase phase, const WorkState& state);

 private:
  std::string what_, unit_;
  double seconds_of_last_ = 0;
};

}  // namespace cartograf::cli

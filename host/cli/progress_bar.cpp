#include "host/cli/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>

#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/terminal.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

std::atomic<bool> drawn = false;

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  if (whole >= 100 * 3600) return counted(whole / 86400, "day");
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string rate_text(double per_second) {
  return per_second >= 100 ? grouped(static_cast<std::uint64_t>(per_second + 0.5)) : fmt::format("{:.2g}", per_second);
}

bool shown(const std::string& output) {
  const bool among_lines = output_descriptor(output) == STDOUT_FILENO && isatty(STDOUT_FILENO) == 1;
  const bool wanted = verbosity().progress == ProgressMode::bar && !verbosity().quiet && !verbosity().no_progress;
  return wanted && takes_escapes(STDERR_FILENO) && !among_lines;
}

/// How large a store is, behind two blanks: "  1.2 GB (8.3:1)".
std::string size_text(const std::optional<Written>& written) {
  if (!written) return {};
  const std::optional<double> ratio = written->compression_ratio();
  return "  " + bytes_text(static_cast<double>(written->bytes)) + (ratio ? fmt::format(" ({:.1f}:1)", *ratio) : std::string());
}

}  // namespace

ProgressBar::ProgressBar(std::string what, std::string unit, const std::string& output)
    : what_(std::move(what)), visible_(shown(output)), exceptions_before_(std::uncaught_exceptions()) {
  if (verbosity().progress == ProgressMode::json && !verbosity().no_progress) lines_.emplace(what_, std::move(unit));
}

ProgressBar::~ProgressBar() {
  clear_progress();
  try {
    if (lines_) lines_->end(ending(), state());
  } catch (const std::exception&) {  // no memory: the exit code has to do
  }
}

Phase ProgressBar::ending() const {
  if (std::uncaught_exceptions() == exceptions_before_) return Phase::done;
  return stopped_ ? phase_of_stop(exit_code_of_stop()) : Phase::failed;
}

WorkState ProgressBar::state() const {
  WorkState now = state_;
  now.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  return now;
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total) {
  state_.done = done;
  state_.total = total;
  try {
    check_for_stop();
  } catch (const Interrupted&) {
    stopped_ = true;
    throw;
  }
  if (lines_) lines_->update(state());
  if (visible_ && done > 0) draw();
}

void ProgressBar::written(const Written& now) {
  if (!state_.written) {
    state_.done = state_.done_before = now.rows;
    start_ = Clock::now();
  }
  state_.written = now;
  if (!visible_ || state_.done == 0 || state_.done != state_.total) return;
  last_drawn_ = {};  // the last batch, which is written when all is computed
  draw();
}

void ProgressBar::draw() {
  const auto now = Clock::now();
  if (now - last_drawn_ < std::chrono::milliseconds(100)) return;
  last_drawn_ = now;
  drawn = true;
  const std::size_t width = terminal_width(STDERR_FILENO) - 1;  // a line that fills the last column may be wrapped
  std::fputs(("\r\x1b[K" + progress_line(what_, state(), width)).c_str(), stderr);
  std::fflush(stderr);
}

std::string progress_line(const std::string& what, const WorkState& state, std::size_t width) {
  const std::uint64_t total = state.total.value_or(state.done);
  const std::optional<double> rate = state.per_second(), left = state.seconds_left();
  const std::string begin = printable(what) + "  ";
  std::string end = fmt::format("{} of {}", grouped(state.done), grouped(total));
  if (rate && left) end += fmt::format("  {}/s  {} left", rate_text(*rate), duration(*left));
  constexpr std::size_t most = 30, least = 8, frame = 4;  // brackets and two blanks
  const std::string size = size_text(state.written);
  if (begin.size() + end.size() + size.size() <= width) end += size;
  const std::size_t taken = begin.size() + end.size() + frame;
  if (taken + least > width) return std::string(beginning(begin + end, width));
  const std::size_t bar = std::min(most, width - taken);
  const auto filled = static_cast<std::size_t>(static_cast<double>(state.done) / static_cast<double>(total) * static_cast<double>(bar));
  return fmt::format("{}[{:#<{}}{:.<{}}]  {}", begin, "", filled, "", bar - filled, end);
}

bool clear_progress() {
  if (!drawn.exchange(false)) return false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  return true;
}

}  // namespace cartograf::cli

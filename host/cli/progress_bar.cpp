#include "host/cli/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/terminal.hpp"
#include "io/files/stream_name.hpp"
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
  return takes_escapes(STDERR_FILENO) && !verbosity().quiet && !verbosity().no_progress && !among_lines;
}

}  // namespace

ProgressBar::ProgressBar(std::string what, const std::string& output) : what_(std::move(what)), visible_(shown(output)) {}

ProgressBar::~ProgressBar() { clear_progress(); }

void ProgressBar::update(std::uint64_t done, std::uint64_t total) {
  check_for_stop();
  const auto now = Clock::now();
  if (!visible_ || done == 0 || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  last_drawn_ = now;
  drawn = true;
  const std::size_t width = terminal_width(STDERR_FILENO) - 1;  // a line that fills the last column may be wrapped
  std::fputs(("\r\x1b[K" + progress_line(what_, done, total, std::chrono::duration<double>(now - start_).count(), width)).c_str(), stderr);
  std::fflush(stderr);
}

std::string progress_line(const std::string& what, std::uint64_t done, std::uint64_t total, double seconds, std::size_t width) {
  const double rate = static_cast<double>(done) / seconds;
  const std::string left = duration(static_cast<double>(total - done) / rate);
  const std::string begin = printable(what) + "  ";
  const std::string end = fmt::format("{} of {}  {}/s  {} left", grouped(done), grouped(total), rate_text(rate), left);
  constexpr std::size_t most = 30, least = 8, frame = 4;  // brackets and two blanks
  const std::size_t taken = begin.size() + end.size() + frame;
  if (taken + least > width) return std::string(beginning(begin + end, width));
  const std::size_t bar = std::min(most, width - taken);
  const auto filled = static_cast<std::size_t>(static_cast<double>(done) / static_cast<double>(total) * static_cast<double>(bar));
  return fmt::format("{}[{:#<{}}{:.<{}}]  {}", begin, "", filled, "", bar - filled, end);
}

bool clear_progress() {
  if (!drawn.exchange(false)) return false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  return true;
}

}  // namespace cartograf::cli

#include "host/cli/progress_bar.hpp"
#include "host/cli/format.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

void request_stop(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

ProgressBar::ProgressBar(std::string unit) : unit_(std::move(unit)), visible_(isatty(STDERR_FILENO) == 1) {
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  std::signal(SIGHUP, request_stop);  // a terminal that is closed
}

ProgressBar::~ProgressBar() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGHUP, SIG_DFL);
  if (drawn_) say("\r\x1b[K");
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total) {
  if (stop_requested != 0) throw Interrupted("stopped by a signal; nothing was written under the final name");
  const auto now = Clock::now();
  if (!visible_ || done == 0 || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  last_drawn_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / seconds;
  constexpr std::uint64_t width = 30;
  const auto filled = static_cast<std::size_t>(done * width / total);
  say("\r\x1b[K[{:#<{}}{:.<{}}] {:3}%  {:.4g} {}/s  {} left", "", filled, "", width - filled, done * 100 / total,
      rate, unit_, duration(static_cast<double>(total - done) / rate));
  std::fflush(stderr);
}

}  // namespace cartograf::cli

#include "host/cli/progress_json.hpp"

#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "host/cli/exit_codes.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/terminal.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

using ProgressJson = nlohmann::ordered_json;

constexpr std::string_view text_of(Phase phase) {
  switch (phase) {
    case Phase::running: return "running";
    case Phase::done: return "done";
    case Phase::interrupted: return "interrupted";
    case Phase::to_be_continued: return "to_be_continued";
    case Phase::failed: break;
  }
  return "failed";
}

constexpr std::string_view kEndOfLine = "\"}\n";

/// With three digits behind the point.
ProgressJson finite(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return std::round(*value * 1000) / 1000;
}

/// All of a line but the name of the phase, which comes last: a handler of signals may put another there.
std::string line_without_phase(const std::string& what, const std::string& unit, const WorkState& state) {
  const std::optional<Written>& written = state.written;
  const ProgressJson json = {{"what", std::string(beginning(printable_line(what), kMostQuoted))},
                             {"done", state.done},
                             {"done_before", state.done_before},
                             {"total", state.total ? ProgressJson(*state.total) : ProgressJson()},
                             {"unit", unit},
                             {"seconds", finite(state.seconds)},
                             {"per_second", finite(state.per_second())},
                             {"seconds_left", finite(state.seconds_left())},
                             {"bytes", written ? ProgressJson(written->bytes) : ProgressJson()},
                             {"bytes_uncompressed", written ? ProgressJson(written->bytes_uncompressed) : ProgressJson()},
                             {"compression_ratio", written ? finite(written->compression_ratio()) : ProgressJson()}};
  std::string text = json.dump();
  text.back() = ',';
  return text + "\"state\":\"";
}

std::string line_of(std::string beginning_of_line, Phase phase) { return std::move(beginning_of_line.append(text_of(phase)).append(kEndOfLine)); }

/// The newest line without its phase, where a handler of signals finds it. Of two places one is written while the other is valid.
class LastLine {
 public:
  void keep(const std::string& line) {
    const int place = valid_ == 0 ? 1 : 0;
    if (taken_ || line.size() > texts_[0].size()) return;
    std::memcpy(texts_[static_cast<std::size_t>(place)].data(), line.data(), line.size());
    sizes_[static_cast<std::size_t>(place)] = line.size();
    valid_ = place;
  }
  void forget() { valid_ = kNone; }

  /// In a handler, once: nothing is kept from then on. A keep() that is under way writes to the other place.
  std::string_view take() {
    taken_ = true;
    const int place = valid_;
    if (place == kNone) return {};
    return {texts_[static_cast<std::size_t>(place)].data(), sizes_[static_cast<std::size_t>(place)]};
  }

  static constexpr std::size_t kMostSize = 2048;  // a pipe takes 4,096 bytes at once

 private:
  static constexpr int kNone = -1;
  std::array<std::array<char, kMostSize>, 2> texts_{};
  std::array<std::size_t, 2> sizes_{};
  std::atomic<int> valid_ = kNone;
  std::atomic<bool> taken_ = false;
};

LastLine last_line;

void tell_end_by_signal(int exit_code) {
  const std::string_view line = last_line.take();
  if (line.empty()) return;
  std::array<char, LastLine::kMostSize + 64> text;
  std::size_t size = 0;
  for (const std::string_view part : {line, text_of(phase_of_stop(exit_code)), kEndOfLine}) {
    std::memcpy(text.data() + size, part.data(), part.size());
    size += part.size();
  }
  write_where_room({text.data(), size});
}

}  // namespace

Phase phase_of_stop(int exit_code) { return exit_code == kToBeContinued ? Phase::to_be_continued : Phase::interrupted; }

std::string progress_json(const std::string& what, const std::string& unit, Phase phase, const WorkState& state) {
  return line_of(line_without_phase(what, unit, state), phase);
}

ProgressLines::ProgressLines(std::string what, std::string unit) : what_(std::move(what)), unit_(std::move(unit)) {
  const std::string line = line_without_phase(what_, unit_, {});
  last_line.keep(line);
  before_ending_at_once(tell_end_by_signal);
  write_where_room(line_of(line, Phase::running));
}

ProgressLines::~ProgressLines() { before_ending_at_once(nullptr); }

void ProgressLines::update(const WorkState& state) {
  const std::string line = line_without_phase(what_, unit_, state);
  last_line.keep(line);
  if (state.seconds - seconds_of_last_ < 1) return;
  seconds_of_last_ = state.seconds;
  write_where_room(line_of(line, Phase::running));
}

void ProgressLines::end(Phase phase, const WorkState& state) {
  last_line.forget();
  write_where_room(progress_json(what_, unit_, phase, state));
}

}  // namespace cartograf::cli

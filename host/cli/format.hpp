#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "kernels/base/printable.hpp"

namespace cartograf::cli {

/// A message to people, on stderr. Whether anybody can read it must not change what the command does or its exit code. What
/// a file put into it does nothing to a terminal.
template <class... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
  std::fputs(printable(fmt::format(text, std::forward<Args>(args)...)).c_str(), stderr);
}

/// A result for people, on stdout. What a file put into it does nothing to a terminal. fmt::print would throw where the output
/// is full; main looks at the state of the stream.
template <class... Args>
void show(fmt::format_string<Args...> text, Args&&... args) {
  std::fputs(printable(fmt::format(text, std::forward<Args>(args)...)).c_str(), stdout);
}

/// Something that a user should know, but that changes nothing.
inline void say_note(const std::string& note) { say("note: {}\n", note); }

/// 15625 -> "15,625".
inline std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

/// Bytes as people read them: "11.9 MB" (powers of 1000).
inline std::string bytes_text(double bytes) {
  const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit < 6) {
    bytes /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} {}", bytes, units[0]) : fmt::format("{:.1f} {}", bytes, units[unit]);
}

inline std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace cartograf::cli

#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/cli/terminal.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {

/// Text on stderr, in place of a progress bar that is there. Whether anybody can read it must not change what the command does or
/// its exit code.
void write_message(std::string_view text);
/// Text on stdout, as it is, behind a progress bar that is there. fmt::print would throw where the output is full; main looks at the
/// state of the stream.
void write_result(std::string_view text);

/// A message to people, on stderr. What a file put into it does nothing to a terminal.
template <class... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
  write_message(printable(fmt::format(text, std::forward<Args>(args)...)));
}

/// The same of what was done, which `--quiet` leaves out.
template <class... Args>
void say_done(fmt::format_string<Args...> text, Args&&... args) {
  if (!verbosity().quiet) say(text, std::forward<Args>(args)...);
}

/// Something that a user should know, but that changes nothing.
inline void say_note(const std::string& note) { say("note: {}\n", note); }

/// What a command that wrote a file says at its end: "F.csv: 300 rows, 12.3 kB". `what`: what was written. Of a stream nothing, since
/// that is the result itself.
void say_written(const std::string& output, const std::string& what);

/// A result on stdout, such as JSON.
template <class... Args>
void print(fmt::format_string<Args...> text, Args&&... args) {
  write_result(fmt::format(text, std::forward<Args>(args)...));
}

/// A result for people. What a file put into it does nothing to a terminal.
template <class... Args>
void show(fmt::format_string<Args...> text, Args&&... args) {
  write_result(printable(fmt::format(text, std::forward<Args>(args)...)));
}

/// The first line of a table for people, without its line feed.
void show_header(const std::string& line);

inline std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace cartograf::cli

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cartograf::cli {

/// How much a command says on stderr beside errors and notes: `--quiet` and `--no-progress`.
struct Verbosity {
  bool quiet = false;        ///< neither progress nor what was written
  bool no_progress = false;  ///< no bar
};

/// That of this process, which the options set.
Verbosity& verbosity();

/// Columns of the terminal behind a descriptor; 80 where there is none.
std::size_t terminal_width(int descriptor);

/// Whether a terminal that understands escape sequences is behind a descriptor; TERM=dumb says that it does not.
bool takes_escapes(int descriptor);

/// Whether text that goes to a descriptor may be coloured: a terminal that can, and no NO_COLOR (https://no-color.org).
bool takes_colour(int descriptor);

/// The text inside single quotes of a POSIX shell.
std::string shell_quoted(const std::string& text);

/// The text as a heading (bold) or an error (red), where the descriptor takes it; else as it is.
std::string bold(std::string_view text, int descriptor);
std::string red(std::string_view text, int descriptor);

}  // namespace cartograf::cli

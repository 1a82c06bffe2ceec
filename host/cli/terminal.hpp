#pragma once

#include <signal.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace cartograf::cli {

enum class ProgressMode { none,
                          bar,  ///< on a terminal
                          json };

/// How much a command says on stderr beside errors and notes: `--quiet`, `--progress` and `--no-progress`.
struct Verbosity {
  bool quiet = false;        ///< neither a bar nor what was written
  bool no_progress = false;  ///< neither a bar nor lines of JSON
  ProgressMode progress = ProgressMode::bar;
};

/// That of this process, which the options set.
Verbosity& verbosity();

/// Columns of the terminal behind a descriptor; 80 where there is none.
std::size_t terminal_width(int descriptor);

/// Whether a terminal that understands escape sequences is behind a descriptor; TERM=dumb says that it does not.
bool takes_escapes(int descriptor);

/// While it lives a pipe that nobody reads sends the calling thread no SIGPIPE.
class WithoutSigpipe {
 public:
  WithoutSigpipe();
  ~WithoutSigpipe();
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  sigset_t before_{};
};

/// Writes to stderr, with one write(), where there is room at once and somebody reads it; else nothing happens. At most 4,096 bytes. For
/// handlers of signals too: it neither allocates nor takes a lock.
void write_where_room(std::string_view text);

/// Whether text that goes to a descriptor may be coloured: a terminal that can, and no NO_COLOR (https://no-color.org).
bool takes_colour(int descriptor);

/// The text inside single quotes of a POSIX shell.
std::string shell_quoted(const std::string& text);

/// The text as a heading (bold) or an error (red), where the descriptor takes it; else as it is.
std::string bold(std::string_view text, int descriptor);
std::string red(std::string_view text, int descriptor);

}  // namespace cartograf::cli

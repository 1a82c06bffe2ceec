#include "tests/cli/terminal.hpp"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace testing_cli {
namespace {

/// A terminal that knows what the command may send: line feeds, carriage returns, "erase to the end of the line", and colours.
std::vector<std::string> screen_of(const std::string& bytes) {
  std::vector<std::string> lines(1);
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string& line = lines.back();
    if (bytes.compare(i, 3, "\x1b[K") == 0) {
      line.resize(std::min(line.size(), column));
      i += 2;
    } else if (bytes.compare(i, 2, "\x1b[") == 0) {
      i = bytes.find('m', i);
      if (i == bytes.npos) throw std::runtime_error("an escape sequence that is not known");
    } else if (bytes[i] == '\r') {
      column = 0;
    } else if (bytes[i] == '\n') {
      lines.emplace_back();
      column = 0;
    } else {
      if (line.size() <= column) line.resize(column + 1, ' ');
      line[column++] = bytes[i];
    }
  }
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

TerminalResult run_in_terminal(const Arguments& arguments, const std::filesystem::path& folder, int columns,
                               const std::vector<std::string>& variables) {
  winsize size{};
  size.ws_row = 50;
  size.ws_col = static_cast<unsigned short>(columns);
  int terminal = -1;
  const pid_t id = forkpty(&terminal, nullptr, nullptr, &size);
  if (id < 0) throw std::runtime_error("cannot make a pseudo-terminal");
  if (id == 0) {
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    for (const std::string& variable : variables) putenv(const_cast<char*>(variable.c_str()));
    std::vector<char*> argv = {const_cast<char*>(CARTOGRAF_BINARY)};
    for (const std::string& word : arguments) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    if (chdir(folder.c_str()) == 0) execv(CARTOGRAF_BINARY, argv.data());
    _exit(127);
  }
  TerminalResult result;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(terminal, buffer, sizeof buffer)) > 0;) result.bytes.append(buffer, static_cast<std::size_t>(n));
  close(terminal);
  int status = 0;
  waitpid(id, &status, 0);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  result.screen = screen_of(result.bytes);
  return result;
}

}  // namespace testing_cli

#include "host/cli/format.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "host/cli/progress_bar.hpp"
#include "io/files/stream_name.hpp"

namespace cartograf::cli {

void write_message(std::string_view text) {
  clear_progress();
  const WithoutSigpipe without;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void write_result(std::string_view text) {
  const bool behind_bar = clear_progress();
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (behind_bar) std::fflush(stdout);  // before the bar is drawn again
}

namespace {

/// Of a file, or of all files of a folder.
std::uintmax_t size_on_disk(const std::filesystem::path& path, std::error_code& failed) {
  if (!std::filesystem::is_directory(path, failed)) return std::filesystem::file_size(path, failed);
  std::uintmax_t size = 0;
  for (std::filesystem::recursive_directory_iterator entry(path, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->is_regular_file(failed)) size += entry->file_size(failed);
  }
  return size;
}

}  // namespace

void say_written(const std::string& output, const std::string& what) {
  if (output.empty() || is_stream(output)) return;
  std::error_code failed;
  const std::uintmax_t size = size_on_disk(output, failed);
  say_done("{}: {}{}\n", printable_line(output_name(output)), what, failed ? std::string() : ", " + bytes_text(static_cast<double>(size)));
}

void show_header(const std::string& line) { write_result(bold(printable(line), STDOUT_FILENO) + "\n"); }

}  // namespace cartograf::cli

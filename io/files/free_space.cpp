#include "io/files/free_space.hpp"

#include <cerrno>
#include <system_error>

#include "io/files/stream_name.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;

/// The folder that a file is written to: that of what a symbolic link points to.
fs::path folder_of_end(const fs::path& file) {
  std::error_code failed;
  const fs::path end = fs::weakly_canonical(fs::absolute(file, failed), failed);
  return (failed ? file : end).parent_path();
}

}  // namespace

void throw_write_error(const std::string& failed, int error) {
  const std::string message = failed + ": " + describe_errno(error);
  if (error == ENOSPC || error == EDQUOT) throw DiskFull(message);
  throw IoError(message);
}

std::optional<std::uint64_t> free_space(const fs::path& file) {
  std::error_code failed;
  const fs::space_info space = fs::space(folder_of_end(file), failed);
  if (failed || space.capacity == 0) return std::nullopt;  // 0: a file system that does not count, as a tmpfs without a limit
  return space.available;
}

void require_free_space(const fs::path& file, double bytes, const std::string& what, const std::string& advice) {
  const std::optional<std::uint64_t> free = free_space(file);
  if (!free || bytes <= static_cast<double>(*free)) return;  // where it cannot be asked, writing will tell
  throw IoError(output_name(file) + ": No space left on device: " + what + ", there are " + bytes_text(static_cast<double>(*free)) + " free; " + advice);
}

std::string room_text(const fs::path& file, std::uint64_t bytes_written) {
  const std::optional<std::uint64_t> free = free_space(file);
  return "; " + bytes_text(static_cast<double>(bytes_written)) + " of it were written" + (free ? ", " + bytes_text(static_cast<double>(*free)) + " are free" : "");
}

}  // namespace cartograf

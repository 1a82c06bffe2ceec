#include "io/files/descriptor.hpp"

#include <poll.h>
#include <sys/stat.h>

#include <cerrno>

#include "io/files/free_space.hpp"

namespace cartograf {

void write_all(int descriptor, std::string_view bytes, const std::string& failed) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // somebody made the stream non-blocking
      pollfd ready{descriptor, POLLOUT, 0};
      poll(&ready, 1, -1);
      continue;
    }
    if (written < 0) throw_write_error(failed, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::uint64_t file_size(int descriptor) {
  struct stat now {};
  return fstat(descriptor, &now) == 0 ? static_cast<std::uint64_t>(now.st_size) : 0;
}

std::size_t read_at(int descriptor, void* out, std::size_t n, std::uint64_t offset) {
  std::size_t taken = 0;
  while (taken < n) {
    const ssize_t got = pread(descriptor, static_cast<char*>(out) + taken, n - taken, static_cast<off_t>(offset + taken));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    taken += static_cast<std::size_t>(got);
  }
  return taken;
}

}  // namespace cartograf

#include "io/files/file_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace cartograf {

Lock try_lock(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (fcntl(descriptor, F_OFD_SETLK, &whole) == 0) return Lock::taken;
  return errno == EAGAIN || errno == EACCES ? Lock::held_by_another : Lock::unknown;
}

void keep_lock_far_away(int descriptor) {
  struct flock bytes {};
  bytes.l_type = F_UNLCK;
  bytes.l_whence = SEEK_SET;
  bytes.l_len = off_t{1} << 62;
  fcntl(descriptor, F_OFD_SETLK, &bytes);  // where there are no locks there was none
}

bool is_named(int descriptor, int folder, const std::string& name) {
  struct stat open_file {
  }, named_file{};
  if (fstat(descriptor, &open_file) != 0 || fstatat(folder, name.c_str(), &named_file, AT_SYMLINK_NOFOLLOW) != 0) return false;
  return open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

}  // namespace cartograf

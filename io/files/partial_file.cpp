#include "io/files/partial_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial";

[[noreturn]] void already_exists(const fs::path& target) {
  throw InputError(target.string() + ": exists already; give --overwrite to replace it");
}

/// Writing through a symbolic link replaces what it points to, which need not exist yet, not the link.
fs::path resolved(fs::path target) {
  if (output_descriptor(target)) return target;
  constexpr int most_links = 40;  // as the kernel follows
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status)) return target;  // /dev/stdout: a link to what has no name
  for (int i = 0; i < most_links && fs::is_symlink(target, ignored); ++i) {
    target = target.parent_path() / fs::read_symlink(target, ignored);
  }
  return target;
}

/// The partial file has a longer name than the target.
void require_short_name(const fs::path& target) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const long most = pathconf(folder.c_str(), _PC_NAME_MAX);
  const std::size_t partial = target.filename().string().size() + kPartial.size();
  if (most <= 0 || partial <= static_cast<std::size_t>(most)) return;
  throw InputError(in_quotes(target.string()) + ": the name is too long: a file is called NAME" + std::string(kPartial) +
                   " until it is complete, and the file system takes names of at most " + std::to_string(most) + " bytes");
}

void check_target(const fs::path& target, bool overwrite) {
  if (target.empty() || !target.has_filename()) throw InputError("output: expected the name of a file, found '" + target.string() + "'");
  if (output_descriptor(target)) {
    throw InputError(output_name(target) + ": expected a regular file, found a stream; HDF5 is not written from the beginning to the end");
  }
  require_short_name(target);
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (fs::is_directory(status)) throw InputError(target.string() + ": expected the name of a file, found a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw InputError(target.string() + ": expected a regular file, found a device or a pipe");
  }
  if (fs::exists(status) && !overwrite) already_exists(target);
}

/// Where the folder is not there, that is what is wrong, and not a file of which nobody knows.
[[noreturn]] void cannot_create(const fs::path& target, const fs::path& partial, int error) {
  const fs::path folder = target.parent_path();
  std::error_code ignored;
  if (error == ENOENT && !folder.empty() && !fs::exists(folder, ignored)) {
    throw IoError(target.string() + ": there is no folder " + in_quotes(folder.string()) + "; make it first: " + describe_errno(error));
  }
  if (error == ENOTDIR) throw IoError(target.string() + ": " + in_quotes(folder.string()) + " is no folder: " + describe_errno(error));
  throw IoError(partial.string() + ": cannot create: " + describe_errno(error));
}

bool same_file(int descriptor, const fs::path& path) {
  struct stat open_file {
  }, named_file{};
  return fstat(descriptor, &open_file) == 0 && stat(path.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

}  // namespace

PartialFile::PartialFile(const fs::path& target, bool overwrite)
    : target_(resolved(target)), partial_(target_.string() + std::string(kPartial)), overwrite_(overwrite) {
  check_target(target_, overwrite);
  lock();
}

// A lock of the open file description, not flock(): HDF5 takes the latter on the file it writes.
void PartialFile::lock() {
  while (true) {
    descriptor_ = open(partial_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) cannot_create(target_, partial_, errno);
    struct flock whole_file {};
    whole_file.l_type = F_WRLCK;
    whole_file.l_whence = SEEK_SET;
    const int status = fcntl(descriptor_, F_OFD_SETLK, &whole_file);
    if (status != 0 && (errno == EAGAIN || errno == EACCES)) {
      close(descriptor_);
      descriptor_ = -1;
      throw IoError(target_.string() + ": another process is writing it now");
    }
    // A file system without locks (some network ones) gives no protection against a second writer, but works.
    if (same_file(descriptor_, partial_)) break;
    close(descriptor_);  // the other writer renamed or removed it between our open and our lock
  }
  if (ftruncate(descriptor_, 0) != 0) throw IoError(partial_.string() + ": cannot empty: " + describe_errno(errno));
}

PartialFile::~PartialFile() {
  if (descriptor_ < 0) return;
  unlink(partial_.c_str());
  close(descriptor_);
}

void PartialFile::commit() {
  // Without --overwrite the rename itself must refuse a target that appeared meanwhile.
  const unsigned flags = overwrite_ ? 0u : unsigned{RENAME_NOREPLACE};
  int status = renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), flags);
  if (status != 0 && errno == EEXIST) already_exists(target_);
  if (status != 0 && (errno == EINVAL || errno == ENOSYS)) {  // a file system that knows no flags
    if (!overwrite_ && std::filesystem::exists(target_)) already_exists(target_);
    status = rename(partial_.c_str(), target_.c_str());
  }
  if (status != 0) throw IoError(target_.string() + ": cannot rename the finished file to this name: " + describe_errno(errno));
  close(descriptor_);
  descriptor_ = -1;
}

void check_writable(const fs::path& target, bool overwrite) { PartialFile(target, overwrite); }

}  // namespace cartograf

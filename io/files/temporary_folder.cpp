#include "io/files/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "io/files/file_lock.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

namespace {

/// The system's folder of temporary files, whether it is there or not: so that the error can name it.
std::filesystem::path system_folder() {
  for (const char* variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"}) {
    const char* const folder = std::getenv(variable);
    if (folder != nullptr && *folder != '\0') return folder;
  }
  return "/tmp";
}

constexpr std::string_view kPrefix = "cartograf-";
constexpr std::size_t kRandomCharacters = 6;
/// Tells our folders from those of others with such a name.
constexpr const char* kLockFile = "lock-of-cartograf";

[[noreturn]] void cannot_make(const std::filesystem::path& parent, int error, const char* advice) {
  throw IoError(parent.string() + ": cannot make a folder for temporary files: " + describe_errno(error) + advice);
}

/// Removes a folder if it is ours and nobody holds its lock.
void remove_if_left_over(const std::filesystem::path& folder) {
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!opened || fstat(opened.number(), &status) != 0 || status.st_uid != geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return;
  const Descriptor lock(openat(opened.number(), kLockFile, O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!lock || try_lock(lock.number()) != Lock::taken) return;
  std::error_code failed;
  std::filesystem::remove_all(folder, failed);
  if (!failed) tell_left_over(folder);
}

void remove_left_over(const std::filesystem::path& parent) {
  std::error_code ended;
  for (std::filesystem::directory_iterator entry(parent, ended), end; !ended && entry != end; entry.increment(ended)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kPrefix) && name.size() == kPrefix.size() + kRandomCharacters) remove_if_left_over(entry->path());
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::filesystem::path& given) {
  const std::filesystem::path parent = given.empty() ? system_folder() : given;
  create(parent, given.empty() ? "; the variable TMPDIR says where they go" : "");
  remove_left_over(parent);
}

void TemporaryFolder::create(const std::filesystem::path& parent, const char* advice) {
  while (true) {
    std::string name = (parent / (std::string(kPrefix) + std::string(kRandomCharacters, 'X'))).string();
    if (mkdtemp(name.data()) == nullptr) cannot_make(parent, errno, advice);
    path_ = name;
    unfinished_.emplace(Unfinished::Kind::folder, AT_FDCWD, name);
    const std::filesystem::path lock_file = path_ / kLockFile;
    lock_ = Descriptor(open(lock_file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock_) {
      const int error = errno;
      rmdir(name.c_str());
      cannot_make(parent, error, advice);
    }
    // Somebody who took it for a left-over before it was locked has removed it, or will now.
    if (try_lock(lock_.number()) != Lock::held_by_another && is_named(lock_.number(), AT_FDCWD, lock_file.string())) return;
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cartograf

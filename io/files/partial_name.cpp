#include "io/files/partial_name.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <system_error>

#include "io/files/file_lock.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::partial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTokenSize = 32;
constexpr int kMostLinks = 40;  // as the kernel follows

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

}  // namespace

std::string token() {
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::uint64_t secret = 0;
  if (getrandom(&secret, sizeof secret, 0) != sizeof secret) throw IoError("cannot get random bytes for the name of a file: " + describe_errno(errno));
  char text[kTokenSize + 1];
  std::snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, static_cast<std::uint64_t>(now), secret);
  return text;
}

std::string name_of(const std::string& target, const std::string& token) { return target + "." + token + std::string(kEnding); }

std::string_view token_in(std::string_view name, std::string_view target) {
  if (name.size() != target.size() + 1 + kTokenSize + kEnding.size()) return {};
  if (!name.starts_with(target) || name[target.size()] != '.' || !name.ends_with(kEnding)) return {};
  const std::string_view token = name.substr(target.size() + 1, kTokenSize);
  const bool hex = std::all_of(token.begin(), token.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  return hex ? token : std::string_view();
}

void require_trusted(const fs::path& link, const fs::path& target) {
  struct stat at {
  }, around{};
  if (lstat(link.c_str(), &at) != 0 || stat(folder_of(link).c_str(), &around) != 0) return;
  const bool others_write = (around.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (!others_write || at.st_uid == geteuid() || at.st_uid == around.st_uid) return;
  throw InputError(output_name(target) + ": expected the name of a file, found " + (S_ISLNK(at.st_mode) ? "a symbolic link" : "a pipe or a device") +
                   " that another user made in a folder that others write" + (S_ISLNK(at.st_mode) ? "; name what it points to" : ""));
}

fs::path end_of_links(const fs::path& given) {
  fs::path target = given;
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && fs::is_symlink(target, ignored); ++i) {
    require_trusted(target, given);
    target = target.parent_path() / fs::read_symlink(target, ignored);
  }
  return target;
}

void require_short_name(const fs::path& target) {
  const long most = pathconf(folder_of(target).c_str(), _PC_NAME_MAX);
  const std::size_t added = 1 + kTokenSize + kEnding.size();
  if (most <= 0 || target.filename().string().size() + added <= static_cast<std::size_t>(most)) return;
  throw InputError(in_quotes(target.string()) + ": the name is too long: until a file is complete its name is longer by " + std::to_string(added) +
                   " bytes, and the file system takes names of at most " + std::to_string(most) + " bytes");
}

void already_exists(const fs::path& target) {
  throw InputError(output_name(target) + ": exists already; give --overwrite to replace it");
}

void is_written_by_another(const fs::path& target) { throw IoError(output_name(target) + ": another process is writing it now"); }

void cannot_create(const fs::path& target, int error) {
  const fs::path folder = target.parent_path();
  std::error_code ignored;
  if (error == ENOENT && !folder.empty() && !fs::exists(folder, ignored)) {
    throw IoError(output_name(target) + ": there is no folder " + in_quotes(folder.string()) + "; make it first");
  }
  if (error == ENOTDIR) throw IoError(output_name(target) + ": " + in_quotes(folder.string()) + " is no folder");
  throw IoError(output_name(target) + ": cannot create a file in " + (folder.empty() ? "this folder" : in_quotes(folder.string())) + ": " + describe_errno(error));
}

// O_PATH: a folder that may be written and not listed.
Descriptor open_folder_of(const fs::path& target) {
  Descriptor folder(open(folder_of(target).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) cannot_create(target, errno);
  return folder;
}

std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return names;  // a folder that is written and not listed
  DIR* const entries = fdopendir(copy);
  if (entries == nullptr) {
    close(copy);
    return names;
  }
  while (const dirent* const entry = readdir(entries)) names.emplace_back(entry->d_name);
  closedir(entries);
  return names;
}

bool FinalName::rename_both(int folder, unsigned flags) const { return renameat2(folder, partial_.c_str(), folder, target_.filename().c_str(), flags) == 0; }

void FinalName::rename(int folder) {
  const std::string name = target_.filename().string();
  // An exchange keeps what had the name. Without --overwrite the rename itself must refuse a target that appeared meanwhile.
  bool done = overwrite_ && rename_both(folder, RENAME_EXCHANGE);
  replaced_ = done;
  if (!overwrite_ || (!done && errno == ENOENT)) done = rename_both(folder, RENAME_NOREPLACE);
  if (!done && errno == EEXIST && !overwrite_) already_exists(target_);
  if (!done && (errno == EINVAL || errno == ENOSYS || (errno == EEXIST && overwrite_))) {  // a file system that knows no flags
    struct stat ignored {};
    if (!overwrite_ && fstatat(folder, name.c_str(), &ignored, AT_SYMLINK_NOFOLLOW) == 0) already_exists(target_);
    done = renameat(folder, partial_.c_str(), folder, name.c_str()) == 0;
  }
  if (!done) throw IoError(output_name(target_) + ": cannot rename the finished " + what_ + " to this name: " + describe_errno(errno));
}

void FinalName::take(int written, int folder, const std::function<void()>& check_replaced) {
  if (!is_named(written, folder, partial_)) {
    throw IoError(target_.string() + ": its unfinished " + what_ + " " + in_quotes((target_.parent_path() / partial_).string()) +
                  " was removed or replaced meanwhile; nothing was written");
  }
  rename(folder);
  taken_ = true;
  if (!replaced_) return;
  try {
    check_replaced();
  } catch (...) {
    undo(written, folder);
    throw;
  }
}

void FinalName::undo(int written, int folder) {
  if (!taken_) return;
  const unsigned flags = replaced_ ? unsigned{RENAME_EXCHANGE} : unsigned{RENAME_NOREPLACE};
  const auto back = [&](unsigned how) { return renameat2(folder, target_.filename().c_str(), folder, partial_.c_str(), how) == 0; };
  if (back(flags) && !is_named(written, folder, partial_)) {
    // Somebody else has taken the name meanwhile: it is theirs again, and what had it before them is gone as they wanted.
    rename_both(folder, flags);
    if (replaced_) unlinkat(folder, partial_.c_str(), 0);
  }
  taken_ = replaced_ = false;
}

}  // namespace cartograf::partial

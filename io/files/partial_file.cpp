#include "io/files/partial_file.hpp"

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
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "io/files/file_lock.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial", kJournal = ".journal";
constexpr std::size_t kTokenSize = 32;
constexpr int kMostLinks = 40;  // as the kernel follows

[[noreturn]] void already_exists(const fs::path& target) {
  throw InputError(output_name(target) + ": exists already; give --overwrite to replace it");
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// Throws InputError for a link, a pipe or a device that somebody else may have put there to have something else written: the rule of
/// the kernel's protected_symlinks and protected_fifos (proc(5)), for every folder that others write and not for sticky ones alone.
void require_trusted(const fs::path& link, const fs::path& target) {
  struct stat at {
  }, around{};
  if (lstat(link.c_str(), &at) != 0 || stat(folder_of(link).c_str(), &around) != 0) return;
  const bool others_write = (around.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (!others_write || at.st_uid == geteuid() || at.st_uid == around.st_uid) return;
  throw InputError(output_name(target) + ": expected the name of a file, found " + (S_ISLNK(at.st_mode) ? "a symbolic link" : "a pipe or a device") +
                   " that another user made in a folder that others write" + (S_ISLNK(at.st_mode) ? "; name what it points to" : ""));
}

/// What a name leads to through symbolic links, each of which is trusted; it need not exist.
fs::path end_of_links(const fs::path& given) {
  fs::path target = given;
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && fs::is_symlink(target, ignored); ++i) {
    require_trusted(target, given);
    target = target.parent_path() / fs::read_symlink(target, ignored);
  }
  return target;
}

/// Writing through a symbolic link replaces what it points to, which need not exist yet, not the link.
fs::path resolved(const fs::path& target) {
  if (output_descriptor(target)) return target;
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status)) return end_of_links(target);
  require_trusted_stream(target);
  return target;  // /dev/stdout: a link to what has no name
}

/// The partial file has a longer name than the target.
void require_short_name(const fs::path& target) {
  const long most = pathconf(folder_of(target).c_str(), _PC_NAME_MAX);
  const std::size_t added = 1 + kTokenSize + kPartial.size();
  if (most <= 0 || target.filename().string().size() + added <= static_cast<std::size_t>(most)) return;
  throw InputError(in_quotes(target.string()) + ": the name is too long: until a file is complete its name is longer by " + std::to_string(added) +
                   " bytes, and the file system takes names of at most " + std::to_string(most) + " bytes");
}

void check_target(const fs::path& target, bool overwrite) {
  if (target.empty() || !target.has_filename()) throw InputError("output: expected the name of a file, found " + in_quotes(target.string()));
  if (output_descriptor(target)) {
    throw InputError(output_name(target) + ": expected a regular file, found a stream; HDF5 is not written from the beginning to the end");
  }
  require_short_name(target);
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (fs::is_directory(status)) throw InputError(output_name(target) + ": expected the name of a file, found a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw InputError(output_name(target) + ": expected a regular file, found a device or a pipe");
  }
  if (fs::exists(status) && !overwrite) already_exists(target);
}

/// Where the folder is not there, that is what is wrong, and not a file of which nobody knows.
[[noreturn]] void cannot_create(const fs::path& target, int error) {
  const fs::path folder = target.parent_path();
  std::error_code ignored;
  if (error == ENOENT && !folder.empty() && !fs::exists(folder, ignored)) {
    throw IoError(output_name(target) + ": there is no folder " + in_quotes(folder.string()) + "; make it first");
  }
  if (error == ENOTDIR) throw IoError(output_name(target) + ": " + in_quotes(folder.string()) + " is no folder");
  throw IoError(output_name(target) + ": cannot create a file in " + (folder.empty() ? "this folder" : in_quotes(folder.string())) + ": " + describe_errno(error));
}

/// [kTokenSize] hex digits: the time, so that of two writers that begin at once one knows that it is the second, and what nobody
/// can guess.
std::string token() {
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::uint64_t secret = 0;
  if (getrandom(&secret, sizeof secret, 0) != sizeof secret) throw IoError("cannot get random bytes for the name of a file: " + describe_errno(errno));
  char text[kTokenSize + 1];
  std::snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, static_cast<std::uint64_t>(now), secret);
  return text;
}

std::string journal_of(const std::string& partial) { return partial.substr(0, partial.size() - kPartial.size()) + std::string(kJournal); }

std::string partial_name(const std::string& target, const std::string& token) { return target + "." + token + std::string(kPartial); }

/// The token of the name of a partial file of the target; empty for other names.
std::string_view token_in(std::string_view name, std::string_view target) {
  if (name.size() != target.size() + 1 + kTokenSize + kPartial.size()) return {};
  if (!name.starts_with(target) || name[target.size()] != '.' || !name.ends_with(kPartial)) return {};
  const std::string_view token = name.substr(target.size() + 1, kTokenSize);
  const bool hex = std::all_of(token.begin(), token.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  return hex ? token : std::string_view();
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

/// A regular file of ours without other names; none else.
Descriptor open_own(int folder, const std::string& name) {
  struct stat status {};
  if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return Descriptor();
  // Those of other users say nothing: anybody could hold a target up with one.
  if (status.st_uid != geteuid() || status.st_nlink != 1) return Descriptor();
  Descriptor file(openat(folder, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return file && is_named(file.number(), folder, name) ? std::move(file) : Descriptor();
}

/// Removes a journal whose file is not there any more: it is made after the file, and removed before it or when it has its final name.
void remove_if_alone(int folder, const std::string& name, const std::string& target) {
  if (!name.ends_with(kJournal)) return;
  const std::string partial = name.substr(0, name.size() - kJournal.size()) + std::string(kPartial);
  struct stat ignored {};
  if (token_in(partial, target).empty() || fstatat(folder, partial.c_str(), &ignored, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT) return;
  if (open_own(folder, name)) unlinkat(folder, name.c_str(), 0);
}

/// Looks at the other partial files of the target. Those of processes that write: of two that began at once the second gives way.
/// Those of killed ones are removed, but for those that have a journal.
std::vector<EarlierRun> refuse_second_writer(const fs::path& path, int folder, const std::string& own) {
  std::vector<EarlierRun> earlier;
  const std::string target = path.filename().string();
  for (const std::string& name : names_in(folder)) {
    remove_if_alone(folder, name, target);
    if (name == own || token_in(name, target).empty()) continue;
    Descriptor other = open_own(folder, name);
    if (!other) continue;
    const Lock lock = try_lock(other.number());
    if (lock == Lock::held_by_another && token_in(name, target) < token_in(own, target)) {
      throw IoError(output_name(path) + ": another process is writing it now");
    }
    // Once more: the writer may have given it its final name before it was locked here.
    if (lock != Lock::taken || !is_named(other.number(), folder, name)) continue;
    if (Descriptor journal = open_own(folder, journal_of(name))) {
      earlier.push_back({std::move(other), std::move(journal), path.parent_path() / name, path.parent_path() / journal_of(name)});
    } else if (unlinkat(folder, name.c_str(), 0) == 0) {
      tell_left_over(path.parent_path() / name);
    }
  }
  return earlier;
}

/// What could be continued is not thrown away without a word.
void refuse_to_lose(const fs::path& target, const std::vector<EarlierRun>& earlier, bool overwrite) {
  if (earlier.empty() || overwrite) return;
  throw InputError(output_name(target) + ": a run that began it can be continued with --resume; --overwrite begins anew, and removes " +
                   in_quotes(earlier.front().data_path.string()));
}

/// Those whose writers have ended.
std::vector<EarlierRun> earlier_runs_of(const fs::path& target, const Descriptor& folder) {
  return refuse_second_writer(target, folder.number(), partial_name(target.filename().string(), token()));
}

// O_PATH: a folder that may be written and not listed.
Descriptor open_folder(const fs::path& target) {
  Descriptor folder(open(folder_of(target).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) cannot_create(target, errno);
  return folder;
}

}  // namespace

void EarlierRun::remove() const {
  // Data without a journal are a left-over like any other; a journal alone would stay for ever.
  for (const auto& [file, path] : {std::pair(&journal, &journal_path), std::pair(&data, &data_path)}) {
    if (is_named(file->number(), AT_FDCWD, path->string())) unlink(path->c_str());
  }
}

PartialFile::PartialFile(const fs::path& target, bool overwrite, Unfinishable unfinishable) : target_(resolved(target)), overwrite_(overwrite) {
  check_target(target_, overwrite);
  folder_ = open_folder(target_);
  create(unfinishable);
  try {
    earlier_ = refuse_second_writer(target_, folder_.number(), name_);
    if (unfinishable == Unfinishable::removed) {
      refuse_to_lose(target_, earlier_, overwrite);
      for (const EarlierRun& run : earlier_) {
        run.remove();
        tell_left_over(run.data_path);
      }
      earlier_.clear();
    }
  } catch (...) {
    remove();
    throw;
  }
}

void PartialFile::create(Unfinishable unfinishable) {
  const bool continued = unfinishable == Unfinishable::continued;
  while (true) {
    name_ = partial_name(target_.filename().string(), token());
    if (!continued) unfinished_.emplace(Unfinished::Kind::file, folder_.number(), name_);
    file_ = Descriptor(openat(folder_.number(), name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file_ && errno == EEXIST) continue;
    if (!file_) cannot_create(target_, errno);
    if (unfinished_) unfinished_->is(file_.number());
    // A file system without locks (some network ones) gives no protection against a second writer, but works. Somebody who took it
    // for a left-over before it was locked has removed it, or will now.
    if (try_lock(file_.number()) != Lock::held_by_another && still_there()) break;
  }
  if (!continued) return;
  journal_name_ = journal_of(name_);
  journal_ = Descriptor(openat(folder_.number(), journal_name_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (journal_) return;
  const int error = errno;
  remove();
  cannot_create(target_, error);
}

PartialFile::~PartialFile() {
  if (!kept_) remove();
}

void PartialFile::remove() {
  remove_journal();
  if (file_ && still_there()) unlinkat(folder_.number(), name_.c_str(), 0);
}

void PartialFile::remove_journal() {
  if (journal_ && is_named(journal_.number(), folder_.number(), journal_name_)) unlinkat(folder_.number(), journal_name_.c_str(), 0);
}

bool PartialFile::still_there() const { return is_named(file_.number(), folder_.number(), name_); }

fs::path PartialFile::path() const {
  fs::path by_descriptor = "/proc/self/fd/" + std::to_string(file_.number());
  std::error_code ignored;
  if (fs::exists(by_descriptor, ignored)) return by_descriptor;
  // A system without /proc: the name will do where nobody else can put another file behind it.
  struct stat folder {};
  if (fstat(folder_.number(), &folder) == 0 && (folder.st_mode & (S_IWGRP | S_IWOTH)) == 0) return target_.parent_path() / name_;
  throw IoError(target_.string() + ": others may write the folder, and without /proc a file there cannot be written safely; mount /proc, or take a folder that is yours alone");
}

void PartialFile::commit() {
  GivesNames names;
  take_name();
  settle();
  names.done();
}

void PartialFile::take_name() {
  if (!still_there()) {
    throw IoError(target_.string() + ": its unfinished file " + in_quotes((target_.parent_path() / name_).string()) + " was removed or replaced meanwhile; nothing was written");
  }
  const std::string name = target_.filename().string();
  const int folder = folder_.number();
  const auto rename_with = [&](unsigned flags) { return renameat2(folder, name_.c_str(), folder, name.c_str(), flags); };
  // An exchange keeps the old file until settle(). Without --overwrite the rename itself must refuse a target that appeared meanwhile.
  int status = overwrite_ ? rename_with(RENAME_EXCHANGE) : -1;
  replaced_ = status == 0;
  if (!overwrite_ || (status != 0 && errno == ENOENT)) status = rename_with(RENAME_NOREPLACE);
  if (status != 0 && errno == EEXIST && !overwrite_) already_exists(target_);
  if (status != 0 && (errno == EINVAL || errno == ENOSYS || (errno == EEXIST && overwrite_))) {  // a file system that knows no flags
    struct stat ignored {};
    if (!overwrite_ && fstatat(folder, name.c_str(), &ignored, AT_SYMLINK_NOFOLLOW) == 0) already_exists(target_);
    status = renameat(folder, name_.c_str(), folder, name.c_str());
  }
  if (status != 0) throw IoError(output_name(target_) + ": cannot rename the finished file to this name: " + describe_errno(errno));
  named_ = true;
  if (struct stat before{}; replaced_ && (fstatat(folder, name_.c_str(), &before, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(before.st_mode))) {
    undo();
    throw InputError(output_name(target_) + ": expected a regular file, found something else that appeared meanwhile");
  }
  if (is_named(file_.number(), folder, name)) return;
  settle();
  throw IoError(target_.string() + ": another process replaced it at the moment when it got its name");
}

void PartialFile::settle() {
  if (replaced_) unlinkat(folder_.number(), name_.c_str(), 0);
  remove_journal();
  replaced_ = named_ = false;
  file_.close();
}

void PartialFile::undo() {
  if (!named_) return;
  const std::string name = target_.filename().string();
  const int folder = folder_.number();
  const unsigned flags = replaced_ ? unsigned{RENAME_EXCHANGE} : unsigned{RENAME_NOREPLACE};
  const bool moved = renameat2(folder, name.c_str(), folder, name_.c_str(), flags) == 0;
  if (moved && !is_named(file_.number(), folder, name_)) {
    // Somebody else has taken the name meanwhile: it is theirs again, and what had it before them is gone as they wanted.
    renameat2(folder, name_.c_str(), folder, name.c_str(), flags);
    if (replaced_) unlinkat(folder, name_.c_str(), 0);
  }
  replaced_ = named_ = false;
}

void require_trusted_stream(const fs::path& target) {
  if (!output_descriptor(target)) require_trusted(end_of_links(target), target);
}

std::vector<std::uint64_t> sizes_of_earlier_runs(const fs::path& given) {
  const fs::path target = resolved(given);
  std::vector<std::uint64_t> sizes;
  for (const EarlierRun& run : earlier_runs_of(target, open_folder(target))) sizes.push_back(file_size(run.data.number()));
  return sizes;
}

// Nothing gets a name: of two processes that begin at once each would take the other's for that of a writer.
void check_writable(const fs::path& given, bool overwrite, Unfinishable unfinishable) {
  const fs::path target = resolved(given);
  check_target(target, overwrite);
  const Descriptor folder = open_folder(target);
  const Descriptor unnamed(openat(folder.number(), ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0666));
  const bool unknown = !unnamed && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT);
  if (unknown ? faccessat(folder.number(), ".", W_OK | X_OK, AT_EACCESS) != 0 : !unnamed) cannot_create(target, errno);
  const std::vector<EarlierRun> earlier = earlier_runs_of(target, folder);
  if (unfinishable == Unfinishable::removed) refuse_to_lose(target, earlier, overwrite);
}

}  // namespace cartograf

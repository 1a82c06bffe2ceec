#include "io/files/partial_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "io/files/file_lock.hpp"
#include "io/files/partial_name.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kJournal = ".journal";

/// Writing through a symbolic link replaces what it points to, which need not exist yet, not the link.
fs::path resolved(const fs::path& target) {
  if (output_descriptor(target)) return target;
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status)) return partial::end_of_links(target);
  require_trusted_stream(target);
  return target;  // /dev/stdout: a link to what has no name
}

void check_target(const fs::path& target, bool overwrite) {
  if (target.empty() || !target.has_filename()) throw InputError("output: expected the name of a file, found " + in_quotes(target.string()));
  if (output_descriptor(target)) {
    throw InputError(output_name(target) + ": expected a regular file, found a stream; HDF5 is not written from the beginning to the end");
  }
  partial::require_short_name(target);
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (fs::is_directory(status)) throw InputError(output_name(target) + ": expected the name of a file, found a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw InputError(output_name(target) + ": expected a regular file, found a device or a pipe");
  }
  if (fs::exists(status) && !overwrite) partial::already_exists(target);
}

std::string journal_of(const std::string& name) { return name.substr(0, name.size() - partial::kEnding.size()) + std::string(kJournal); }

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
  const std::string file = name.substr(0, name.size() - kJournal.size()) + std::string(partial::kEnding);
  struct stat ignored {};
  if (partial::token_in(file, target).empty() || fstatat(folder, file.c_str(), &ignored, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT) return;
  if (open_own(folder, name)) unlinkat(folder, name.c_str(), 0);
}

/// Looks at the other partial files of the target. Those of processes that write: of two that began at once the second gives way.
/// Those of killed ones are removed, but for those that have a journal.
std::vector<EarlierRun> refuse_second_writer(const fs::path& path, int folder, const std::string& own) {
  std::vector<EarlierRun> earlier;
  const std::string target = path.filename().string();
  for (const std::string& name : partial::names_in(folder)) {
    remove_if_alone(folder, name, target);
    if (name == own || partial::token_in(name, target).empty()) continue;
    Descriptor other = open_own(folder, name);
    if (!other) continue;
    const Lock lock = try_lock(other.number());
    if (lock == Lock::held_by_another && partial::token_in(name, target) < partial::token_in(own, target)) partial::is_written_by_another(path);
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
  return refuse_second_writer(target, folder.number(), partial::name_of(target.filename().string(), partial::token()));
}

}  // namespace

void EarlierRun::remove() const {
  // Data without a journal are a left-over like any other; a journal alone would stay for ever.
  for (const auto& [file, path] : {std::pair(&journal, &journal_path), std::pair(&data, &data_path)}) {
    if (is_named(file->number(), AT_FDCWD, path->string())) unlink(path->c_str());
  }
}

PartialFile::PartialFile(const fs::path& target, bool overwrite, Unfinishable unfinishable) : target_(resolved(target)) {
  check_target(target_, overwrite);
  folder_ = partial::open_folder_of(target_);
  create(unfinishable);
  final_name_.emplace(target_, name_, overwrite, "file");
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
    name_ = partial::name_of(target_.filename().string(), partial::token());
    if (!continued) unfinished_.emplace(Unfinished::Kind::file, folder_.number(), name_);
    file_ = Descriptor(openat(folder_.number(), name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file_ && errno == EEXIST) continue;
    if (!file_) partial::cannot_create(target_, errno);
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
  partial::cannot_create(target_, error);
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

fs::path PartialFile::lend() const {
  struct stat folder {};
  if (fstat(folder_.number(), &folder) != 0) throw IoError(output_name(target_) + ": cannot look at its folder: " + describe_errno(errno));
  const bool others_write = (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (others_write && (folder.st_mode & S_ISVTX) == 0) {
    throw InputError(output_name(target_) + ": several processes are to write it, who find it by its name, and others may write its folder; take a folder that is yours alone");
  }
  keep_lock_far_away(file_.number());
  return fs::absolute(target_).parent_path() / name_;
}

void PartialFile::commit() {
  GivesNames names;
  take_name();
  settle();
  names.done();
}

void PartialFile::take_name() {
  const int folder = folder_.number();
  final_name_->take(file_.number(), folder, [&] {
    struct stat before {};
    if (fstatat(folder, name_.c_str(), &before, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(before.st_mode)) return;
    throw InputError(output_name(target_) + ": expected a regular file, found something else that appeared meanwhile");
  });
  if (is_named(file_.number(), folder, target_.filename().string())) return;
  settle();
  throw IoError(target_.string() + ": another process replaced it at the moment when it got its name");
}

void PartialFile::settle() {
  if (final_name_->replaced()) unlinkat(folder_.number(), name_.c_str(), 0);
  remove_journal();
  final_name_->keep();
  file_.close();
}

void PartialFile::undo() { final_name_->undo(file_.number(), folder_.number()); }

void require_trusted_stream(const fs::path& target) {
  if (!output_descriptor(target)) partial::require_trusted(partial::end_of_links(target), target);
}

std::vector<std::uint64_t> sizes_of_earlier_runs(const fs::path& given) {
  const fs::path target = resolved(given);
  std::vector<std::uint64_t> sizes;
  for (const EarlierRun& run : earlier_runs_of(target, partial::open_folder_of(target))) sizes.push_back(file_size(run.data.number()));
  return sizes;
}

// Nothing gets a name: of two processes that begin at once each would take the other's for that of a writer.
void check_writable(const fs::path& given, bool overwrite, Unfinishable unfinishable) {
  const fs::path target = resolved(given);
  check_target(target, overwrite);
  const Descriptor folder = partial::open_folder_of(target);
  const Descriptor unnamed(openat(folder.number(), ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0666));
  const bool unknown = !unnamed && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT);
  if (unknown ? faccessat(folder.number(), ".", W_OK | X_OK, AT_EACCESS) != 0 : !unnamed) partial::cannot_create(target, errno);
  const std::vector<EarlierRun> earlier = earlier_runs_of(target, folder);
  if (unfinishable == Unfinishable::removed) refuse_to_lose(target, earlier, overwrite);
}

}  // namespace cartograf

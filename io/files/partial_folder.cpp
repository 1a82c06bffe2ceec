#include "io/files/partial_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "io/files/file_lock.hpp"
#include "io/files/remove_tree.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;

Descriptor open_below(int parent, const std::string& name) { return Descriptor(openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)); }

fs::path without_slash(const fs::path& target) { return target.has_filename() ? target : target.parent_path(); }

/// As with files, what a link points to is replaced, not the link.
fs::path end_of(const fs::path& target) { return output_descriptor(target) ? target : partial::end_of_links(without_slash(target)); }

}  // namespace

PartialFolder::PartialFolder(const fs::path& target, bool overwrite, FolderFormat format) : target_(end_of(target)), format_(std::move(format)) {
  const std::string where = output_name(target_), is_folder = std::string(": ") + format_.what + " is a folder; expected its name, found ";
  const std::string last = target_.filename().string();
  if (last.empty() || last == "." || last == "..") throw InputError("output" + is_folder + in_quotes(target_.string()));
  if (output_descriptor(target_)) throw InputError(where + is_folder + "a stream");
  partial::require_short_name(target_);
  std::error_code ignored;
  const fs::file_status found = fs::symlink_status(target_, ignored);
  if (fs::exists(found) && !fs::is_directory(found)) throw InputError(where + is_folder + (fs::is_regular_file(found) ? "a file" : "something else"));
  if (fs::exists(found) && !overwrite) partial::already_exists(target_);
  parent_ = partial::open_folder_of(target_);
  if (fs::exists(found)) {
    const Descriptor before = open_below(parent_.number(), last);
    if (!before) throw IoError(where + ": cannot look into it: " + describe_errno(errno));
    format_.require_own(before.number(), where);
    if (faccessat(before.number(), ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0) throw IoError(where + ": cannot replace it: " + describe_errno(errno));
  }
  create();
  final_name_.emplace(target_, name_, overwrite, "folder");
  try {
    refuse_second_writer();
    if (fs::exists(found)) require_exchange();
  } catch (...) {
    remove();
    throw;
  }
}

void PartialFolder::create() {
  do {
    name_ = partial::name_of(target_.filename().string(), partial::token());
    unfinished_.emplace(Unfinished::Kind::folder, parent_.number(), name_);
  } while (!made());
}

/// False where somebody took the folder for a left-over before its main file was locked, and has removed it, or will now.
bool PartialFolder::made() {
  if (mkdirat(parent_.number(), name_.c_str(), 0777) != 0) {
    if (errno == EEXIST) return false;
    partial::cannot_create(target_, errno);
  }
  folder_ = open_below(parent_.number(), name_);
  if (!folder_) {
    if (errno == ENOENT) return false;
    partial::cannot_create(target_, errno);
  }
  unfinished_->is(folder_.number());
  // What the system gave a new folder, by the umask and by what the folder around it passes on, is given back in the end.
  struct stat status {};
  if (fstat(folder_.number(), &status) != 0) partial::cannot_create(target_, errno);
  mode_ = status.st_mode & 07777;
  if (fchmod(folder_.number(), (mode_ & ~mode_t{S_IRWXG | S_IRWXO}) | S_IRWXU) != 0) mode_ = 0;
  main_file_ = Descriptor(openat(folder_.number(), format_.main_file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!main_file_ && errno == ENOENT) return false;
  if (!main_file_) {
    const int error = errno;
    remove();
    partial::cannot_create(target_, error);
  }
  return try_lock(main_file_.number()) != Lock::held_by_another && is_named(main_file_.number(), folder_.number(), format_.main_file) && still_there();
}

/// Looks at the other partial folders of the target. Those of processes that write: of two that began at once the second gives way. Those
/// of killed ones are removed.
void PartialFolder::refuse_second_writer() const {
  const int parent = parent_.number();
  const std::string target = target_.filename().string();
  for (const std::string& name : partial::names_in(parent)) {
    if (name == name_ || partial::token_in(name, target).empty()) continue;
    struct stat status {};
    const Descriptor other = open_below(parent, name);
    // Those of other users say nothing: anybody could hold a target up with one.
    if (!other || fstat(other.number(), &status) != 0 || status.st_uid != geteuid()) continue;
    const Descriptor main_file(openat(other.number(), format_.main_file, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!main_file) {  // killed before it had one, or about to have one: then it makes another folder
      if (errno == ENOENT && unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0) tell_left_over(target_.parent_path() / name);
      continue;
    }
    const Lock lock = try_lock(main_file.number());
    if (lock == Lock::held_by_another && partial::token_in(name, target) < partial::token_in(name_, target)) partial::is_written_by_another(target_);
    // Once more: the writer may have given it its final name before it was locked here.
    if (lock != Lock::taken || !is_named(other.number(), parent, name)) continue;
    if (remove_tree(parent, name.c_str(), format_.main_file)) tell_left_over(target_.parent_path() / name);
  }
}

/// Not all file systems exchange names, without which a folder cannot be replaced by another in one step: that is to be known before
/// anything is written.
void PartialFolder::require_exchange() const {
  const int folder = folder_.number();
  const bool made = mkdirat(folder, "a", 0700) == 0 && mkdirat(folder, "b", 0700) == 0;
  const bool exchanged = made && renameat2(folder, "a", folder, "b", RENAME_EXCHANGE) == 0;
  const int error = errno;
  for (const char* name : {"a", "b"}) unlinkat(folder, name, AT_REMOVEDIR);
  if (!exchanged) {
    throw IoError(output_name(target_) + ": a folder cannot be replaced on this file system (" + describe_errno(error) + "); remove it first, or choose another name");
  }
}

PartialFolder::~PartialFolder() { remove(); }

void PartialFolder::remove() {
  if (folder_ && still_there()) remove_tree(parent_.number(), name_.c_str(), format_.main_file);
}

bool PartialFolder::still_there() const { return is_named(folder_.number(), parent_.number(), name_); }

/// What had the name has the partial one now, and is about to be removed.
void PartialFolder::check_replaced() const {
  const Descriptor before = open_below(parent_.number(), name_);
  if (!before) throw InputError(output_name(target_) + ": expected a folder, found something else that appeared meanwhile");
  format_.require_own(before.number(), output_name(target_));
}

void PartialFolder::commit() {
  GivesNames names;
  if (mode_ != 0 && fchmod(folder_.number(), mode_) != 0) throw IoError(output_name(target_) + ": cannot write: " + describe_errno(errno));
  final_name_->take(folder_.number(), parent_.number(), [this] { check_replaced(); });
  if (final_name_->replaced()) remove_tree(parent_.number(), name_.c_str(), format_.main_file);
  const bool named = is_named(folder_.number(), parent_.number(), target_.filename().string());
  final_name_->keep();
  main_file_.close();
  folder_.close();
  if (!named) throw IoError(target_.string() + ": another process replaced it at the moment when it got its name");
  names.done();
}

}  // namespace cartograf

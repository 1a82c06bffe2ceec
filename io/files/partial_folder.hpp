#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "io/files/descriptor.hpp"
#include "io/files/partial_name.hpp"
#include "io/files/unfinished.hpp"

namespace cartograf {

/// What tells folders of one format from others.
struct FolderFormat {
  const char* main_file;  ///< says what the folder is: written last, removed last, and locked meanwhile
  const char* what;       ///< "a Zarr group"
  /// Throws InputError, `where` first, unless the open folder holds what cartograf wrote, which may be replaced, and nothing else.
  std::function<void(int folder, const std::string& where)> require_own;
};

/// A folder that appears under its final name only when it is complete: what PartialFile is for a file. Until commit() it is a new folder
/// beside the target, `NAME.<32 hex digits>.partial`, that nobody but the user may look into. One that was not committed is removed when it
/// is destroyed, by signals, and where a process was killed by the next writer of the target (on_left_over()).
///
/// Throws InputError when the target exists and `overwrite` is false, when it is no folder, or when FolderFormat::require_own() refuses to
/// have it replaced; else as PartialFile.
class PartialFolder {
 public:
  PartialFolder(const std::filesystem::path& target, bool overwrite, FolderFormat format);
  ~PartialFolder();
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// Of the folder. Names in it can be made by openat(2): nobody else changes what they lead to.
  int descriptor() const { return folder_.number(); }
  /// Of the main file, open for writing, empty.
  int main_file() const { return main_file_.number(); }

  /// Gives the folder its final name, and removes what had it. Throws as PartialFile::commit(), and what require_own() throws for what
  /// appeared meanwhile.
  void commit();

 private:
  void create();
  bool made();
  void refuse_second_writer() const;
  void check_replaced() const;
  bool still_there() const;
  void require_exchange() const;
  void remove();

  std::filesystem::path target_;
  FolderFormat format_;
  std::string name_;  ///< partial
  Descriptor parent_, folder_, main_file_;
  mode_t mode_ = 0;  ///< that it has in the end; 0 where the file system has no modes
  std::optional<Unfinished> unfinished_;
  std::optional<partial::FinalName> final_name_;
};

}  // namespace cartograf

#pragma once

#include <filesystem>

namespace cartograf {

/// A file that appears under its final name only when it is complete. It is written as `<name>.partial`, which
/// commit() renames; a destroyed PartialFile that was not committed removes it. A process killed in between leaves
/// only the partial file, which the next run replaces.
///
/// Throws InputError when the target exists and `overwrite` is false, or is not a regular file; IoError when the
/// folder cannot be written or another process is writing the same target.
class PartialFile {
 public:
  PartialFile(const std::filesystem::path& target, bool overwrite);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// Where to write until commit().
  const std::filesystem::path& path() const { return partial_; }

  void commit();

 private:
  void lock();

  std::filesystem::path target_;
  std::filesystem::path partial_;
  bool overwrite_;
  int descriptor_ = -1;
};

/// Throws what PartialFile would throw for this target, without creating anything that stays.
void check_writable(const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf

#pragma once

// Private to io/files: what partial files and partial folders share.
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/files/descriptor.hpp"

namespace cartograf::partial {

/// The ending of `NAME.<32 hex digits>.partial`.
inline constexpr std::string_view kEnding = ".partial";

/// 32 hex digits: the time, so that of two writers that begin at once one knows that it is the second, and what nobody can guess.
std::string token();
std::string name_of(const std::string& target, const std::string& token);
/// The token of the name of a partial file or folder of the target; empty for other names.
std::string_view token_in(std::string_view name, std::string_view target);

/// What a name leads to through symbolic links, each of which is trusted (require_trusted()); it need not exist.
std::filesystem::path end_of_links(const std::filesystem::path& given);
/// Throws InputError for a link, a pipe or a device that somebody else may have put there to have something else written: the rule of
/// the kernel's protected_symlinks and protected_fifos (proc(5)), for every folder that others write and not for sticky ones alone.
void require_trusted(const std::filesystem::path& link, const std::filesystem::path& target);
/// The partial name is longer than the target's. Throws InputError where the file system takes none as long.
void require_short_name(const std::filesystem::path& target);

[[noreturn]] void already_exists(const std::filesystem::path& target);
[[noreturn]] void is_written_by_another(const std::filesystem::path& target);
/// Where the folder is not there, that is what is wrong, and not a file of which nobody knows.
[[noreturn]] void cannot_create(const std::filesystem::path& target, int error);

/// That of the target, which may be written and not listed. Throws IoError.
Descriptor open_folder_of(const std::filesystem::path& target);
/// What is in an open folder; empty for one that may not be listed.
std::vector<std::string> names_in(int folder);

/// Gives what was written its final name, or gives that name back.
class FinalName {
 public:
  /// `what`: "file" or "folder".
  FinalName(std::filesystem::path target, std::string partial_name, bool overwrite, const char* what)
      : target_(std::move(target)), partial_(std::move(partial_name)), overwrite_(overwrite), what_(what) {}

  /// `written`: what is to have the name, open; `folder`: that both names are in. `check_replaced`: throws where what had the name until
  /// then, and has the partial one now, must not be replaced; it gets its name back. Throws InputError when `overwrite` is false and the
  /// target appeared meanwhile, IoError when `written` does not have its partial name any more, or the system refuses.
  void take(int written, int folder, const std::function<void()>& check_replaced);
  /// Gives the name back to what had it, where the file system can exchange names, else to nobody. Nothing where it was not taken.
  void undo(int written, int folder);
  /// It stays so.
  void keep() { taken_ = replaced_ = false; }

  /// What had the name before has the partial one now.
  bool replaced() const { return replaced_; }

 private:
  bool rename_both(int folder, unsigned flags) const;
  void rename(int folder);

  std::filesystem::path target_;
  std::string partial_;
  bool overwrite_, taken_ = false, replaced_ = false;
  const char* what_;
};

}  // namespace cartograf::partial

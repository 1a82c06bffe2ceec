#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace cartograf {

/// Something in a file system that must not outlive the process: a partial file, or a folder with what is in it, temporary files or what
/// is written.
/// While an object lives, remove_unfinished() removes what it names.
class Unfinished {
 public:
  enum class Kind { file,
                    folder };

  /// `name` in the folder behind the descriptor `folder`, or by itself with AT_FDCWD. At most 64 are known at a time, and names of up to
  /// 4,095 bytes: others are not removed.
  Unfinished(Kind kind, int folder, const std::string& name);
  ~Unfinished();
  /// Only the file or folder behind this descriptor is meant: what else may have got the name is left alone.
  void is(int descriptor);
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

 private:
  std::size_t slot_;
};

/// Removes all of them. May be called by the handler of a signal: it allocates nothing and takes no lock. The process must end
/// without returning from it.
void remove_unfinished() noexcept;

/// How far a process is with giving files their final names, as far as a signal should know: in the midst of it the process must not
/// end, and afterwards it has done what it was asked for.
enum class Naming { none,
                    under_way,
                    done };
/// May be called by the handler of a signal.
Naming naming() noexcept;

/// Lives while files get their final names.
class GivesNames {
 public:
  GivesNames();
  ~GivesNames();
  GivesNames(const GivesNames&) = delete;
  GivesNames& operator=(const GivesNames&) = delete;

  /// All have them.
  void done() { after_ = Naming::done; }

 private:
  Naming after_;
};

/// What is told of the partial files and temporary folders that a killed process left, and that were removed; nothing unless it is set.
void on_left_over(std::function<void(const std::filesystem::path&)> tell);
void tell_left_over(const std::filesystem::path& path);

}  // namespace cartograf

#pragma once

#include <cstddef>
#include <string>

namespace cartograf {

/// Something in a file system that must not outlive the process: a partial file, or a folder of temporary files with what is in it.
/// While an object lives, remove_unfinished() removes what it names.
class Unfinished {
 public:
  enum class Kind { file,
                    folder };

  /// `name` in the folder behind the descriptor `folder`, or by itself with AT_FDCWD. At most 64 are known at a time, and names of up to
  /// 4,095 bytes: others are not removed.
  Unfinished(Kind kind, int folder, const std::string& name);
  ~Unfinished();
  /// Only the file behind this descriptor is meant: what else may have got the name is left alone.
  void is(int descriptor);
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

 private:
  std::size_t slot_;
};

/// Removes all of them. May be called by the handler of a signal: it allocates nothing and takes no lock. The process must end
/// without returning from it.
void remove_unfinished() noexcept;

}  // namespace cartograf

#include "io/files/remove_tree.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cartograf {
namespace {

/// linux_dirent64 of getdents64(2). opendir() would allocate.
struct Entry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t size;
  std::uint8_t type;
  char name[1];
};

/// Each level takes a descriptor and 4 KiB of the stack.
constexpr int kDeepest = 32;
/// Passes, over all folders together, that remove nothing and yet leave something: another thread may have put it there just then.
constexpr int kIdlePasses = 8;

bool remove_below(int parent, const char* name, const char* last, int depth, int& idle_passes) noexcept;

bool remove_entry(int folder, const char* name, int depth, int& idle_passes) noexcept {
  if (unlinkat(folder, name, 0) == 0) return true;
  return (errno == EISDIR || errno == EPERM) && remove_below(folder, name, nullptr, depth + 1, idle_passes);
}

struct Pass {
  bool removed = false, left = false;  ///< something
};

/// All but the folder itself, the one around it, and `last`.
Pass remove_entries(int folder, const char* last, int depth, int& idle_passes) noexcept {
  alignas(Entry) std::array<char, 4096> entries;
  Pass pass;
  lseek(folder, 0, SEEK_SET);
  for (long size; (size = syscall(SYS_getdents64, folder, entries.data(), entries.size())) > 0;) {
    for (long at = 0; at < size;) {
      const char* const name = entries.data() + at + offsetof(Entry, name);
      if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0 && (last == nullptr || std::strcmp(name, last) != 0)) {
        (remove_entry(folder, name, depth, idle_passes) ? pass.removed : pass.left) = true;
      }
      std::uint16_t entry_size = 0;
      std::memcpy(&entry_size, entries.data() + at + offsetof(Entry, size), sizeof entry_size);
      at += entry_size;
    }
  }
  return pass;
}

bool remove_below(int parent, const char* name, const char* last, int depth, int& idle_passes) noexcept {
  if (depth > kDeepest) return false;
  const int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return false;
  bool gone = false;
  // Some file systems leave names out of a listing from which others are removed, hence several passes.
  for (bool again = true; again;) {
    const Pass pass = remove_entries(folder, last, depth, idle_passes);
    if (!pass.left && (!pass.removed || last == nullptr)) {
      if (last != nullptr) unlinkat(folder, last, 0);
      gone = unlinkat(parent, name, AT_REMOVEDIR) == 0;
    }
    again = !gone && (pass.removed || --idle_passes > 0);
  }
  close(folder);
  return gone;
}

}  // namespace

bool remove_tree(int parent, const char* name, const char* last) noexcept {
  int idle_passes = kIdlePasses;
  return remove_below(parent, name, last, 0, idle_passes);
}

}  // namespace cartograf

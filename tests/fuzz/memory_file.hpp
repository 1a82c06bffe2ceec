#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fuzz {

/// A file without a name in a folder, for functions that take a path: its path is that of a stream.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content = {});
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const { return "/dev/fd/" + std::to_string(descriptor_); }
  /// What was written into it.
  std::string content() const;
  /// The next reader begins at the beginning.
  void rewind() const;

 private:
  int descriptor_ = -1;
};

}  // namespace fuzz

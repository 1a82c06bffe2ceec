#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "io/files/partial_file.hpp"

namespace cartograf {

/// Bytes written in order to a file that appears when complete (PartialFile), or straight to a device or pipe such as
/// /dev/stdout, where there is nothing to rename. Every failed write throws IoError; nothing is lost silently.
class OutputStream {
 public:
  OutputStream(const std::filesystem::path& target, bool overwrite);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  void write(std::string_view bytes);
  /// Gives the system what was written until now.
  void flush();
  /// Flushes and gives the file its final name.
  void finish();

 private:
  std::string where_;
  std::unique_ptr<PartialFile> partial_;
  std::string buffer_;
  int descriptor_ = -1;
};

/// Whether a name is that of a device or a pipe, which OutputStream writes to directly.
bool is_stream(const std::filesystem::path& target);

/// Reads a whole file. Throws InputError when there is none, IoError when it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace cartograf

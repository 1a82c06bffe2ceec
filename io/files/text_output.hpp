#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/descriptor.hpp"
#include "io/files/partial_file.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"

namespace cartograf {

/// Bytes written in order to a file that appears when complete (PartialFile), or straight to a stream (is_stream()), where
/// there is nothing to rename: '-' is standard output. Every failed write throws IoError; nothing is lost silently.
class OutputStream {
 public:
  OutputStream(const std::filesystem::path& target, bool overwrite);
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  void write(std::string_view bytes);
  /// Gives the system what was written until now.
  void flush();
  /// Flushes and gives the file its final name.
  void finish();

 private:
  friend void finish_together(const std::vector<OutputStream*>& outputs);
  void complete();

  std::string where_;
  std::unique_ptr<PartialFile> partial_;
  std::string buffer_;
  Descriptor descriptor_;
};

/// Finishes several: all files get their final names or, when one cannot be written or renamed, none. What a stream was given is gone.
void finish_together(const std::vector<OutputStream*>& outputs);

/// Throws what OutputStream would throw for this target, without creating anything that stays.
void check_output(const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf

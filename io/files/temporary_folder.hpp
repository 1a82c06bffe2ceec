#pragma once

#include <filesystem>
#include <optional>

#include "io/files/descriptor.hpp"
#include "io/files/unfinished.hpp"

namespace cartograf {

/// A new folder of its own below another one, removed with all that is in it. A killed process leaves one, with a file that nobody has
/// locked any more; the next that is made at the same place removes it (on_left_over()).
class TemporaryFolder {
 public:
  /// `parent`: empty = the system's folder of temporary files. Throws IoError when nothing can be made there.
  explicit TemporaryFolder(const std::filesystem::path& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  void create(const std::filesystem::path& parent, const char* advice);

  std::filesystem::path path_;
  Descriptor lock_;
  std::optional<Unfinished> unfinished_;
};

}  // namespace cartograf

#pragma once

#include <filesystem>
#include <optional>

#include "io/files/unfinished.hpp"

namespace cartograf {

/// A new folder of its own below another one, removed with all that is in it.
class TemporaryFolder {
 public:
  /// `parent`: empty = the system's folder of temporary files. Throws IoError when nothing can be made there.
  explicit TemporaryFolder(const std::filesystem::path& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
  std::optional<Unfinished> unfinished_;
};

}  // namespace cartograf

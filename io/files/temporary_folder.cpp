#include "io/files/temporary_folder.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "kernels/base/error.hpp"

namespace cartograf {

namespace {

/// The system's folder of temporary files, whether it is there or not: so that the error can name it.
std::filesystem::path system_folder() {
  for (const char* variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"}) {
    const char* const folder = std::getenv(variable);
    if (folder != nullptr && *folder != '\0') return folder;
  }
  return "/tmp";
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
  const std::filesystem::path where = parent.empty() ? system_folder() : parent;
  std::string name = (where / "cartograf-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw IoError(where.string() + ": cannot make a folder for temporary files: " + describe_errno(errno) +
                  (parent.empty() ? "; the variable TMPDIR says where they go" : ""));
  }
  path_ = name;
  unfinished_.emplace(Unfinished::Kind::folder, AT_FDCWD, name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cartograf

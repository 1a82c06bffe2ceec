#include "io/files/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "kernels/base/error.hpp"

namespace cartograf {

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
  const std::filesystem::path where = parent.empty() ? std::filesystem::temp_directory_path() : parent;
  std::string name = (where / "cartograf-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw IoError(where.string() + ": cannot make a folder for temporary files: " + describe_errno(errno));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cartograf

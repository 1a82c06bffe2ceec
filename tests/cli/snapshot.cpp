#include "tests/cli/snapshot.hpp"

#include <functional>

#include "tests/support/files.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

std::string description(const fs::directory_entry& entry) {
  if (entry.is_symlink()) return "link to " + fs::read_symlink(entry.path()).string();
  if (!entry.is_regular_file()) return "folder or other";
  const std::string bytes = testing_support::read_bytes(entry.path());
  return std::to_string(bytes.size()) + " bytes, hash " + std::to_string(std::hash<std::string>{}(bytes));
}

}  // namespace

Snapshot snapshot(const fs::path& folder) {
  Snapshot result;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    result[fs::relative(entry.path(), folder).string()] = description(entry);
  }
  return result;
}

}  // namespace testing_cli

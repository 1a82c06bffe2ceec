#pragma once

#include <filesystem>
#include <string>

namespace testing_support {

/// A file system of its own in a folder, where this process may mount one. A test that gets none says why and is skipped:
/// `if (!disk.mounted()) GTEST_SKIP() << disk.why_not();`
class SmallDisk {
 public:
  /// `kibibytes`: its size; 0 = without a limit, so that the system does not count what is free.
  SmallDisk(const std::filesystem::path& folder, int kibibytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return why_not_.empty(); }
  const std::string& why_not() const { return why_not_; }

 private:
  std::filesystem::path folder_;
  std::string why_not_;
};

}  // namespace testing_support

#include "tests/support/small_disk.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>

namespace testing_support {

SmallDisk::SmallDisk(const std::filesystem::path& folder, int kibibytes) : folder_(folder) {
  std::filesystem::create_directories(folder_);
  const std::string size = "size=" + std::to_string(kibibytes) + "k";
  if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) != 0) why_not_ = std::string("cannot mount a tmpfs: ") + std::strerror(errno);
}

SmallDisk::~SmallDisk() {
  if (!mounted()) return;
  EXPECT_EQ(umount2(folder_.c_str(), MNT_DETACH), 0);
}

}  // namespace testing_support

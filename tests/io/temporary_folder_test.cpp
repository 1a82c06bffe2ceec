#include "io/files/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/files/unfinished.hpp"
#include "tests/support/files.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;
using testing_support::TempFolder;
using testing_support::write_text;
using Names = std::vector<std::string>;

class TemporaryFolders : public testing::Test {
 protected:
  void SetUp() override {
    on_left_over([this](const fs::path& folder) { told_.push_back(folder); });
  }
  void TearDown() override { on_left_over({}); }

  /// A process makes a folder with a file in it, and is killed.
  void leave_one() const {
    const pid_t id = fork();
    ASSERT_GE(id, 0);
    if (id == 0) {
      const TemporaryFolder folder(parent_.path());
      write_text(folder / "features.h5", "rows");
      raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(id, &status, 0), id);
    ASSERT_TRUE(WIFSIGNALED(status));
  }

  std::size_t n_entries() const { return parent_.names().size(); }

  TempFolder parent_;
  std::vector<fs::path> told_;
};

TEST_F(TemporaryFolders, AreRemoved) {
  {
    const TemporaryFolder folder(parent_.path());
    write_text(folder / "x", "y");
    EXPECT_EQ(n_entries(), 1u);
  }
  EXPECT_EQ(n_entries(), 0u);
  EXPECT_TRUE(told_.empty());
}

TEST_F(TemporaryFolders, OfKilledProcessesAreRemovedAndTold) {
  leave_one();
  ASSERT_EQ(n_entries(), 1u);
  const fs::path left = parent_.path() / parent_.names().front();
  ASSERT_TRUE(fs::exists(left / "features.h5"));
  {
    const TemporaryFolder folder(parent_.path());
    EXPECT_EQ(told_, std::vector<fs::path>{left});
    EXPECT_FALSE(fs::exists(left));
    EXPECT_EQ(n_entries(), 1u);
  }
  EXPECT_EQ(n_entries(), 0u);
}

TEST_F(TemporaryFolders, OfLivingProcessesStay) {
  const TemporaryFolder first(parent_.path());
  write_text(first / "x", "y");
  const TemporaryFolder second(parent_.path());
  EXPECT_TRUE(fs::exists(first / "x"));
  EXPECT_TRUE(told_.empty());
}

// Such a name may be anybody's: 'mktemp -d cartograf-XXXXXX' gives one.
TEST_F(TemporaryFolders, OfOthersStay) {
  fs::create_directory(parent_ / "cartograf-abcdef");
  ASSERT_EQ(chmod((parent_ / "cartograf-abcdef").c_str(), 0700), 0);
  write_text(parent_ / "cartograf-abcdef/precious", "mine");
  leave_one();
  for (const std::string& name : parent_.names()) {
    if (name != "cartograf-abcdef") fs::create_directory_symlink(name, parent_ / "cartograf-aaaaaa");
  }
  const TemporaryFolder folder(parent_.path());
  EXPECT_EQ(told_.size(), 1u);
  EXPECT_EQ(testing_support::read_bytes(parent_ / "cartograf-abcdef/precious"), "mine");
  EXPECT_TRUE(fs::is_symlink(parent_ / "cartograf-aaaaaa"));
}

}  // namespace
}  // namespace cartograf

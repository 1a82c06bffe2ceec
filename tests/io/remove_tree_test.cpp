#include "io/files/remove_tree.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "tests/support/files.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;
using testing_support::TempFolder;
using testing_support::write_text;
using Names = std::vector<std::string>;

TEST(RemoveTree, RemovesAllThatIsInIt) {
  const TempFolder folder;
  fs::create_directories(folder / "tree/a/b/c");
  fs::create_directories(folder / "tree/empty");
  for (int i = 0; i < 1000; ++i) write_text(folder / ("tree/a/b/" + std::string(100, 'x') + std::to_string(i)), "chunk");  // several reads of the folder
  write_text(folder / "tree/zarr.json", "{}");
  ASSERT_EQ(mkfifo((folder / "tree/pipe").c_str(), 0600), 0);
  write_text(folder / "beside", "stays");
  EXPECT_TRUE(remove_tree(AT_FDCWD, (folder / "tree").c_str(), "zarr.json"));
  EXPECT_EQ(folder.names(), Names{"beside"});
}

TEST(RemoveTree, FollowsNoLinks) {
  const TempFolder folder;
  fs::create_directories(folder / "victim/inside");
  write_text(folder / "victim/inside/x", "precious");
  fs::create_directories(folder / "tree");
  fs::create_directory_symlink(folder / "victim", folder / "tree/link");
  fs::create_directory_symlink("tree", folder / "link");
  EXPECT_FALSE(remove_tree(AT_FDCWD, (folder / "link").c_str()));
  EXPECT_TRUE(fs::exists(folder / "tree/link"));
  EXPECT_TRUE(remove_tree(AT_FDCWD, (folder / "tree").c_str()));
  EXPECT_EQ(testing_support::read_bytes(folder / "victim/inside/x"), "precious");
}

// By the last file a left-over is known.
TEST(RemoveTree, KeepsTheLastFileWhereSomethingElseStays) {
  const TempFolder folder;
  std::string deep = "tree";
  for (int i = 0; i < 40; ++i) deep += "/d";
  fs::create_directories(folder / deep);
  write_text(folder / "tree/zarr.json", "{}");
  write_text(folder / "tree/x", "");
  EXPECT_FALSE(remove_tree(AT_FDCWD, (folder / "tree").c_str(), "zarr.json"));
  EXPECT_TRUE(fs::exists(folder / deep));
  EXPECT_TRUE(fs::exists(folder / "tree/zarr.json"));
  EXPECT_FALSE(fs::exists(folder / "tree/x"));
}

TEST(RemoveTree, OfNothingIsFalse) {
  const TempFolder folder;
  write_text(folder / "file", "");
  EXPECT_FALSE(remove_tree(AT_FDCWD, (folder / "none").c_str()));
  EXPECT_FALSE(remove_tree(AT_FDCWD, (folder / "file").c_str()));
  EXPECT_EQ(folder.names(), Names{"file"});
}

// What the handler of a signal meets: another thread goes on writing until it is told that there is no folder.
TEST(RemoveTree, WinsAgainstAThreadThatWrites) {
  const TempFolder folder;
  fs::create_directories(folder / "tree/array");
  const int tree = open((folder / "tree").c_str(), O_RDONLY | O_DIRECTORY);
  std::atomic<int> written = 0;
  std::jthread writer([&] {
    for (int i = 0;; ++i) {
      const int file = openat(tree, ("array/c." + std::to_string(i)).c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
      if (file < 0) return;
      close(file);
      ++written;
    }
  });
  while (written < 100) std::this_thread::yield();
  EXPECT_TRUE(remove_tree(AT_FDCWD, (folder / "tree").c_str()));
  writer.join();
  close(tree);
  EXPECT_EQ(folder.names(), Names{});
}

}  // namespace
}  // namespace cartograf

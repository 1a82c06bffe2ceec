#include "io/files/partial_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using testing_support::write_text;
using Names = std::vector<std::string>;

TEST(PartialFile, GetsItsNameWhenCommitted) {
  const TempFolder folder;
  PartialFile file(folder / "x", false);
  write_text(file.path(), "content");
  EXPECT_EQ(folder.names(), Names{"x.partial"});
  file.commit();
  EXPECT_EQ(folder.names(), Names{"x"});
  EXPECT_EQ(read_bytes(folder / "x"), "content");
}

TEST(PartialFile, IsRemovedWhenNotCommitted) {
  const TempFolder folder;
  { const PartialFile file(folder / "x", false); }
  EXPECT_EQ(folder.names(), Names{});
}

TEST(PartialFile, NamesTheFolderThatIsNotThere) {
  const TempFolder folder;
  const std::string target = (folder / "none" / "x").string(), below_file = (folder / "file" / "x").string();
  EXPECT_EQ(message_of<IoError>([&] { PartialFile(target, false); }),
            target + ": there is no folder '" + (folder / "none").string() + "'; make it first: No such file or directory (errno 2)");
  write_text(folder / "file", "");
  EXPECT_EQ(message_of<IoError>([&] { PartialFile(below_file, false); }), below_file + ": '" + (folder / "file").string() + "' is no folder: Not a directory (errno 20)");
}

TEST(PartialFile, DoesNotReplaceAFileUnasked) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  EXPECT_EQ(message_of<InputError>([&] { PartialFile(folder / "x", false); }),
            (folder / "x").string() + ": exists already; give --overwrite to replace it");
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, ReplacesAFileWhenAsked) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  PartialFile file(folder / "x", true);
  write_text(file.path(), "new");
  EXPECT_EQ(read_bytes(folder / "x"), "old");
  file.commit();
  EXPECT_EQ(read_bytes(folder / "x"), "new");
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, KeepsTheOldFileWhenNotCommitted) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  {
    const PartialFile file(folder / "x", true);
    write_text(file.path(), "new");
  }
  EXPECT_EQ(read_bytes(folder / "x"), "old");
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, RefusesATargetThatAppearedMeanwhile) {
  const TempFolder folder;
  {
    PartialFile file(folder / "x", false);
    write_text(folder / "x", "theirs");
    EXPECT_THROW(file.commit(), InputError);
  }
  EXPECT_EQ(read_bytes(folder / "x"), "theirs");
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, RefusesASecondWriter) {
  const TempFolder folder;
  PartialFile first(folder / "x", false);
  EXPECT_EQ(message_of<IoError>([&] { PartialFile(folder / "x", false); }), (folder / "x").string() + ": another process is writing it now");
  EXPECT_EQ(folder.names(), Names{"x.partial"});
  first.commit();
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, LetsAnotherWriterInWhenDone) {
  const TempFolder folder;
  PartialFile(folder / "x", false).commit();
  PartialFile(folder / "x", true).commit();
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, ReplacesOneThatAKilledWriterLeft) {
  const TempFolder folder;
  write_text(folder / "x.partial", "left by a killed process, and longer");
  PartialFile file(folder / "x", false);
  EXPECT_EQ(fs::file_size(file.path()), 0u);
  write_text(file.path(), "new");
  file.commit();
  EXPECT_EQ(read_bytes(folder / "x"), "new");
}

TEST(PartialFile, WritesWhatASymbolicLinkPointsTo) {
  const TempFolder folder;
  fs::create_directory(folder / "real");
  write_text(folder / "real/x", "old");
  fs::create_symlink("real/x", folder / "link");
  PartialFile file(folder / "link", true);
  write_text(file.path(), "new");
  file.commit();
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_bytes(folder / "real/x"), "new");
}

TEST(PartialFile, WritesWhatADanglingSymbolicLinkPointsTo) {
  const TempFolder folder;
  fs::create_directory(folder / "real");
  fs::create_symlink("real/x", folder / "link");
  PartialFile file(folder / "link", false);
  write_text(file.path(), "new");
  file.commit();
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_bytes(folder / "real/x"), "new");
}

TEST(PartialFile, KeepsOffFoldersAndDevices) {
  const TempFolder folder;
  EXPECT_EQ(message_of<InputError>([&] { PartialFile(folder.path(), true); }),
            folder.path().string() + ": expected the name of a file, found a folder");
  EXPECT_THROW(PartialFile("/dev/null", true), InputError);
  EXPECT_THROW(PartialFile("", true), InputError);
  EXPECT_THROW(PartialFile(folder / "new/", true), InputError);
}

TEST(PartialFile, KeepsOffStreams) {
  EXPECT_EQ(message_of<InputError>([] { PartialFile("-", true); }),
            "standard output: expected a regular file, found a stream; HDF5 is not written from the beginning to the end");
  EXPECT_THROW(PartialFile("/dev/stdout", true), InputError);
  const TempFolder folder;
  write_text(folder / "x", "old");
  FILE* const file = fopen((folder / "x").c_str(), "r+b");
  const std::string name = "/dev/fd/" + std::to_string(fileno(file));
  EXPECT_TRUE(testing_support::contains(message_of<InputError>([&] { PartialFile(name, true); }), name + ": expected a regular file, found a stream"));
  fclose(file);
  EXPECT_EQ(read_bytes(folder / "x"), "old");
}

TEST(PartialFile, NeedsANameThatGrowsByItsEnding) {
  const TempFolder folder;
  const std::string message = message_of<InputError>([&] { PartialFile(folder / std::string(248, 'x'), false); });
  EXPECT_TRUE(testing_support::contains(message, "the name is too long: a file is called NAME.partial until it is complete")) << message;
  PartialFile(folder / std::string(247, 'x'), false).commit();
  EXPECT_EQ(folder.names(), Names{std::string(247, 'x')});
}

TEST(PartialFile, InAFolderThatIsNotThereIsAnIoError) {
  const TempFolder folder;
  const std::string message = message_of<IoError>([&] { PartialFile(folder / "none/x", false); });
  EXPECT_TRUE(testing_support::contains(message, "No such file or directory")) << message;
}

// What /dev/stdout is with a pipe behind it: a link to something that has no name.
TEST(PartialFile, KeepsOffPipesWithoutAName) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string name = "/proc/self/fd/" + std::to_string(ends[1]);
  EXPECT_EQ(message_of<InputError>([&] { PartialFile(name, true); }),
            name + ": expected a regular file, found a stream; HDF5 is not written from the beginning to the end");
  close(ends[0]);
  close(ends[1]);
}

TEST(PartialFile, InAReadOnlyFolderIsAnIoError) {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  if (access(folder.path().c_str(), W_OK) == 0) GTEST_SKIP() << "this user writes read-only folders (root)";
  EXPECT_THROW(PartialFile(folder / "x", false), IoError);
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST(CheckWritable, LeavesNothing) {
  const TempFolder folder;
  check_writable(folder / "x", false);
  EXPECT_EQ(folder.names(), Names{});
}

TEST(CheckWritable, ThrowsWhatWritingWould) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  EXPECT_THROW(check_writable(folder / "x", false), InputError);
  EXPECT_THROW(check_writable(folder / "none/x", false), IoError);
  check_writable(folder / "x", true);
  EXPECT_EQ(read_bytes(folder / "x"), "old");
}

}  // namespace
}  // namespace cartograf

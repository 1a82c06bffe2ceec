#include "io/files/partial_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/files/text_output.hpp"
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
  EXPECT_EQ(folder.names(), Names{"x.*.partial"});
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
            target + ": there is no folder '" + (folder / "none").string() + "'; make it first");
  write_text(folder / "file", "");
  EXPECT_EQ(message_of<IoError>([&] { PartialFile(below_file, false); }), below_file + ": '" + (folder / "file").string() + "' is no folder");
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
  EXPECT_EQ(folder.names(), Names{"x.*.partial"});
  first.commit();
  EXPECT_EQ(folder.names(), Names{"x"});
}

TEST(PartialFile, LetsAnotherWriterInWhenDone) {
  const TempFolder folder;
  PartialFile(folder / "x", false).commit();
  PartialFile(folder / "x", true).commit();
  EXPECT_EQ(folder.names(), Names{"x"});
}

constexpr const char* kToken = ".00000000000000010000000000000002.partial";  // older than any of today

class LeftOver : public testing::Test {
 protected:
  void SetUp() override {
    on_left_over([this](const fs::path& file) { told_.push_back(file.filename().string()); });
  }
  void TearDown() override { on_left_over({}); }

  TempFolder folder_;
  Names told_;
};

TEST_F(LeftOver, OfAKilledWriterIsRemovedAndTold) {
  write_text(folder_ / (std::string("x") + kToken), "left by a killed process");
  PartialFile file(folder_ / "x", false);
  EXPECT_EQ(told_, Names{std::string("x") + kToken});
  EXPECT_EQ(folder_.names(), Names{"x.*.partial"});
  write_text(file.path(), "new");
  file.commit();
  EXPECT_EQ(folder_.names(), Names{"x"});
  EXPECT_EQ(read_bytes(folder_ / "x"), "new");
}

TEST_F(LeftOver, IsOnlyWhatIsCalledSo) {
  const Names others = {"x.0000000000000001000000000000000.partial", "x.0000000000000001000000000000000G.partial", "x.partial", "xy.00000000000000010000000000000002.partial"};
  for (const std::string& name : others) write_text(folder_ / name, "");
  { const PartialFile file(folder_ / "x", false); }
  EXPECT_EQ(told_, Names{});
  for (const std::string& name : others) EXPECT_TRUE(fs::exists(folder_ / name)) << name;
}

// What a stranger may have put there under such a name: what it leads to stays as it is.
TEST_F(LeftOver, IsNoLink) {
  write_text(folder_ / "victim", "precious");
  fs::create_symlink("victim", folder_ / (std::string("x") + kToken));
  fs::create_hard_link(folder_ / "victim", folder_ / (std::string("y") + kToken));
  for (const char* name : {"x", "y"}) {
    PartialFile file(folder_ / name, false);
    write_text(file.path(), "new");
    file.commit();
    EXPECT_EQ(read_bytes(folder_ / name), "new");
  }
  EXPECT_EQ(told_, Names{});
  EXPECT_EQ(read_bytes(folder_ / "victim"), "precious");
}

TEST(PartialFile, HasANameThatNobodyCanGuessAndModeByUmask) {
  const TempFolder folder;
  const mode_t mask = umask(027);
  const PartialFile first(folder / "x", false), second(folder / "y", false);
  umask(mask);
  const auto files = folder.partial_files();
  ASSERT_EQ(files.size(), 2u);
  const auto secret = [](const fs::path& file) { return file.filename().string().substr(18, 16); };
  EXPECT_NE(secret(files[0]), secret(files[1]));
  EXPECT_EQ(fs::status(files[0]).permissions(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
}

TEST(PartialFile, ThatWasRemovedMeanwhileGetsNoName) {
  const TempFolder folder;
  {
    PartialFile file(folder / "x", false);
    fs::remove(folder.partial_files().front());
    write_text(file.path(), "written to nowhere");
    EXPECT_TRUE(testing_support::contains(message_of<IoError>([&] { file.commit(); }), "was removed or replaced meanwhile; nothing was written"));
  }
  EXPECT_EQ(folder.names(), Names{});
}

// MPI-IO locks what it reads and writes, as a process locks its own files.
TEST(PartialFile, ThatIsLentKeepsOthersOffAndLetsItsBytesBeLocked) {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all);
  PartialFile first(folder / "x", false);
  const fs::path name = first.lend();
  EXPECT_EQ(name, folder.partial_files().front());
  EXPECT_TRUE(testing_support::contains(message_of<IoError>([&] { PartialFile(folder / "x", false); }), "another process is writing it now"));
  const int other = open(name.c_str(), O_RDWR);
  struct flock bytes {};
  bytes.l_type = F_WRLCK;
  bytes.l_whence = SEEK_SET;
  bytes.l_len = off_t{1} << 40;
  EXPECT_EQ(fcntl(other, F_SETLK, &bytes), 0);
  close(other);
  write_text(name, "lent");
  first.commit();
  EXPECT_EQ(read_bytes(folder / "x"), "lent");
}

TEST(PartialFile, IsNotLentWhereOthersCanReplaceIt) {
  const TempFolder folder;
  PartialFile file(folder / "x", false);
  fs::permissions(folder.path(), fs::perms::all);
  EXPECT_TRUE(testing_support::contains(message_of<InputError>([&] { file.lend(); }), "take a folder that is yours alone"));
  fs::permissions(folder.path(), fs::perms::all | fs::perms::sticky_bit);
  EXPECT_EQ(file.lend(), folder.partial_files().front());
}

// The one way that was found to a wrong file: the first writer gave the final name to what the second was writing.
TEST(PartialFile, OfASecondWriterIsNotTakenForOnesOwn) {
  const TempFolder folder;
  PartialFile first(folder / "x", true);
  write_text(first.path(), "first");
  fs::remove(folder.partial_files().front());
  PartialFile second(folder / "x", true);
  write_text(second.path(), "half of the sec");
  EXPECT_THROW(first.commit(), IoError);
  EXPECT_EQ(folder.names(), Names{"x.*.partial"});
  write_text(second.path(), "second");
  second.commit();
  EXPECT_EQ(read_bytes(folder / "x"), "second");
}

// Somebody puts a link to a file of the victim in the place of the partial file while it is written.
TEST(PartialFile, IsWrittenByItsDescriptor) {
  const TempFolder folder;
  write_text(folder / "victim", "precious");
  {
    PartialFile file(folder / "x", true);
    const fs::path name = folder.partial_files().front();
    fs::rename(name, folder / "aside");
    fs::create_symlink("victim", name);
    write_text(file.path(), "features");
    EXPECT_EQ(read_bytes(folder / "aside"), "features");
    EXPECT_THROW(file.commit(), IoError);
  }
  EXPECT_EQ(read_bytes(folder / "victim"), "precious");
  EXPECT_EQ(folder.names(), (Names{"aside", "victim", "x.*.partial"}));  // the stranger's link stays theirs
}

TEST(PartialFile, FollowsNoLinkOfAnotherUserWhereOthersWrite) {
  if (geteuid() != 0) GTEST_SKIP() << "only root makes links for others";
  const TempFolder folder;
  write_text(folder / "victim", "precious");
  fs::create_directory(folder / "open");
  fs::permissions(folder / "open", fs::perms::all);
  constexpr uid_t somebody = 65534;
  for (const char* const victim : {"victim", "not there yet"}) {
    const fs::path link = folder / "open" / "x";
    fs::create_symlink(folder / victim, link);
    PartialFile(link, true).commit();  // our own link
    EXPECT_TRUE(fs::exists(folder / victim));
    fs::remove(folder / victim);
    ASSERT_EQ(lchown(link.c_str(), somebody, somebody), 0);
    EXPECT_EQ(message_of<InputError>([&] { PartialFile(link, true); }),
              link.string() + ": expected the name of a file, found a symbolic link that another user made in a folder that others write; name what it points to");
    fs::permissions(folder / "open", fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
    PartialFile(link, true).commit();  // a folder that nobody else writes
    EXPECT_TRUE(fs::exists(folder / victim));
    fs::permissions(folder / "open", fs::perms::all);
    fs::remove(link);
  }
}

TEST(PartialFile, InMemoryIsAFile) {
  if (!fs::is_directory("/dev/shm")) GTEST_SKIP() << "no /dev/shm";
  const fs::path target = "/dev/shm/cartograf-test-" + std::to_string(getpid());
  write_text(target, "old, and longer than what comes");
  EXPECT_THROW(OutputStream(target, false), InputError);
  OutputStream stream(target, true);
  stream.write("new");
  stream.finish();
  EXPECT_EQ(read_bytes(target), "new");
  fs::remove(target);
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

TEST(PartialFile, GivesTheNameBack) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  for (const char* name : {"x", "y"}) {
    PartialFile file(folder / name, true);
    write_text(file.path(), "new");
    file.take_name();
    EXPECT_EQ(read_bytes(folder / name), "new");
    file.undo();
  }
  EXPECT_EQ(folder.names(), Names{"x"});
  EXPECT_EQ(read_bytes(folder / "x"), "old");
}

// Between two outputs of a command anything may happen to the name of the first.
TEST(PartialFile, GivesNoNameBackThatIsAnothers) {
  for (const bool overwrite : {false, true}) {
    const TempFolder folder;
    if (overwrite) write_text(folder / "x", "old");
    {
      PartialFile file(folder / "x", overwrite);
      write_text(file.path(), "new");
      file.take_name();
      write_text(folder / "y", "theirs");
      fs::rename(folder / "y", folder / "x");
      file.undo();
    }
    EXPECT_EQ(folder.names(), Names{"x"});
    EXPECT_EQ(read_bytes(folder / "x"), "theirs");
  }
}

TEST(PartialFile, TakesNoFoldersName) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  {
    PartialFile file(folder / "x", true);
    fs::remove(folder / "x");
    fs::create_directory(folder / "x");
    write_text(folder / "x" / "inside", "theirs");
    EXPECT_EQ(message_of<InputError>([&] { file.commit(); }),
              (folder / "x").string() + ": expected a regular file, found something else that appeared meanwhile");
  }
  EXPECT_EQ(folder.names(), Names{"x"});
  EXPECT_EQ(read_bytes(folder / "x" / "inside"), "theirs");
}

TEST(PartialFile, LeavesNothingOfTheOldFileWhenSettled) {
  const TempFolder folder;
  write_text(folder / "x", "old");
  PartialFile file(folder / "x", true);
  write_text(file.path(), "new");
  file.take_name();
  EXPECT_EQ(folder.names(), (Names{"x", "x.*.partial"}));
  file.settle();
  EXPECT_EQ(folder.names(), Names{"x"});
  EXPECT_EQ(read_bytes(folder / "x"), "new");
}

TEST(OutputStreams, AreFinishedTogetherOrNotAtAll) {
  const TempFolder folder;
  write_text(folder / "a", "old");
  {
    OutputStream a(folder / "a", true), b(folder / "b", false);
    a.write("new");
    b.write("new");
    write_text(folder / "b", "of somebody else");  // appeared meanwhile
    EXPECT_THROW(finish_together({&a, &b}), InputError);
  }
  EXPECT_EQ(folder.names(), (Names{"a", "b"}));
  EXPECT_EQ(read_bytes(folder / "a"), "old");
  EXPECT_EQ(read_bytes(folder / "b"), "of somebody else");
  OutputStream a(folder / "a", true), b(folder / "b", true);
  a.write("new");
  b.write("newer");
  finish_together({&a, &b});
  EXPECT_EQ(read_bytes(folder / "a"), "new");
  EXPECT_EQ(read_bytes(folder / "b"), "newer");
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
  const std::string message = message_of<InputError>([&] { PartialFile(folder / std::string(215, 'x'), false); });
  EXPECT_TRUE(testing_support::contains(message, "the name is too long: until a file is complete its name is longer by 41 bytes")) << message;
  PartialFile(folder / std::string(214, 'x'), false).commit();
  EXPECT_EQ(folder.names(), Names{std::string(214, 'x')});
}

TEST(PartialFile, InAFolderThatIsNotThereIsAnIoError) {
  const TempFolder folder;
  const std::string message = message_of<IoError>([&] { PartialFile(folder / "none/x", false); });
  EXPECT_TRUE(testing_support::contains(message, "; make it first")) << message;
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

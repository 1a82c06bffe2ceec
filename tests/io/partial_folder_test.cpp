#include "io/files/partial_folder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "io/files/descriptor.hpp"
#include "io/files/unfinished.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;
using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using testing_support::write_text;
using Names = std::vector<std::string>;

/// Ours is a folder whose main file begins with "ours".
FolderFormat format() {
  return {"main", "an album", [](int folder, const std::string& where) {
            char begin[4] = {};
            const Descriptor file(openat(folder, "main", O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
            if (!file || read_at(file.number(), begin, sizeof begin, 0) != sizeof begin || std::string_view(begin, 4) != "ours") throw InputError(where + ": not ours");
          }};
}

void write_into(const PartialFolder& folder, const std::string& text) {
  write_all(folder.main_file(), "ours: " + text, "main");
  ASSERT_EQ(mkdirat(folder.descriptor(), "inside", 0777), 0);
  const Descriptor file(openat(folder.descriptor(), "inside/picture", O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  write_all(file.number(), text, "picture");
}

void make_folder(const fs::path& path, const std::string& text) {
  fs::create_directories(path / "inside");
  write_text(path / "main", "ours: " + text);
  write_text(path / "inside/picture", text);
}

std::string picture(const fs::path& path) { return read_bytes(path / "inside/picture"); }

class PartialFolders : public testing::Test {
 protected:
  void SetUp() override {
    on_left_over([this](const fs::path& folder) { told_.push_back(folder.filename().string()); });
  }
  void TearDown() override { on_left_over({}); }

  TempFolder folder_;
  Names told_;
};

TEST_F(PartialFolders, GetTheirNameWhenCommitted) {
  PartialFolder album(folder_ / "x", false, format());
  write_into(album, "new");
  EXPECT_EQ(folder_.names(), Names{"x.*.partial"});
  album.commit();
  EXPECT_EQ(folder_.names(), Names{"x"});
  EXPECT_EQ(picture(folder_ / "x"), "new");
  EXPECT_EQ(read_bytes(folder_ / "x/main"), "ours: new");
}

TEST_F(PartialFolders, AreRemovedWhenNotCommitted) {
  { write_into(PartialFolder(folder_ / "x", false, format()), "half"); }
  EXPECT_EQ(folder_.names(), Names{});
}

// Nobody may put a link into it that would lead what is written elsewhere.
TEST_F(PartialFolders, AreOpenToOthersInTheEndAlone) {
  const mode_t mask = umask(002);
  PartialFolder album(folder_ / "x", false, format());
  umask(mask);
  const fs::perms group = fs::perms::group_all, others = fs::perms::others_read | fs::perms::others_exec;
  EXPECT_EQ(fs::status(folder_.partial_files().front()).permissions(), fs::perms::owner_all);
  write_into(album, "new");
  album.commit();
  EXPECT_EQ(fs::status(folder_ / "x").permissions(), fs::perms::owner_all | group | others);
}

TEST_F(PartialFolders, ReplaceOneOfOursWhenAsked) {
  make_folder(folder_ / "x", "old");
  EXPECT_EQ(message_of<InputError>([&] { PartialFolder(folder_ / "x", false, format()); }), (folder_ / "x").string() + ": exists already; give --overwrite to replace it");
  { write_into(PartialFolder(folder_ / "x", true, format()), "half"); }
  EXPECT_EQ(picture(folder_ / "x"), "old");
  PartialFolder album(folder_ / "x", true, format());
  write_into(album, "new");
  EXPECT_EQ(picture(folder_ / "x"), "old");
  album.commit();
  EXPECT_EQ(picture(folder_ / "x"), "new");
  EXPECT_EQ(folder_.names(), Names{"x"});
}

TEST_F(PartialFolders, ReplaceNothingElse) {
  const auto refused = [&](const std::string& name, const std::string& message) {
    EXPECT_EQ(message_of<InputError>([&] { PartialFolder(folder_ / name, true, format()); }), (folder_ / name).string() + message);
  };
  fs::create_directory(folder_ / "theirs");
  refused("theirs", ": not ours");
  write_text(folder_ / "file", "precious");
  refused("file", ": an album is a folder; expected its name, found a file");
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  refused("pipe", ": an album is a folder; expected its name, found something else");
  EXPECT_THROW(PartialFolder("/dev/stdout", true, format()), InputError);
  EXPECT_THROW(PartialFolder("/", true, format()), InputError);
  EXPECT_THROW(PartialFolder(".", true, format()), InputError);
  EXPECT_THROW(PartialFolder("..", true, format()), InputError);
  EXPECT_THROW(PartialFolder("", true, format()), InputError);
  EXPECT_EQ(folder_.names(), (Names{"file", "pipe", "theirs"}));
}

TEST_F(PartialFolders, ReplaceWhatALinkPointsTo) {
  make_folder(folder_ / "real", "old");
  fs::create_directory_symlink("real", folder_ / "link");
  fs::create_directory_symlink("not there yet", folder_ / "dangling");
  for (const char* name : {"link", "dangling"}) {
    PartialFolder album(folder_ / name, true, format());
    write_into(album, "new");
    album.commit();
    EXPECT_TRUE(fs::is_symlink(folder_ / name));
    EXPECT_EQ(picture(folder_ / name), "new");
  }
  write_text(folder_ / "file", "precious");
  fs::create_symlink("file", folder_ / "to_file");
  EXPECT_THROW(PartialFolder(folder_ / "to_file", true, format()), InputError);
  EXPECT_EQ(folder_.names(), (Names{"dangling", "file", "link", "not there yet", "real", "to_file"}));
}

TEST_F(PartialFolders, FollowNoLinkOfAnotherUserWhereOthersWrite) {
  if (geteuid() != 0) GTEST_SKIP() << "only root makes links for others";
  make_folder(folder_ / "victim", "precious");
  fs::create_directory(folder_ / "open");
  fs::permissions(folder_ / "open", fs::perms::all);
  fs::create_directory_symlink(folder_ / "victim", folder_ / "open/x");
  ASSERT_EQ(lchown((folder_ / "open/x").c_str(), 65534, 65534), 0);
  EXPECT_TRUE(contains(message_of<InputError>([&] { PartialFolder(folder_ / "open/x", true, format()); }), "a symbolic link that another user made"));
  EXPECT_EQ(picture(folder_ / "victim"), "precious");
}

// What appears under the name while the folder is written stays, unless it may be replaced.
TEST_F(PartialFolders, RefuseWhatAppearedMeanwhile) {
  for (const bool overwrite : {false, true}) {
    for (const bool is_file : {false, true}) {
      {
        PartialFolder album(folder_ / "x", overwrite, format());
        write_into(album, "new");
        if (is_file) {
          write_text(folder_ / "x", "theirs");
        } else {
          fs::create_directories(folder_ / "x/deep");
        }
        EXPECT_THROW(album.commit(), InputError);
      }
      EXPECT_EQ(folder_.names(), Names{"x"});
      EXPECT_EQ(fs::is_directory(folder_ / "x/deep"), !is_file);
      fs::remove_all(folder_ / "x");
    }
  }
}

TEST_F(PartialFolders, ThatWereRemovedMeanwhileGetNoName) {
  PartialFolder album(folder_ / "x", false, format());
  fs::remove_all(folder_.partial_files().front());
  EXPECT_TRUE(contains(message_of<IoError>([&] { album.commit(); }), "was removed or replaced meanwhile; nothing was written"));
  EXPECT_EQ(folder_.names(), Names{});
}

TEST_F(PartialFolders, RefuseASecondWriter) {
  PartialFolder first(folder_ / "x", false, format());
  EXPECT_EQ(message_of<IoError>([&] { PartialFolder(folder_ / "x", false, format()); }), (folder_ / "x").string() + ": another process is writing it now");
  EXPECT_EQ(folder_.names(), Names{"x.*.partial"});
  write_into(first, "new");
  first.commit();
  EXPECT_EQ(folder_.names(), Names{"x"});
  EXPECT_TRUE(told_.empty());
}

/// Runs `work` in another process, which ends itself with SIGKILL.
template <class Work>
void in_killed_process(Work work) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    work();
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST_F(PartialFolders, OfKilledWritersAreRemovedAndTold) {
  in_killed_process([&] {
    static const PartialFolder album(folder_ / "x", false, format());
    write_into(album, "half");
  });
  ASSERT_EQ(folder_.names(), Names{"x.*.partial"});
  const std::string left = folder_.partial_files().front().filename().string();
  fs::create_directory(folder_ / "x.00000000000000010000000000000002.partial");  // killed before it had a main file
  PartialFolder album(folder_ / "x", false, format());
  EXPECT_EQ(told_.size(), 2u);
  EXPECT_TRUE(told_[0] == left || told_[1] == left);
  write_into(album, "new");
  album.commit();
  EXPECT_EQ(folder_.names(), Names{"x"});
}

// A folder of the user that only looks like one stays as it is.
TEST_F(PartialFolders, AreNotTakenForLeftOversWithoutAMainFile) {
  const std::string name = "x.00000000000000010000000000000002.partial";
  fs::create_directory(folder_ / name);
  write_text(folder_ / name / "letters", "precious");
  write_text(folder_ / "y.00000000000000010000000000000002.partial", "a file");
  { const PartialFolder x(folder_ / "x", false, format()), y(folder_ / "y", false, format()); }
  EXPECT_EQ(read_bytes(folder_ / name / "letters"), "precious");
  EXPECT_EQ(folder_.names(), (Names{"x.*.partial", "y.*.partial"}));
  EXPECT_TRUE(told_.empty());
}

// In the handler of a signal.
TEST_F(PartialFolders, AreRemovedAsUnfinished) {
  make_folder(folder_ / "x", "old");
  in_killed_process([&] {
    static const PartialFolder album(folder_ / "x", true, format());
    write_into(album, "half");
    remove_unfinished();
  });
  EXPECT_EQ(folder_.names(), Names{"x"});
  EXPECT_EQ(picture(folder_ / "x"), "old");
}

/// From now on renameat2(2) is refused in this process when it is to exchange names, as NFS refuses it. False where that cannot be had.
bool forbid_exchange() {
  constexpr auto at = [](std::size_t offset) { return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); };
  constexpr auto unless = [](std::uint32_t value, std::uint8_t skip) { return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip); };
  constexpr auto answer = [](std::uint32_t value) { return sock_filter BPF_STMT(BPF_RET | BPF_K, value); };
  sock_filter program[] = {at(offsetof(seccomp_data, nr)), unless(SYS_renameat2, 3), at(offsetof(seccomp_data, args) + 4 * sizeof(std::uint64_t)), unless(RENAME_EXCHANGE, 1),
                           answer(SECCOMP_RET_ERRNO | EINVAL), answer(SECCOMP_RET_ALLOW)};
  const sock_fprog filter{std::size(program), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST_F(PartialFolders, ReplaceNothingWhereNamesCannotBeExchanged) {
  make_folder(folder_ / "x", "old");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!forbid_exchange()) _exit(2);
    const std::string message = message_of<IoError>([&] { PartialFolder(folder_ / "x", true, format()); });
    PartialFolder album(folder_ / "y", true, format());  // where nothing is replaced no exchange is needed
    write_into(album, "new");
    album.commit();
    _exit(contains(message, "x: a folder cannot be replaced on this file system (Invalid argument (errno 22)); remove it first, or choose another name") ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2) GTEST_SKIP() << "no seccomp filters here";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(picture(folder_ / "x"), "old");
  EXPECT_EQ(picture(folder_ / "y"), "new");
  EXPECT_EQ(folder_.names(), (Names{"x", "y"}));
}

TEST_F(PartialFolders, NameTheFolderThatIsNotThere) {
  const fs::path target = folder_ / "none/x";
  EXPECT_EQ(message_of<IoError>([&] { PartialFolder(target, false, format()); }), target.string() + ": there is no folder '" + (folder_ / "none").string() + "'; make it first");
}

TEST_F(PartialFolders, MayBeCalledAsShellsCompleteThem) {
  PartialFolder album((folder_ / "x").string() + "/", false, format());
  write_into(album, "new");
  album.commit();
  EXPECT_EQ(folder_.names(), Names{"x"});
}

}  // namespace
}  // namespace cartograf

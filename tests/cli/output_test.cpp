// Where the output cannot be written: exit code 1 (the system refused) with the reason, and nothing lost or left over.
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "tests/cli/cli.hpp"
#include "tests/support/small_disk.hpp"

namespace testing_cli {
namespace {

class Output : public Cli {
 protected:
  void SetUp() override {
    make_store();
    succeeds({"train", "s.h5", "--target", "params", "--train-size", "20", "-o", "m.ubj"});
  }

  /// The commands that write a file, each to `folder` + a name of its own.
  static std::vector<Arguments> writers(const std::string& folder) {
    return {{"features", "nasbench201", "-o", folder + "new.h5"},
            {"features", "nasbench201", "-o", folder + "new.h5", "--compression", "gzip"},
            {"export", "s.h5", "-o", folder + "new.csv"},
            {"export", "s.h5", "-o", folder + "new.npy"},
            {"export", "s.h5", "-o", folder + "new.zarr"},
            {"train", "s.h5", "--target", "params", "-o", folder + "new.ubj"},
            {"predict", "s.h5", "--model", "m.ubj", "-o", folder + "p.csv"},
            {"predict", "s.h5", "--model", "m.ubj", "-o", folder + "p.h5"},
            {"stats", "s.h5", "-o", folder + "c.csv"},
            {"stats", "s.h5", "-o", folder + "c.h5"}};
  }
};

TEST_F(Output, InAFolderThatIsNotThereFails) {
  for (const Arguments& arguments : writers("none/")) fails(1, arguments, {"none/", "there is no folder 'none'; make it first"});
}

TEST_F(Output, BelowAFileFails) {
  for (const Arguments& arguments : writers("s.h5/")) fails(1, arguments, {"s.h5/", "'s.h5' is no folder\n"});
}

TEST_F(Output, InAFolderWithoutPermissionFails) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may write everywhere";
  std::filesystem::create_directory(folder_ / "closed");
  std::filesystem::permissions(folder_ / "closed", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  for (const Arguments& arguments : writers("closed/")) fails(1, arguments, {"closed/", "Permission denied"});
}

TEST_F(Output, OfTextToAFullDiskFails) {
  fails(1, {"export", "s.h5", "-o", "/dev/full"}, {"/dev/full", "No space left on device"});
  fails(1, {"predict", "s.h5", "--model", "m.ubj", "-o", "/dev/full"}, {"/dev/full", "No space left on device"});
}

// Two files of one command: both or none, also where one of them was there before.
TEST_F(Output, OfTwoFilesIsBothOrNone) {
  const Arguments evaluate = {"evaluate", "s.h5", "--target", "params", "--models", "ridge", "--train-sizes", "20", "--seeds", "0:2", "--overwrite", "--json"};
  const Arguments explain = {"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--overwrite"};
  const Arguments search = {"search", "nasbench201", "--model", "m.ubj", "--top", "3", "--overwrite"};
  const auto with = [](Arguments arguments, const Arguments& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  write("old.csv", "old");
  for (const char* name : {"old.csv", "new.csv"}) {
    fails(1, with(evaluate, {"--csv", name, "--html", "/dev/full"}), {"/dev/full", "No space left on device"});
    fails(1, with(explain, {"--csv", name, "--html", "/dev/full"}), {"/dev/full", "No space left on device"});
    fails(1, with(search, {"-o", name, "--timings", "/dev/full"}), {"/dev/full", "No space left on device"});
    fails(1, with(search, {"--timings", "t.json", "-o", "/dev/full"}), {"/dev/full", "No space left on device"});
  }
  succeeds(with(evaluate, {"--csv", "old.csv", "--html", "new.html"}));
  EXPECT_NE(bytes("old.csv"), "old");
  EXPECT_TRUE(exists("new.html"));
}

TEST_F(Output, OfAStoreOrAModelToADeviceIsRefused) {
  for (const char* device : {"/dev/full", "/dev/null"}) {
    fails(2, {"features", "nasbench201", "-o", device, "--overwrite"}, {device, "expected a regular file"});
  }
}

TEST_F(Output, WithoutANameIsRefused) {
  fails(2, {"features", "nasbench201", "-o", ""}, {"-o", "is empty"});
  fails(2, {"train", "s.h5", "--target", "params", "-o", ""}, {"-o", "is empty"});
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--range", ""}, {"--range", "is empty"});
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--range="}, {"is empty"});
}

TEST_F(Output, ThatExistsIsKept) {
  std::filesystem::create_directory(folder_ / "old");
  for (const char* name : {"new.h5", "new.csv", "new.npy", "new.ubj", "p.csv", "p.h5", "c.csv", "c.h5"}) write(std::string("old/") + name, "precious");
  std::filesystem::create_directory(folder_ / "old/new.zarr");
  for (const Arguments& arguments : writers("old/")) fails(2, arguments, {"exists already", "--overwrite"});
}

// A table of targets or a store given as output by mistake.
TEST_F(Output, ThatIsTheInputIsKept) {
  write("k.txt", "(0, 0, 1, 0, 0, 0)\n");
  const std::vector<std::string> message = {"is also what the command reads"};
  fails(2, {"train", "s.h5", "--target", "params", "-o", "s.h5", "--overwrite"}, message);
  fails(2, {"predict", "s.h5", "--model", "m.ubj", "-o", "s.h5", "--overwrite"}, message);
  fails(2, {"features", "nasbench201", "--keys", "k.txt", "-o", "k.txt", "--overwrite"}, message);
}

// A closed stream must not be taken for the store, which would get its number; and nobody reading the messages must not
// change what is done.
TEST_F(Output, IsWhereItBelongsWhenStreamsAreClosed) {
  const auto in_shell = [&](const std::string& command) {
    return WEXITSTATUS(std::system(("cd '" + folder_.path().string() + "' && '" CARTOGRAF_BINARY "' " + command).c_str()));
  };
  const std::string before = bytes("s.h5");
  EXPECT_EQ(in_shell("export s.h5 -o /dev/stdout >&- 2>/dev/null"), 1);
  EXPECT_EQ(bytes("s.h5"), before);
  EXPECT_EQ(in_shell("features nasbench201 -o new.h5 --range 0:9 --device auto 2>&-"), 0);
  EXPECT_TRUE(exists("new.h5"));
  EXPECT_EQ(in_shell("features nosuch -o never.h5 2>/dev/full"), 2);
  EXPECT_EQ(in_shell("inspect nofile 2>&-"), 2);
}

TEST_F(Output, IsKeptWhenTheReplacementFails) {
  write("old.csv", "precious");
  write("old.h5", "precious");
  write("k.txt", "(0, 0, 9, 0, 0, 0)\n");
  fails(2, {"features", "nasbench201", "-o", "old.h5", "--overwrite", "--keys", "k.txt"}, {"k.txt:1:8"});
  fails(2, {"export", "s.h5", "-o", "old.csv", "--overwrite", "--rows", "0:999"}, {"0:999"});
  fails(2, {"predict", "s.h5", "--model", "s.h5", "-o", "old.csv", "--overwrite"}, {"expected a model"});
}

TEST_F(Output, ThroughALinkReplacesWhatItPointsTo) {
  write("real.csv", "old");
  std::filesystem::create_symlink("real.csv", folder_ / "link.csv");
  fails(2, {"export", "s.h5", "-o", "link.csv"}, {"exists already"});
  succeeds({"export", "s.h5", "-o", "link.csv", "--overwrite"});
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link.csv"));
  EXPECT_TRUE(bytes("real.csv").starts_with("net,"));
}

TEST_F(Output, MayHaveAnUnusualName) {
  make_store("a b \xc3\xa4 'c'.h5");
  succeeds({"export", "a b \xc3\xa4 'c'.h5", "-o", "-x.csv"});
  EXPECT_TRUE(exists("-x.csv"));
}

/// A folder `tiny` with room for 200 KiB, where this process may mount one.
class TinyDisk : public Output {
 protected:
  void SetUp() override {
    Output::SetUp();
    disk_.emplace(folder_ / "tiny", 200);
    if (!disk_->mounted()) GTEST_SKIP() << disk_->why_not();
  }

  std::optional<testing_support::SmallDisk> disk_;
};

TEST_F(TinyDisk, LeavesNothingOfAStore) {
  for (const char* dtype : {"int8", "float64"}) {
    fails(1, {"features", "nasbench201", "-o", "tiny/new.h5", "--dtype", dtype}, {"tiny/new.h5", "No space left on device"});
    // How large it will be nobody knows: that there is no room is found when there is none.
    fails(1, {"features", "nasbench201", "-o", "tiny/new.h5", "--dtype", dtype, "--compression", "gzip:1"},
          {"tiny/new.h5: cannot write: No space left on device (errno 28); ", "kB of it were written, ", " are free\n"});
  }
}

// A whole space that no disk holds is refused at once, not when the disk is full.
TEST_F(Output, ThatNoDiskHoldsIsRefused) {
  fails(1, {"features", "darts", "--range", "0:1000000000000000000", "-o", "new.h5"}, {"new.h5", "No space left on device", "GB free", "choose a range or a sample"});
}

TEST_F(TinyDisk, LeavesNothingOfATextOrAnArray) {
  make_store("large.h5", {});
  fails(1, {"export", "large.h5", "-o", "tiny/new.csv"}, {"tiny/new.csv: cannot write: No space left on device (errno 28); ", " kB of it were written, 0 bytes are free\n"});
  // 128 bytes of a header, and 191 float32 a row.
  fails(1, {"export", "large.h5", "-o", "tiny/new.npy"}, {"tiny/new.npy: No space left on device: the array takes 11.9 MB, there are 204.8 kB free; choose columns or rows\n"});
  succeeds({"export", "large.h5", "-o", "tiny/new.npy", "--columns", "op_count_2,op_count_3"});
  EXPECT_EQ(std::filesystem::file_size(folder_ / "tiny/new.npy"), 128u + 15625 * 2 * 4);
  std::filesystem::remove(folder_ / "tiny/new.npy");
  fails(1, {"export", "large.h5", "-o", "tiny/new.zarr"}, {"tiny/new.zarr", "No space left on device: the group takes 12.1 MB", "choose columns or rows, or compress it"});
  fails(1, {"export", "large.h5", "-o", "tiny/new.zarr", "--compression", "gzip:1"}, {"tiny/new.zarr: cannot write: No space left on device (errno 28); ", " kB of it were written, "});
  fails(1, {"predict", "large.h5", "--model", "m.ubj", "-o", "tiny/p.csv"}, {"tiny/p.csv", "No space left on device"});
  fails(1, {"predict", "large.h5", "--model", "m.ubj", "-o", "tiny/p.h5"}, {"tiny/p.h5", "No space left on device"});
}

TEST_F(TinyDisk, LeavesNothingOfMergedParts) {
  for (const char* number : {"0", "1"}) make_store(std::string("p") + number + ".h5", {"--shard", std::string(number) + "/2"});
  fails(1, {"merge", "p0.h5", "p1.h5", "-o", "tiny/new.h5"},
        {"tiny/new.h5: No space left on device: the store takes 12.3 MB, there are 204.8 kB free; write it to another disk, or name the parts alone with --virtual\n"});
}

TEST_F(TinyDisk, LeavesNothingOfAModel) {
  make_store("large.h5", {});
  fails(1, {"train", "large.h5", "--target", "params", "--model", "rf", "-o", "tiny/new.ubj"}, {"tiny/new.ubj", "No space left on device"});
}

TEST_F(TinyDisk, KeepsWhatWasThere) {
  make_store("tiny/old.h5", {"--range", "0:20"});
  fails(1, {"features", "nasbench201", "-o", "tiny/old.h5", "--overwrite"}, {"tiny/old.h5", "No space left on device"});
  succeeds({"inspect", "tiny/old.h5"});
}

}  // namespace
}  // namespace testing_cli

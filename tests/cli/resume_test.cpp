// features --resume: a run that ends early is gone on with, and the file is then what one run would have written, byte for byte.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <iterator>
#include <utility>

#include "io/files/descriptor.hpp"
#include "io/hdf5/chunk_journal.hpp"
#include "tests/cli/cli.hpp"
#include "tests/support/small_disk.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

struct Store {
  std::string name, options;
};
void PrintTo(const Store& store, std::ostream* out) { *out << store.name; }

class Resume : public Cli, public testing::WithParamInterface<Store> {
 protected:
  static constexpr const char* kPlain = "$C features nasbench201 --dtype int8 --device cpu";

  /// A run whose files may have no more than so many KiB, as if the disk were full.
  Result limited(const std::string& command, int kibibytes) const { return shell("ulimit -f " + std::to_string(kibibytes) + "; " + command); }

  /// Files of unfinished runs that end in `ending`.
  std::vector<fs::path> left(const std::string& ending) const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      if (entry.path().extension() == ending) files.push_back(entry.path());
    }
    return files;
  }

  void leave_unfinished(const std::string& command = std::string(kPlain) + " --resume -o s.h5", int kibibytes = 1500) const {
    const Result result = limited(command, kibibytes);
    ASSERT_EQ(result.exit_code, 1) << result.err;
    ASSERT_FALSE(exists("s.h5"));
    ASSERT_EQ(left(".partial").size(), 1u);
    ASSERT_EQ(left(".journal").size(), 1u);
  }

  /// The same command goes on, and the file is that of one run.
  void ends_as_in_one_run(const std::string& command = kPlain) const {
    const Result result = shell(command + " --resume -o s.h5");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    ASSERT_EQ(shell(command + " -o whole.h5").exit_code, 0);
    EXPECT_TRUE(bytes("s.h5") == bytes("whole.h5"));
    EXPECT_TRUE(left(".partial").empty());
    EXPECT_TRUE(left(".journal").empty());
  }
};

TEST_P(Resume, EndsInTheBytesOfOneRun) {
  const std::string command = "$C features " + GetParam().options + " --device cpu";
  ASSERT_EQ(shell(command + " -o whole.h5").exit_code, 0);
  const auto kibibytes = static_cast<int>(fs::file_size(folder_ / "whole.h5") >> 10);
  ASSERT_GT(kibibytes, 10);
  int n_continued = 0;
  for (const int tenths : {1, 3, 5, 7, 9}) {
    fs::remove(folder_ / "s.h5");
    const Result first = limited(command + " --resume -o s.h5", kibibytes * tenths / 10);
    ASSERT_EQ(first.exit_code, 1) << first.err;
    EXPECT_FALSE(exists("s.h5"));
    n_continued += !left(".journal").empty();
    if (tenths == 5) limited(command + " --resume -o s.h5", kibibytes * 6 / 10);  // stopped once more
    const Result second = shell(command + " --resume -o s.h5");
    ASSERT_EQ(second.exit_code, 0) << second.err;
    EXPECT_TRUE(bytes("s.h5") == bytes("whole.h5")) << "stopped at " << tenths << " tenths";
    EXPECT_TRUE(left(".partial").empty());
    EXPECT_TRUE(left(".journal").empty());
  }
  EXPECT_GE(n_continued, 3);
}

constexpr const char* kTwoFamilies = "darts_cell --range 0:60000 --families op_count,node_degree";
INSTANTIATE_TEST_SUITE_P(Stores, Resume,
                         testing::Values(Store{"plain", "nasbench201 --dtype int8"}, Store{"gzip", "nasbench201 --compression gzip:1"},
                                         Store{"darts_gzip", std::string(kTwoFamilies) + " --dtype int8 --compression gzip:1"},
                                         Store{"darts_with_all", std::string(kTwoFamilies) + " --adjacency"},
                                         Store{"sample", "darts_cell --sample 20000 --seed 3"}),
                         [](const auto& store) { return store.param.name; });

TEST_F(Resume, SaysWhatItKeeps) {
  const std::string command = "$C features darts_cell --range 0:400000 --families op_count --dtype int8 --device cpu --resume -o s.h5";
  const Result first = limited(command, 24 << 10);
  ASSERT_EQ(first.exit_code, 1) << first.err;
  EXPECT_FALSE(contains(first.err, "an earlier run")) << first.err;
  const Result second = shell(command);
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_TRUE(contains(second.err, "note: an earlier run left 262,144 of 400,000 rows, which are kept\n")) << second.err;
}

TEST_F(Resume, SaysWhatIsAnother) {
  leave_unfinished();
  for (const auto& [options, what] : std::vector<std::pair<std::string, std::string>>{
           {"nasbench201 --dtype float32", "the type of the features is 'float32', there it was 'int8'"},
           {"nasbench201 --dtype int8 --range 0:9000", "the number of architectures is '9000', there it was '15625'"},
           {"nasbench201 --dtype int8 --range 100:15625 --reachable-only", "the number of architectures is "},
           {"nasbench201 --dtype int8 --convention zc_combine", "the convention is 'zc_combine', there it was 'graf_nas'"},
           {"nasbench201 --dtype int8 --compression gzip:1", "the compression is 'gzip:1 of libdeflate "},
           {"nasbench201 --dtype int8 --adjacency", "the adjacency tensor is 'words of 8 bits, "},
           {"transnasbench101_micro --dtype int8", "the space is 'transnasbench101_micro', there it was 'nasbench201'"}}) {
    const Result result = shell("$C features " + options + " --device cpu --resume -o s.h5");
    EXPECT_EQ(result.exit_code, 2) << options;
    EXPECT_TRUE(contains(result.err, "cartograf: s.h5: --resume: expected what the earlier run began, found another: " + what)) << result.err;
    EXPECT_EQ(left(".journal").size(), 1u);
  }
  ends_as_in_one_run();
}

TEST_F(Resume, IsOfferedWhereItIsNotAskedFor) {
  leave_unfinished();
  const Result plain = shell(std::string(kPlain) + " -o s.h5");
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_TRUE(contains(plain.err, "s.h5: a run that began it can be continued with --resume; --overwrite begins anew, and removes 's.h5.")) << plain.err;
  EXPECT_EQ(shell(std::string(kPlain) + " --overwrite --dry-run -o s.h5").exit_code, 0);
  EXPECT_EQ(left(".journal").size(), 1u);
  const Result anew = shell(std::string(kPlain) + " --overwrite -o s.h5");
  EXPECT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_TRUE(contains(anew.err, "note: s.h5.")) << anew.err;
  EXPECT_TRUE(left(".partial").empty());
  EXPECT_TRUE(left(".journal").empty());
}

TEST_F(Resume, TakesWhatIsRightOfADamagedRun) {
  for (const int at_percent : {0, 20, 50, 80, 99}) {
    for (const std::string ending : {".partial", ".journal"}) {
      for (const bool cut : {false, true}) {
        fs::remove(folder_ / "s.h5");
        leave_unfinished();
        const fs::path file = left(ending).front();
        std::string content = testing_support::read_bytes(file);
        const std::size_t at = content.size() * static_cast<std::size_t>(at_percent) / 100;
        if (cut) {
          content.resize(at);
        } else {
          content[at] = static_cast<char>(content[at] ^ 0x10);
        }
        testing_support::write_text(file, content);
        ends_as_in_one_run();
        fs::remove(folder_ / "whole.h5");
      }
    }
  }
}

// A disk for one file of 3.4 MB, which is copied: what an earlier run left is there twice for a while, and then free.
TEST_F(Resume, NeedsRoomForWhatIsCopied) {
  const testing_support::SmallDisk disk(folder_ / "disk", 4400);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  const std::string command = std::string(kPlain) + " --resume -o disk/s.h5";
  const auto n_files = [&] { return std::distance(fs::directory_iterator(folder_ / "disk"), fs::directory_iterator()); };
  ASSERT_EQ(limited(command, 2400).exit_code, 1);
  ASSERT_EQ(n_files(), 2);
  const Result refused = shell(command);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(contains(refused.err, "disk/s.h5: No space left on device: the 2.")) << refused.err;
  EXPECT_TRUE(contains(refused.err, " MB that an earlier run left are copied before they are removed, there are ")) << refused.err;
  EXPECT_TRUE(contains(refused.err, " free; free as much, or begin anew with --overwrite and without --resume\n")) << refused.err;
  EXPECT_EQ(n_files(), 2);
  EXPECT_EQ(shell(std::string(kPlain) + " --overwrite -o disk/s.h5").exit_code, 0);  // what was left is free by then
  fs::remove(folder_ / "disk/s.h5");
  ASSERT_EQ(limited(command, 1500).exit_code, 1);
  const Result second = shell(command);
  ASSERT_EQ(second.exit_code, 0) << second.err;
  ASSERT_EQ(shell(std::string(kPlain) + " -o whole.h5").exit_code, 0);
  EXPECT_TRUE(bytes("disk/s.h5") == bytes("whole.h5"));
}

TEST_F(Resume, OnAFullDiskSaysThatTheSameCommandGoesOn) {
  const testing_support::SmallDisk disk(folder_ / "disk", 2000);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  const std::string command = std::string("$C features nasbench201 --dtype int8 --adjacency --compression gzip:1 --device cpu");
  testing_support::write_text(folder_ / "disk/other", std::string(1800 << 10, 'o'));
  const Result full = shell(command + " --resume -o disk/s.h5");
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_TRUE(contains(full.err, "disk/s.h5: cannot write: No space left on device (errno 28); ")) << full.err;
  EXPECT_TRUE(contains(full.err, " of it were written, ")) << full.err;
  EXPECT_TRUE(contains(full.err, " free; where there is room again the same command goes on\n")) << full.err;
  fs::remove(folder_ / "disk/other");
  EXPECT_EQ(shell(command + " --resume -o disk/s.h5").exit_code, 0);
  ASSERT_EQ(shell(command + " -o whole.h5").exit_code, 0);
  EXPECT_TRUE(bytes("disk/s.h5") == bytes("whole.h5"));
}

TEST_F(Resume, RemovesAJournalWithoutAFile) {
  leave_unfinished();
  fs::remove(left(".partial").front());
  ends_as_in_one_run();
}

TEST_F(Resume, IsToldByTheExitCodeWhileArchitecturesAreChosen) {
  Process process({"features", "darts_cell", "--range", "0:60000000", "--unique", "--resume", "-o", "s.h5", "--device", "cpu"}, folder_.path());
  process.wait_until_it_catches(SIGUSR1);
  process.send(SIGUSR1);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_TRUE(left(".partial").empty());
  EXPECT_FALSE(exists("s.h5"));
}

TEST_F(Resume, IsToldByTheExitCode) {
  for (const int signal : {SIGTERM, SIGUSR1, SIGHUP}) {
    Process process({"features", "darts_cell", "--range", "0:20000000", "--compression", "gzip", "--resume", "-o", "s.h5", "--device", "cpu"}, folder_.path());
    process.wait_until_it_catches(SIGUSR1);
    process.send(signal);
    const Result result = process.wait();
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_TRUE(contains(result.err, "; the same command with --resume goes on\n")) << result.err;
    EXPECT_FALSE(exists("s.h5"));
    for (const std::string ending : {".partial", ".journal"}) {
      for (const fs::path& file : left(ending)) fs::remove(file);
    }
  }
}

/// What a run left, with another journal: what somebody says who knows how checksums are taken.
class ForgedJournal : public Resume {
 protected:
  void change(const std::function<void(std::vector<cartograf::hdf5::JournalChunk>&)>& work) const {
    const cartograf::Descriptor file(open(left(".journal").front().c_str(), O_RDWR | O_APPEND));
    std::optional<cartograf::hdf5::Journal> journal = cartograf::hdf5::read_journal(file.number());
    ASSERT_TRUE(journal && journal->chunks.size() > 4);
    work(journal->chunks);
    ASSERT_EQ(ftruncate(file.number(), 0), 0);
    cartograf::hdf5::JournalWriter writer(file.number(), "journal", journal->identity);
    for (const cartograf::hdf5::JournalChunk& chunk : journal->chunks) writer.add(chunk);
    writer.flush();
  }
};

TEST_F(ForgedJournal, IsTakenAsFarAsItIsInOrder) {
  const std::string command = "$C features nasbench101 --device cpu";  // whose features are divided by numbers of their rows
  const std::function<void(std::vector<cartograf::hdf5::JournalChunk>&)> changes[] = {
      [](auto& chunks) { std::stable_sort(chunks.begin(), chunks.end(), [](const auto& a, const auto& b) { return a.dataset > b.dataset; }); },
      [](auto& chunks) { std::erase_if(chunks, [](const auto& chunk) { return chunk.dataset == 0; }); },
      [](auto& chunks) { chunks[1].size = std::uint64_t{1} << 32; },
      [](auto& chunks) { chunks[1].address = ~std::uint64_t{0}; }};
  for (const auto& work : changes) {
    leave_unfinished(command + " --resume -o s.h5", 60'000);
    change(work);
    const Result result = shell(command + " --resume -o s.h5");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(left(".partial").empty() && left(".journal").empty());
    succeeds({"verify", "s.h5", "--all"});
    fs::remove(folder_ / "s.h5");
  }
}

}  // namespace
}  // namespace testing_cli

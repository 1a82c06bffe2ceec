// No room: an error that says so, and nothing under the final name.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdlib>

#include "io/hdf5/store_reader.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"
#include "tests/support/small_disk.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::SampleStore;
using testing_support::TempFolder;
using Names = std::vector<std::string>;

/// Does not fit into 256 KiB, not even compressed.
SampleStore too_large() { return SampleStore(Dtype::float64, 200000, 10); }

/// A file system of 256 KiB, where this process may mount one.
class TinyDisk : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!disk_.mounted()) GTEST_SKIP() << disk_.why_not();
  }

  TempFolder folder_;
  testing_support::SmallDisk disk_{folder_.path(), 256};
};

TEST_P(TinyDisk, WritingAStoreFailsAndLeavesNothing) {
  const SampleStore sample = too_large();
  const std::string message = message_of<IoError>([&] { sample.write(folder_ / "s.h5", parse_compression(GetParam())); });
  EXPECT_TRUE(contains(message, "No space left on device")) << message;
  EXPECT_TRUE(contains(message, (folder_ / "s.h5").string())) << message;
  EXPECT_EQ(folder_.names(), Names{});
}

TEST_P(TinyDisk, KeepsTheOldStore) {
  SampleStore(Dtype::int8, 100, 5).write(folder_ / "s.h5", parse_compression(GetParam()));
  const std::string old = testing_support::read_bytes(folder_ / "s.h5");
  EXPECT_THROW(too_large().write(folder_ / "s.h5", parse_compression(GetParam()), 1, 1000, true), IoError);
  EXPECT_EQ(folder_.names(), Names{"s.h5"});
  EXPECT_TRUE(testing_support::read_bytes(folder_ / "s.h5") == old);
}

TEST_P(TinyDisk, WritesASmallerStoreAfterwards) {
  EXPECT_THROW(too_large().write(folder_ / "s.h5", parse_compression(GetParam())), IoError);
  SampleStore(Dtype::int8, 100, 5).write(folder_ / "s.h5", parse_compression(GetParam()));
  EXPECT_EQ(folder_.names(), Names{"s.h5"});
}

INSTANTIATE_TEST_SUITE_P(Compression, TinyDisk, testing::Values("none", "gzip:1"));

/// The soft limit of the size of files that this process writes; needs no rights. Writing beyond it fails with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  sighandler_t old_handler_;
};

TEST(FileTooLarge, WritingAStoreFailsAndLeavesNothing) {
  const TempFolder folder;
  std::string message;
  {
    const FileSizeLimit limit(256 << 10);
    message = message_of<IoError>([&] { too_large().write(folder / "s.h5"); });
  }
  EXPECT_TRUE(contains(message, "File too large")) << message;
  EXPECT_EQ(folder.names(), Names{});
}

TEST(FileTooLarge, LetsTheSameProcessWriteAfterwards) {
  const TempFolder folder;
  const SampleStore sample(Dtype::float64, 20000, 30);
  {
    const FileSizeLimit limit(256 << 10);
    EXPECT_THROW(sample.write(folder / "s.h5"), IoError);
  }
  sample.write(folder / "s.h5");
  EXPECT_TRUE(StoreReader(folder / "s.h5").features_intact());
}

TEST(FileTooLarge, LetsTheProcessEndAsItWants) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "LLVM's tool that tells ThreadSanitizer of OpenMP, libarcher 14, crashes when a forked process ends";
#endif
  const TempFolder folder;
  const auto fail_and_exit = [&] {
    const FileSizeLimit limit(256 << 10);
    try {
      SampleStore(Dtype::float64, 20000, 30).write(folder / "s.h5");
    } catch (const IoError&) {
      std::exit(7);
    }
  };
  EXPECT_EXIT(fail_and_exit(), testing::ExitedWithCode(7), "");
}

TEST(FileTooLarge, OfTextFailsAndLeavesNothing) {
  const TempFolder folder;
  std::string message;
  {
    const FileSizeLimit limit(256 << 10);
    message = message_of<IoError>([&] {
      OutputStream out(folder / "x.csv", false);
      out.write(std::string(std::size_t{2} << 20, 'x'));
      out.finish();
    });
  }
  EXPECT_TRUE(contains(message, "File too large")) << message;
  EXPECT_EQ(folder.names(), Names{});
}

}  // namespace
}  // namespace cartograf

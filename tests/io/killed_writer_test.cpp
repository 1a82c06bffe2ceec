// A process killed while it writes leaves nothing under the final name, and the next one can write.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/store_writer.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_support::SampleStore;
using testing_support::TempFolder;
using Names = std::vector<std::string>;

/// Forks a process that writes half of a store, and kills it there.
void write_and_die(const SampleStore& sample, const std::filesystem::path& path, bool overwrite) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    StoreWriter writer(path, sample.schema(), {}, overwrite, 1);
    writer.append(sample.rows(0, sample.schema().n_rows / 2));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
}

TEST(KilledWriter, LeavesOnlyThePartialFile) {
  const TempFolder folder;
  write_and_die(SampleStore(Dtype::float32, 20000, 50), folder / "s.h5", false);
  EXPECT_EQ(folder.names(), Names{"s.h5.*.partial"});
}

TEST(KilledWriter, DoesNotHinderTheNext) {
  const TempFolder folder;
  const SampleStore sample(Dtype::float32, 20000, 50);
  write_and_die(sample, folder / "s.h5", false);
  sample.write(folder / "s.h5");
  EXPECT_EQ(folder.names(), Names{"s.h5"});
  EXPECT_TRUE(StoreReader(folder / "s.h5").features_intact());
}

TEST(KilledWriter, KeepsTheOldFile) {
  const TempFolder folder;
  SampleStore(Dtype::int8, 100, 5).write(folder / "s.h5");
  const std::string old = testing_support::read_bytes(folder / "s.h5");
  write_and_die(SampleStore(Dtype::float32, 20000, 50), folder / "s.h5", true);
  EXPECT_TRUE(testing_support::read_bytes(folder / "s.h5") == old);
}

}  // namespace
}  // namespace cartograf

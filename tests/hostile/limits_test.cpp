// Limits of a user, a group or a shell: of threads, of address space, of memory. Each command ends with a sentence, or goes on with less.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

class Limits : public Cli {
 protected:
  /// A line of bash before the command, with what it makes.
  struct Work {
    std::string line, makes;
    bool on_threads = true;
  };

  Limits() {
    make_store("f.h5", {"--range", "0:3000", "--families", "op_count,min_path_len,cost"});
    write("t.csv", target_table(200));
  }

  std::vector<Work> works() const {
    return {{"$C inspect f.h5", "", false},
            {"$C features nasbench201 --range 0:4000 --compression gzip:1 -o made.h5", "made.h5"},
            {"$C export f.h5 -o made.csv", "made.csv", false},
            {"$C train f.h5 --target params --model xgb --param rounds=5 --train-size 1000 -o made.ubj", "made.ubj"},
            {"$C train f.h5 --target params --model best --param rounds=5 --train-size 300 -o made.h5", "made.h5"},
            {"$C evaluate nasbench201 --families op_count --targets t.csv --target acc --models ridge,gp,rf --train-sizes 20 --seeds 0:3", ""}};
  }

  static std::string with_threads(const Work& work, int n) { return work.line + (work.on_threads ? " --threads " + std::to_string(n) : ""); }

  /// Whether the work was done; what is said, made and left must be as it should be.
  bool ended_in_order(const Work& work, const std::string& line, const Result& result) const {
    const std::string what = line + "\nexit code " + std::to_string(result.exit_code) + ", signal " + std::to_string(result.signal) + "\n" + result.err;
    const bool done = result.exit_code == 0;
    EXPECT_TRUE(done || (result.exit_code == 1 && contains(result.err, "cartograf: "))) << what;
    if (!work.makes.empty()) {
      EXPECT_EQ(exists(work.makes), done) << what;
      fs::remove(folder_ / work.makes);
    }
    for (const auto& entry : fs::directory_iterator(folder_.path())) EXPECT_NE(entry.path().extension(), ".partial") << what;
    return done;
  }
};

TEST_F(Limits, OfThreadsLeaveASentenceOrFewerThreads) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become a user without other processes, who has a limit of his own";
  ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
  const std::string as_user = "setpriv --reuid 64321 --clear-groups ";
  if (shell(as_user + "$C --version").exit_code != 0) GTEST_SKIP() << "setpriv is not there, or others may not run the command";
  int n_done = 0;
  for (const int most : {2, 3, 4, 5, 7, 10, 15, 31}) {  // of which one is that of timeout
    for (const Work& work : works()) {
      // What looks for leaks at the end would need a process more.
      const std::string line = "exec env ASAN_OPTIONS=detect_leaks=0 " + as_user + "prlimit --nproc=" + std::to_string(most) + " timeout --signal=ABRT --foreground 60 " + with_threads(work, 8);
      n_done += ended_in_order(work, line, shell(line));
    }
  }
  EXPECT_GE(n_done, 6 * 4) << "with some threads all is done";
}

// OpenMP calls exit() where it gets no thread, as for one with such a stack.
TEST_F(Limits, OfALibraryRemoveWhatWasBegun) {
  const Work work{"$C features nasbench201 -o made.h5", "made.h5"};
  const std::string line = "OMP_STACKSIZE=200000G " + with_threads(work, 2);
  const Result result = shell(line);
  EXPECT_FALSE(ended_in_order(work, line, result));
  EXPECT_TRUE(contains(result.err, "cartograf: a library ended the run, for the reason above")) << result.err;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(Limits, OfAddressSpaceLeaveASentence) {
  int n_done = 0;
  for (int mebibytes = 100; mebibytes <= 1500; mebibytes += mebibytes < 300 ? 8 : mebibytes < 450 ? 50
                                                                                                  : 350) {
    std::vector<Work> all = works();
    if (mebibytes % 3 != 0) all.resize(2);  // each takes its time
    for (const Work& work : all) {
      const std::string line = "exec timeout --signal=ABRT 60 prlimit --as=" + std::to_string(std::uint64_t(mebibytes) << 20) + " " + with_threads(work, 2);
      const Result result = shell(line);
      if (result.exit_code == 127 && contains(result.err, "error while loading shared libraries")) continue;  // the loader, before the command
      n_done += ended_in_order(work, line, result);
    }
  }
  EXPECT_GE(n_done, 6);
}

// They count what is mapped for writing as well, by OpenBLAS and for the stacks of threads.
TEST_F(Limits, OfDataLeaveASentence) {
  int n_done = 0;
  for (const int mebibytes : {20, 60, 100, 150, 250, 400, 800}) {
    for (const char* predictor : {"ridge", "gp"}) {
      const Work work{std::string("$C train f.h5 --target params --train-size 200 -o made.h5 --model ") + predictor, "made.h5"};
      const std::string line = "exec timeout --signal=ABRT 60 prlimit --data=" + std::to_string(std::uint64_t(mebibytes) << 20) + " " + with_threads(work, 2);
      n_done += ended_in_order(work, line, shell(line));
    }
  }
  EXPECT_GE(n_done, 2);
}

TEST_F(Limits, OfAddressSpaceAreLookedAtBeforeALargeTraining) {
  make_store("all.h5", {"--families", "op_count"});
  const Result result = shell("ulimit -v 1500000; $C train all.h5 --target params --model gp --threads 2 -o m.h5");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_TRUE(contains(result.err, "cartograf: the Gaussian process: 15,625 training rows take 2.0 GB of memory, of which ")) << result.err;
  EXPECT_FALSE(exists("m.h5"));
}
#endif

}  // namespace
}  // namespace testing_cli

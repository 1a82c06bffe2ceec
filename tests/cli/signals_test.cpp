// Runs that are ended from outside: nothing stands under the final name but what is complete.
#include <signal.h>

#include <chrono>
#include <thread>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using namespace std::chrono_literals;

constexpr int kAttempts = 10;

class Signals : public Cli {
 protected:
  /// A run of two batches that takes long enough to be caught at work.
  static Arguments slow(const std::string& name, const Arguments& more = {}) {
    Arguments arguments = {"features", "nasbench201", "-o", name, "--dtype", "float64", "--compression", "gzip:9", "--threads", "1", "--device", "cpu"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  /// Starts a run, sends `signal` some time after its partial file appeared, and says how it ended.
  Result stopped(const Arguments& arguments, int signal, std::chrono::microseconds delay) const {
    Process process(arguments, folder_.path());
    while (process.running() && folder_.partial_files().empty()) std::this_thread::sleep_for(200us);
    std::this_thread::sleep_for(delay);
    process.send(signal);
    return process.wait();
  }

  std::string undisturbed() const {
    succeeds(slow("whole.h5"));
    const std::string result = bytes("whole.h5");
    std::filesystem::remove(folder_ / "whole.h5");
    return result;
  }
};

TEST_F(Signals, KilledRunLeavesNothingUnderTheFinalName) {
  const std::string whole = undisturbed();
  int killed = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Result result = stopped(slow("s.h5"), SIGKILL, attempt * 10ms);
    killed += result.signal == SIGKILL;
    // Even a killed run may have come past the rename; then the file is complete.
    EXPECT_TRUE(!exists("s.h5") || bytes("s.h5") == whole);
    EXPECT_TRUE(result.signal == SIGKILL || (result.exit_code == 0 && exists("s.h5"))) << result.err;
    std::filesystem::remove(folder_ / "s.h5");
    for (const auto& file : folder_.partial_files()) std::filesystem::remove(file);
  }
  EXPECT_GT(killed, 0) << "every run was over before it could be killed";
}

TEST_F(Signals, KilledRunCanBeRepeated) {
  const std::string whole = undisturbed();
  for (int attempt = 0; attempt < kAttempts && folder_.partial_files().empty(); ++attempt) {
    std::filesystem::remove(folder_ / "s.h5");
    stopped(slow("s.h5"), SIGKILL, 0ms);
  }
  ASSERT_FALSE(folder_.partial_files().empty()) << "every run was over before it could be killed";
  EXPECT_FALSE(exists("s.h5"));
  const std::string left_over = folder_.partial_files().front().filename().string();
  EXPECT_TRUE(contains(cartograf(slow("s.h5")).err, "note: " + left_over + ": removed; a run that was killed left it\n"));
  EXPECT_TRUE(bytes("s.h5") == whole);
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
}

TEST_F(Signals, KilledRunKeepsTheOldFile) {
  make_store("s.h5");
  const std::string old = bytes("s.h5");
  bool killed = false;
  for (int attempt = 0; attempt < kAttempts && !killed; ++attempt) {
    make_store("s.h5", {"--range", "0:300", "--overwrite"});
    killed = stopped(slow("s.h5", {"--overwrite"}), SIGKILL, 0ms).signal == SIGKILL && !folder_.partial_files().empty();
  }
  EXPECT_TRUE(killed) << "every run was over before it could be killed";
  EXPECT_TRUE(bytes("s.h5") == old);
}

class Stop : public Signals, public testing::WithParamInterface<int> {};

TEST_P(Stop, EndsWithACodeOfItsOwnAndLeavesNothing) {
  const std::string whole = undisturbed();
  int stopped_runs = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Result result = stopped(slow("s.h5"), GetParam(), attempt * 5ms);
    ASSERT_EQ(result.signal, 0);
    if (result.exit_code == 0) {
      EXPECT_TRUE(bytes("s.h5") == whole);
      EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
      std::filesystem::remove(folder_ / "s.h5");
      continue;
    }
    ++stopped_runs;
    EXPECT_EQ(result.exit_code, 128 + GetParam()) << result.err;
    EXPECT_TRUE(contains(result.err, "cartograf: stopped by ")) << result.err;
    EXPECT_EQ(folder_.names(), std::vector<std::string>{});
  }
  EXPECT_GT(stopped_runs, 0) << "every run was over before it could be stopped";
}

TEST_P(Stop, KeepsTheOldFile) {
  make_store("s.h5");
  const std::string old = bytes("s.h5");
  const Result result = stopped(slow("s.h5", {"--overwrite"}), GetParam(), 0ms);
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
  EXPECT_TRUE(result.exit_code == 128 + GetParam() || result.exit_code == 0) << result.err;
  EXPECT_EQ(bytes("s.h5") == old, result.exit_code != 0);
}

TEST_P(Stop, EndsAnEvaluation) {
  make_store("s.h5", {});
  Process process({"evaluate", "s.h5", "--target", "params", "--models", "rf", "--train-sizes", "200", "--seeds", "0:2000", "--device", "cpu"},
                  folder_.path());
  process.wait_until_it_catches(GetParam());
  std::this_thread::sleep_for(100ms);
  process.send(GetParam());
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 128 + GetParam()) << result.err;
  EXPECT_EQ(result.out, "");
}

INSTANTIATE_TEST_SUITE_P(Signals, Stop, testing::Values(SIGINT, SIGTERM, SIGHUP), [](const auto& run) {
  return std::string(run.param == SIGINT ? "Interrupt" : run.param == SIGTERM ? "Terminate"
                                                                              : "HangUp");
});

// Inside libraries that do not come back to look, while architectures are drawn or listed, and where there is no progress.
struct LongRun {
  const char* name;
  Arguments arguments;
};
void PrintTo(const LongRun& run, std::ostream* out) { *out << run.name; }

class AnyCommand : public Signals, public testing::WithParamInterface<LongRun> {};

TEST_P(AnyCommand, StopsAndRemovesWhatItBegan) {
  make_store("s.h5", {});
  succeeds({"train", "s.h5", "--target", "params", "--model", "gp", "--train-size", "30", "-o", "gp.h5"});
  const auto before = folder_.names();
  Process process(GetParam().arguments, folder_.path());
  process.wait_until_it_took(300ms);
  process.send(SIGTERM);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 128 + SIGTERM) << result.err;
  EXPECT_TRUE(contains(result.err, "cartograf: stopped by SIGTERM\n")) << result.err;
  EXPECT_EQ(folder_.names(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Signals, AnyCommand,
    testing::Values(LongRun{"Train", {"train", "s.h5", "--target", "flops", "--model", "rf", "--param", "trees=30000", "--train-size", "15000", "-o", "m.ubj"}},
                    LongRun{"Sample", {"features", "darts", "--sample", "30000000", "--families", "op_count", "-o", "f.h5"}},
                    LongRun{"Unique", {"features", CARTOGRAF_DOCS_DIR "/examples/small_cells.json", "--unique", "-o", "f.h5"}},
                    LongRun{"Acquire", {"search", "nasbench201", "--model", "gp.h5", "--acquire", "ei", "--top", "1000", "-o", "n.csv"}},
                    LongRun{"Convert", {"convert", "darts", "--sample", "30000000", "--to", "genotype", "-o", "g.csv"}}),
    [](const auto& run) { return std::string(run.param.name); });

class ExportSignals : public Signals, public testing::WithParamInterface<const char*> {};

TEST_P(ExportSignals, RemoveWhatItBegan) {
  make_store("s.h5", {});
  Arguments arguments = {"export", "s.h5", "-o", GetParam()};
  if (arguments.back() == "e.zarr") arguments.insert(arguments.end(), {"--compression", "gzip:9", "--threads", "1"});
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Process process(arguments, folder_.path());
    while (process.running() && folder_.partial_files().empty()) std::this_thread::sleep_for(200us);
    process.send(SIGTERM);
    const Result result = process.wait();
    EXPECT_TRUE(result.exit_code == 128 + SIGTERM || result.exit_code == 0) << result.err;
    EXPECT_EQ(exists(GetParam()), result.exit_code == 0);
    EXPECT_TRUE(folder_.partial_files().empty());
    if (result.exit_code != 0) return;
    std::filesystem::remove_all(folder_ / GetParam());
  }
  FAIL() << "every run was over before it could be stopped";
}

INSTANTIATE_TEST_SUITE_P(Signals, ExportSignals, testing::Values("e.csv", "e.zarr"), [](const auto& run) { return test_name({run.param}); });

TEST_F(Signals, KilledZarrExportIsRemovedByTheNext) {
  make_store("s.h5", {});
  const Arguments arguments = {"export", "s.h5", "-o", "e.zarr", "--compression", "gzip:9", "--threads", "1"};
  for (int attempt = 0; attempt < kAttempts && folder_.partial_files().empty(); ++attempt) {
    std::filesystem::remove_all(folder_ / "e.zarr");
    stopped(arguments, SIGKILL, 1ms);
  }
  ASSERT_FALSE(folder_.partial_files().empty()) << "every run was over before it could be killed";
  EXPECT_FALSE(exists("e.zarr"));
  const std::string left_over = folder_.partial_files().front().filename().string();
  EXPECT_TRUE(contains(cartograf(arguments).err, "note: " + left_over + ": removed; a run that was killed left it\n"));
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"e.zarr", "s.h5"}));
}

// nohup, and jobs in the background of a script.
TEST_F(Signals, ThatWereIgnoredStayIgnored) {
  const Result result = shell(
      "(trap '' INT HUP; exec \"$C\" features nasbench201 -o s.h5 --compression gzip:9 --threads 1) &\n"
      "job=$!\n"
      "until compgen -G 's.h5.*partial' > /dev/null || test -e s.h5; do :; done\n"
      "kill -INT $job; kill -HUP $job\n"
      "wait $job");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(exists("s.h5"));
}

// `cartograf ... | head`: as the system has it, and nothing stays of what else is written.
TEST_F(Signals, AClosedPipeEndsTheProcessAsAlways) {
  make_store("s.h5", {});
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "--train-size", "100", "-o", "m.h5"});
  const Result result = shell("\"$C\" convert nasbench101 --to net 2> err.txt | head -1 > /dev/null; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(result.exit_code, 128 + SIGPIPE);
  EXPECT_EQ(bytes("err.txt"), "");
}

// Two runs at once into one file: one of them writes it, whole.
TEST_F(Signals, TwoWritersOfOneFileDoNotMix) {
  const std::string whole = undisturbed();
  for (int attempt = 0; attempt < 3; ++attempt) {
    Process first(slow("s.h5"), folder_.path()), second(slow("s.h5"), folder_.path());
    const Result a = first.wait(), b = second.wait();
    EXPECT_EQ((a.exit_code == 0) + (b.exit_code == 0), 1) << a.err << b.err;
    const std::string& loser = a.exit_code == 0 ? b.err : a.err;
    EXPECT_TRUE(contains(loser, "another process is writing it") || contains(loser, "exists already")) << loser;
    EXPECT_TRUE(bytes("s.h5") == whole);
    EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
    std::filesystem::remove(folder_ / "s.h5");
  }
}

}  // namespace
}  // namespace testing_cli

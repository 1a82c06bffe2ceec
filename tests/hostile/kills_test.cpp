// Commands that are killed at some system call: under the name of the output stands the right file or none, and the next run goes on.
// CARTOGRAF_KILLS=200 and CARTOGRAF_KILL_SEED=7 in the environment ask for more, and for others.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/hostile/limited_run.hpp"
#include "tests/hostile/number_of.hpp"
#include "tests/hostile/traced_run.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sanitized.hpp"

namespace testing_hostile {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

constexpr std::uint64_t kKills = testing_support::kSanitized ? 4 : 20;

constexpr std::uint64_t kLast = 80, kLastOfFolders = 500;  // calls; the size of a folder is found by many

struct Command {
  std::string name;
  std::vector<Arguments> before;
  Arguments words;
  std::vector<std::string> outputs;
  std::uint64_t last = kLast;  ///< of its calls that are about the outputs
};
void PrintTo(const Command& command, std::ostream* out) { *out << command.name; }

/// The bytes of a file, or of a folder with all that is in it and under which names.
std::string content_of(const fs::path& path) {
  if (!fs::is_directory(path)) return testing_support::read_bytes(path);
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    files[fs::relative(entry.path(), path).string()] = entry.is_regular_file() ? testing_support::read_bytes(entry.path()) : "a folder";
  }
  std::string all;
  for (const auto& [name, bytes] : files) all += name + ": " + bytes + "\n";
  return all;
}

class Kills : public testing::TestWithParam<Command> {};

TEST_P(Kills, LeaveTheRightFileOrNone) {
  const Command& command = GetParam();
  const testing_support::TempFolder folder;
  for (const Arguments& words : command.before) {
    const LimitedRun made = run_limited(words, folder.path());
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  std::uint64_t n_of_start = 0, n_calls = 0;
  try {
    n_of_start = run_traced({"--version"}, folder.path()).n_calls;
    n_calls = std::numeric_limits<std::uint64_t>::max();
    for (int i = 0; i < 3; ++i) {  // threads that wait for each other make more calls at one time than at another
      for (const std::string& output : command.outputs) fs::remove_all(folder / output);
      const TracedRun whole = run_traced(command.words, folder.path());
      ASSERT_EQ(whole.exit_code, 0);
      n_calls = std::min(n_calls, whole.n_calls);
    }
  } catch (const std::exception& error) {
    GTEST_SKIP() << error.what();
  }
  ASSERT_GT(n_calls, n_of_start);
  const std::vector<std::string> names = folder.names();
  std::map<std::string, std::string> right;
  for (const std::string& output : command.outputs) right[output] = content_of(folder / output);

  std::mt19937_64 random(number_of("CARTOGRAF_KILL_SEED", 1));
  const std::uint64_t n = number_of("CARTOGRAF_KILLS", kKills);
  std::uint64_t n_there = 0, n_left_over = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    for (const std::string& output : command.outputs) fs::remove_all(folder / output);
    // Files are written last, after much else.
    const std::uint64_t first = i % 2 == 0 || n_calls - n_of_start < command.last ? n_of_start : n_calls - command.last;
    const std::uint64_t at = first + 1 + random() % (n_calls - first);
    run_traced(command.words, folder.path(), at);
    for (const std::string& output : command.outputs) {
      if (!fs::exists(folder / output)) continue;
      ++n_there;
      ASSERT_EQ(content_of(folder / output), right[output]) << "killed at call " << at << " of " << n_calls;
    }
    const std::vector<std::string> found = folder.names();
    n_left_over += !std::includes(names.begin(), names.end(), found.begin(), found.end());
    if (i % 5 != 4 && i + 1 != n) continue;
    for (const std::string& output : command.outputs) fs::remove_all(folder / output);
    const LimitedRun next = run_limited(command.words, folder.path());
    ASSERT_EQ(next.exit_code, 0) << "after a kill at call " << at << " of " << n_calls << ": " << next.err;
    for (const std::string& output : command.outputs) EXPECT_EQ(content_of(folder / output), right[output]);
    EXPECT_EQ(folder.names(), names) << "after a kill at call " << at << " of " << n_calls;
  }
  std::cout << command.name << ": " << n << " kills at one of " << n_calls - n_of_start << " system calls, " << n_there << " outputs were there, " << n_left_over << " left a file\n";
}

// A signal that can be caught: all outputs or none, and the exit code says which.
class Stops : public testing::TestWithParam<Command> {};

TEST_P(Stops, LeaveAllOutputsOrNone) {
  const Command& command = GetParam();
  const testing_support::TempFolder folder;
  for (const Arguments& words : command.before) ASSERT_EQ(run_limited(words, folder.path()).exit_code, 0);
  std::uint64_t n_calls = 0;
  try {
    n_calls = run_traced(command.words, folder.path()).n_calls;
  } catch (const std::exception& error) {
    GTEST_SKIP() << error.what();
  }
  const std::vector<std::string> names = folder.names();
  std::mt19937_64 random(number_of("CARTOGRAF_KILL_SEED", 1));
  const std::uint64_t n = number_of("CARTOGRAF_KILLS", kKills);
  int n_done = 0, n_stopped = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    for (const std::string& output : command.outputs) fs::remove_all(folder / output);
    const std::uint64_t at = n_calls - random() % std::min(n_calls, command.last);
    const TracedRun run = run_traced(command.words, folder.path(), at, SIGTERM);
    const std::vector<std::string> found = folder.names();
    n_done += run.exit_code == 0;
    n_stopped += run.exit_code == 143;
    EXPECT_TRUE(run.exit_code == 0 || run.exit_code == 143) << run.exit_code << ", at call " << at << " of " << n_calls;
    EXPECT_EQ(found.size(), names.size() - (run.exit_code == 0 ? 0 : command.outputs.size())) << "exit code " << run.exit_code << ", at call " << at << " of " << n_calls;
    EXPECT_TRUE(std::includes(names.begin(), names.end(), found.begin(), found.end())) << testing::PrintToString(found);
  }
  std::cout << command.name << ": " << n << " signals, " << n_done << " done, " << n_stopped << " stopped\n";
}

// A folder is replaced in one step, too: whenever the run is killed, the old or the new one has the name.
TEST(KillsOfAnOverwrite, LeaveTheOldFolderOrTheNew) {
  const testing_support::TempFolder folder;
  const Arguments old = {"export", "s.h5", "-o", "t.zarr", "--rows", "0:100", "--overwrite"}, anew = {"export", "s.h5", "-o", "t.zarr", "--overwrite"};
  ASSERT_EQ(run_limited({"features", "nasbench201", "--range", "0:3000", "-o", "s.h5", "--device", "cpu"}, folder.path()).exit_code, 0);
  ASSERT_EQ(run_limited(anew, folder.path()).exit_code, 0);
  const std::string content_anew = content_of(folder / "t.zarr");
  ASSERT_EQ(run_limited(old, folder.path()).exit_code, 0);
  const std::string content_before = content_of(folder / "t.zarr");
  std::uint64_t n_calls = 0;
  try {
    n_calls = run_traced(anew, folder.path()).n_calls;
  } catch (const std::exception& error) {
    GTEST_SKIP() << error.what();
  }
  std::mt19937_64 random(number_of("CARTOGRAF_KILL_SEED", 1));
  std::uint64_t n_new = 0;
  const std::uint64_t n = number_of("CARTOGRAF_KILLS", kKills);
  for (std::uint64_t i = 0; i < n; ++i) {
    ASSERT_EQ(run_limited(old, folder.path()).exit_code, 0);
    const std::uint64_t at = n_calls - random() % std::min(n_calls, kLastOfFolders);
    run_traced(anew, folder.path(), at);
    const std::string found = content_of(folder / "t.zarr");
    n_new += found == content_anew;
    EXPECT_TRUE(found == content_anew || found == content_before) << "killed at call " << at << " of " << n_calls;
  }
  ASSERT_EQ(run_limited(old, folder.path()).exit_code, 0);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"s.h5", "t.zarr"}));
  std::cout << "overwrite: " << n << " kills at one of the last " << kLastOfFolders << " system calls, the new folder was there " << n_new << " times\n";
}

const Arguments kSomeFeatures = {"features", "nasbench201", "--range", "0:3000", "-o", "s.h5", "--device", "cpu"};
const Arguments kSomeTraining = {"train", "s.h5", "--target", "params", "--train-size", "100", "--param", "rounds=5", "-o", "m.ubj", "--device", "cpu"};

/// Part `number` of two, as PART.h5.
Arguments some_part(int number) {
  Arguments words = kSomeFeatures;
  words.insert(words.end(), {"--shard", std::to_string(number) + "/2"});
  *std::find(words.begin(), words.end(), "s.h5") = std::to_string(number) + ".h5";
  return words;
}

std::vector<Command> commands() {
  return {{"features", {}, kSomeFeatures, {"s.h5"}},
          {"merge", {some_part(0), some_part(1)}, {"merge", "0.h5", "1.h5", "-o", "s.h5"}, {"s.h5"}},
          {"export", {kSomeFeatures}, {"export", "s.h5", "-o", "t.csv"}, {"t.csv"}},
          {"export_zarr", {kSomeFeatures}, {"export", "s.h5", "-o", "t.zarr"}, {"t.zarr"}, kLastOfFolders},
          {"train", {kSomeFeatures}, kSomeTraining, {"m.ubj"}},
          {"train_h5", {kSomeFeatures}, {"train", "s.h5", "--target", "params", "--train-size", "100", "--model", "ridge", "-o", "m.h5", "--device", "cpu"}, {"m.h5"}},
          {"predict", {kSomeFeatures, kSomeTraining}, {"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv", "--device", "cpu"}, {"p.csv"}}};
}

std::vector<Command> with_two_outputs() {
  std::vector<Command> all = commands();
  all.push_back({"search", {kSomeFeatures, kSomeTraining}, {"search", "nasbench201", "--model", "m.ubj", "--top", "5", "-o", "a.csv", "--timings", "b.json", "--device", "cpu"}, {"a.csv", "b.json"}});
  return all;
}

/// The next run goes on with what all that were killed before it left.
std::vector<Command> with_resumption() {
  std::vector<Command> all = commands();
  for (const Arguments& compression : {Arguments{}, Arguments{"--compression", "gzip:1"}}) {
    Arguments words = kSomeFeatures;
    words.emplace_back("--resume");
    words.insert(words.end(), compression.begin(), compression.end());
    all.push_back({compression.empty() ? "features_resume" : "features_resume_gzip", {}, words, {"s.h5"}});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Commands, Stops, testing::ValuesIn(with_two_outputs()), [](const auto& command) { return command.param.name; });
INSTANTIATE_TEST_SUITE_P(Commands, Kills, testing::ValuesIn(with_resumption()), [](const auto& command) { return command.param.name; });

}  // namespace
}  // namespace testing_hostile

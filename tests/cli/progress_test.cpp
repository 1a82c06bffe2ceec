// --progress json: an object of JSON a line on stderr, which schedulers and notebooks read.
#include <algorithm>
#include <csignal>
#include <cmath>
#include <cstdint>
#include <set>
#include <sstream>

#include "tests/cli/cli.hpp"
#include "tests/cli/terminal.hpp"

namespace testing_cli {
namespace {

using Lines = std::vector<nlohmann::json>;

/// What a program reads: the lines that begin with '{'.
Lines json_lines(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('{')) lines.push_back(nlohmann::json::parse(line));  // throws where it is none
  }
  return lines;
}

const std::set<std::string> kFields = {"what", "done", "done_before", "total", "unit", "seconds", "per_second", "seconds_left", "bytes", "bytes_uncompressed", "compression_ratio", "state"};

void expect_sound(const nlohmann::json& line) {
  SCOPED_TRACE(line.dump());
  std::set<std::string> fields;
  for (const auto& [name, value] : line.items()) {
    fields.insert(name);
    EXPECT_TRUE(value.is_number() || value.is_string() || value.is_null()) << name;
    if (value.is_number()) {
      EXPECT_GE(value.get<double>(), 0) << name;
    }
  }
  EXPECT_EQ(fields, kFields);
  const std::uint64_t done = line.at("done"), before = line.at("done_before");
  EXPECT_LE(before, done);
  if (!line.at("total").is_null()) {
    EXPECT_LE(done, line.at("total").get<std::uint64_t>());
  }
  EXPECT_EQ(line.at("per_second").is_null(), done == before);
  if (line.at("per_second").is_null()) {
    EXPECT_TRUE(line.at("seconds_left").is_null());
    return;
  }
  // The rate is that of this run, whose seconds have three digits behind the point.
  const double rate = line.at("per_second"), seconds = line.at("seconds");
  EXPECT_NEAR(rate * seconds, static_cast<double>(done - before), rate * 0.000501 + 1);
  if (line.at("bytes").is_null() || line.at("compression_ratio").is_null()) return;
  EXPECT_NEAR(line.at("compression_ratio").get<double>(), line.at("bytes_uncompressed").get<double>() / line.at("bytes").get<double>(), 0.000501);
}

/// The lines of one piece of work.
void expect_sound(const Lines& lines, const std::string& what, const std::string& unit, const std::string& last_state) {
  ASSERT_GE(lines.size(), 2u) << what;
  EXPECT_EQ(lines.front().at("done"), 0);
  EXPECT_EQ(lines.back().at("state"), last_state);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    expect_sound(lines[i]);
    EXPECT_EQ(lines[i].at("what"), what);
    EXPECT_EQ(lines[i].at("unit"), unit);
    if (i + 1 < lines.size()) {
      EXPECT_EQ(lines[i].at("state"), "running");
    }
    if (i > 0) {
      EXPECT_GE(lines[i].at("done"), lines[i - 1].at("done"));
    }
    // Both are rounded; the first is from before the work was set up.
    if (i > 1 && i + 1 < lines.size()) {
      EXPECT_GE(lines[i].at("seconds").get<double>(), lines[i - 1].at("seconds").get<double>() + 0.9985);
    }
  }
}

class ProgressLine : public Cli {
 protected:
  static constexpr const char* kStore = "features darts_cell --range 0:300000 --families op_count --dtype int8 --no-keys --device cpu";

  Lines lines_of(const Arguments& arguments, int exit_code = 0) const {
    Arguments all = arguments;
    all.insert(all.end(), {"--progress", "json"});
    const Result result = cartograf(all);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    return json_lines(result.err);
  }

  void set_up_model() const {
    make_store();
    succeeds({"train", "s.h5", "--target", "params", "--model", "xgb", "--param", "rounds=3", "--train-size", "20", "-o", "m.ubj"});
  }

  /// Whether a line says that something is done, which more is to follow.
  static bool says_running(const std::string& err, std::size_t n) {
    const Lines lines = json_lines(err.substr(0, err.rfind('\n') + 1));
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const nlohmann::json& line) { return line.at("done") > 0; })) >= n;
  }
};

TEST_F(ProgressLine, SaysHowLargeAStoreIs) {
  for (const std::string compression : {"none", "gzip:1"}) {
    const std::string name = compression.substr(0, 4) + ".h5";
    const Lines lines = lines_of({"features", "nasbench201", "--dtype", "int8", "--compression", compression, "-o", name});
    expect_sound(lines, "features nasbench201", "architectures", "done");
    EXPECT_TRUE(lines.front().at("total").is_null());
    const nlohmann::json& last = lines.back();
    EXPECT_EQ(last.at("done"), 15625);
    EXPECT_EQ(last.at("total"), 15625);
    EXPECT_EQ(last.at("done_before"), 0);
    EXPECT_EQ(last.at("seconds_left"), 0);
    EXPECT_EQ(last.at("bytes"), std::filesystem::file_size(folder_ / name));
    EXPECT_EQ(last.at("bytes_uncompressed"), 15625 * (191 + 8 + 18));  // features, index and key of a row
    EXPECT_EQ(last.at("compression_ratio").is_null(), compression == "none");
  }
}

// As a scheduler has it: a run of hours that is stopped, read while it works.
TEST_F(ProgressLine, SaysHowTheWorkWasStopped) {
  struct Stopped {
    int signal;
    bool resume;
    const char* state;
    int exit_code;
  };
  for (const Stopped& stopped : {Stopped{SIGTERM, false, "interrupted", 143}, Stopped{SIGTERM, true, "to_be_continued", 4}, Stopped{SIGINT, true, "interrupted", 130}}) {
    Arguments arguments = {"features", "darts_cell", "--range", "0:1000000000", "--no-keys", "--compression", "gzip:1", "--progress", "json", "--device", "cpu", "-o", "s.h5"};
    if (stopped.resume) arguments.insert(arguments.end(), {"--resume", "--overwrite"});
    Process process(arguments, folder_.path());
    process.wait_until_it_says([](const std::string& err) { return says_running(err, 2); });
    process.send(stopped.signal);
    const Result result = process.wait();
    EXPECT_EQ(result.exit_code, stopped.exit_code) << result.err;
    const Lines lines = json_lines(result.err);
    expect_sound(lines, "features darts_cell", "architectures", stopped.state);
    EXPECT_GT(lines.back().at("done"), 0);
    EXPECT_EQ(lines.back().at("total"), 1000000000);
    EXPECT_GT(lines.back().at("compression_ratio"), 1);
    EXPECT_TRUE(contains(result.err, "\"}\ncartograf: stopped by ")) << result.err;
  }
}

// A training does not come back to look for signals: the handler writes the last line.
TEST_F(ProgressLine, SaysThatASignalEndedAStepThatTookLong) {
  make_store("s.h5", {});
  Process process({"evaluate", "s.h5", "--target", "flops", "--models", "rf", "--param", "rf.trees=30000", "--train-sizes", "15000", "--seeds", "0:2", "--device", "cpu", "--progress", "json"},
                  folder_.path());
  process.wait_until_it_says([](const std::string& err) { return contains(err, "\n"); });
  process.send(SIGTERM);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 143) << result.err;
  expect_sound(json_lines(result.err), "evaluate nasbench201", "trainings", "interrupted");
}

TEST_F(ProgressLine, SaysThatTheWorkFailed) {
  write("old.h5", "precious");
  expect_sound(lines_of({"features", "nasbench201", "-o", "old.h5"}, 2), "features nasbench201", "architectures", "failed");
  const Result full = shell("ulimit -f 1000; $C features nasbench201 --resume -o new.h5 --progress json");
  EXPECT_EQ(full.exit_code, 1);
  expect_sound(json_lines(full.err), "features nasbench201", "architectures", "failed");
  EXPECT_TRUE(contains(full.err, "\"failed\"}\ncartograf: new.h5: ")) << full.err;
}

TEST_F(ProgressLine, CountsWhatAnEarlierRunDidButNotInItsRate) {
  const std::string command = std::string("$C ") + kStore;
  ASSERT_EQ(shell(command + " -o whole.h5").exit_code, 0);
  const auto kibibytes = static_cast<int>(std::filesystem::file_size(folder_ / "whole.h5") >> 10);
  ASSERT_EQ(shell("ulimit -f " + std::to_string(kibibytes * 8 / 10) + "; " + command + " --resume -o s.h5").exit_code, 1);
  const Result result = shell(command + " --resume --progress json -o s.h5");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Lines lines = json_lines(result.err);
  expect_sound(lines, "features darts_cell", "architectures", "done");
  EXPECT_GE(lines.back().at("done_before"), 100000);
  EXPECT_LT(lines.back().at("done_before"), 300000);
  EXPECT_EQ(lines.back().at("done"), 300000);
}

// The first that is drawn has the rows that were there, and no rate yet.
TEST_F(ProgressLine, OfABarHasNoRateOfWhatAnEarlierRunDid) {
  ASSERT_EQ(shell(std::string("ulimit -f 4000; $C ") + kStore + " --resume -o s.h5").exit_code, 1);
  Arguments arguments = {"--resume", "-o", "s.h5"};
  std::istringstream words(kStore);
  std::vector<std::string> all;
  for (std::string word; words >> word;) all.push_back(word);
  all.insert(all.end(), arguments.begin(), arguments.end());
  const TerminalResult result = run_in_terminal(all, folder_.path(), 120);
  EXPECT_EQ(result.exit_code, 0) << result.bytes;
  const std::size_t begin = result.bytes.find("\x1b[Kfeatures darts_cell  ["), end = result.bytes.find('\r', begin);
  ASSERT_NE(end, std::string::npos) << result.bytes;
  const std::string first = result.bytes.substr(begin, end - begin);
  EXPECT_TRUE(contains(first, "131,072 of 300,000  ")) << first;
  EXPECT_TRUE(contains(first, " MB")) << first;
  EXPECT_FALSE(contains(first, "/s")) << first;
}

TEST_F(ProgressLine, IsWrittenByEveryCommandThatHasABar) {
  set_up_model();
  for (const char* number : {"0", "1"}) make_store(std::string("p") + number + ".h5", {"--shard", std::string(number) + "/2"});
  struct Case {
    Arguments arguments;
    std::string what, unit;
  };
  std::vector<Case> cases = {
      {{"stats", "s.h5"}, "stats s.h5", "architectures"},
      {{"stats", "nasbench201", "--range", "0:99", "--families", "op_count"}, "stats nasbench201", "architectures"},
      {{"predict", "nasbench201", "--model", "m.ubj", "-o", "p.csv"}, "predict nasbench201", "architectures"},
      {{"merge", "p0.h5", "p1.h5", "-o", "merged.h5"}, "merge", "architectures"},
      {{"verify", "s.h5"}, "verify s.h5", "rows"},
      {{"search", "nasbench201", "--model", "m.ubj", "--top", "3"}, "search nasbench201", "architectures"},
      {{"evaluate", "s.h5", "--target", "params", "--models", "ridge,knn", "--train-sizes", "9,20", "--seeds", "1:4"}, "evaluate nasbench201", "trainings"},
      {{"select", "s.h5", "--target", "params", "--by", "redundancy", "--model", "ridge", "--train-size", "20", "--seeds", "1:3", "--counts", "2,4", "--count", "2", "-o", "l.txt"}, "select nasbench201", "trainings"},
      {{"explain", "s.h5", "--target", "params", "--model", "m.ubj", "--shuffles", "1"}, "explain xgb", "steps"},
      {{"bench", "nasbench201", "--work", "rows", "--device", "cpu", "--memory", "1MiB", "--rows", "10000", "--repetitions", "1"}, "bench", "measurements"}};
  const std::filesystem::path data = testing_support::shared_file("data");
  if (std::filesystem::exists(data / "naap440/naap440.csv")) {
    cases.push_back({{"reproduce", "naap440", "--models", "linear", "--data", data.string(), "--device", "cpu"}, "reproduce naap440", "trainings"});
  }
  for (const Case& one : cases) {
    const Lines lines = lines_of(one.arguments);
    expect_sound(lines, one.what, one.unit, "done");
    EXPECT_EQ(lines.back().at("done"), lines.back().at("total")) << one.what;
    EXPECT_TRUE(lines.back().at("bytes").is_null()) << one.what;
  }
}

// `evaluate SPACE` computes features first: two pieces of work.
TEST_F(ProgressLine, IsOfOnePieceOfWorkAfterTheOther) {
  const Lines lines = lines_of({"evaluate", "nasbench201", "--target", "params", "--models", "ridge", "--train-sizes", "20", "--seeds", "0:3"});
  const auto second = std::find_if(lines.begin(), lines.end(), [](const nlohmann::json& line) { return line.at("what") == "evaluate nasbench201"; });
  expect_sound(Lines(lines.begin(), second), "features nasbench201", "architectures", "done");
  expect_sound(Lines(second, lines.end()), "evaluate nasbench201", "trainings", "done");
}

TEST_F(ProgressLine, HasTheFieldsOfItsPage) {
  const std::string page = testing_support::read_bytes(CARTOGRAF_DOCS_DIR "/command.md");
  const std::size_t begin = page.find("### Progress as JSON"), end = page.find("\n## ", begin);
  ASSERT_NE(end, std::string::npos);
  std::set<std::string> fields;
  std::istringstream lines(page.substr(begin, end - begin));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('{')) expect_sound(nlohmann::json::parse(line));
    if (!line.starts_with("| `")) continue;
    const std::string names = line.substr(0, line.find(" |", 2));
    for (std::size_t at = names.find('`'); at != names.npos; at = names.find('`', names.find('`', at + 1) + 1)) fields.insert(names.substr(at + 1, names.find('`', at + 1) - at - 1));
  }
  EXPECT_EQ(fields, kFields);
}

// Asked for by name it is a result for programs, which --quiet leaves alone.
TEST_F(ProgressLine, StandsAloneWithQuiet) {
  const Result result = cartograf({"features", "nasbench201", "-o", "s.h5", "--progress", "json", "--quiet"});
  const Lines lines = json_lines(result.err);
  expect_sound(lines, "features nasbench201", "architectures", "done");
  EXPECT_EQ(static_cast<std::size_t>(std::count(result.err.begin(), result.err.end(), '\n')), lines.size());
}

TEST_F(ProgressLine, GoesToATerminalToo) {
  const TerminalResult result = run_in_terminal({"features", "nasbench201", "-o", "s.h5", "--progress", "json"}, folder_.path());
  EXPECT_FALSE(contains(result.bytes, "\x1b[")) << result.bytes;
  std::string text = result.bytes;
  std::erase(text, '\r');
  expect_sound(json_lines(text), "features nasbench201", "architectures", "done");
}

TEST_F(ProgressLine, IsNotMixedWithThoseOfOtherProcesses) {
  const std::string one = "$C stats nasbench201 --families op_count --progress json > /dev/null &\n";
  const Result result = shell("{ " + one + one + one + one + "wait; } 2>&1 | cat >&2");
  const Lines lines = json_lines(result.err);
  EXPECT_GE(lines.size(), 8u);
  EXPECT_EQ(static_cast<std::size_t>(std::count(result.err.begin(), result.err.end(), '\n')), lines.size()) << result.err;
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const nlohmann::json& line) { return line.at("state") == "done"; }), 4);
}

TEST_F(ProgressLine, ThatNobodyReadsHoldsNothingUp) {
  const std::string command = "$C features nasbench201 --overwrite -o s.h5 --progress json ";
  // Nobody is left at the other end of the pipe, which would end the process by SIGPIPE; the stream is closed.
  EXPECT_EQ(shell("exec 3> >(:); wait $!; " + command + "2>&3").exit_code, 0);
  EXPECT_TRUE(exists("s.h5"));
  EXPECT_EQ(shell(command + "2>&-").exit_code, 0);
  EXPECT_EQ(shell(command + "2> /dev/full").exit_code, 0);
  // A pipe that is full, and that nobody reads.
  EXPECT_EQ(shell("mkfifo full; exec 3<> full; head -c 65536 /dev/zero >&3; timeout -s KILL 100 " + command + "--quiet 2>&3").exit_code, 0);
}

TEST_F(ProgressLine, IsOneOfThreeModes) {
  fails(2, {"features", "nasbench201", "-o", "s.h5", "--progress", "jsno"}, {"--progress: expected none, bar, json, found 'jsno'; did you mean json?"});
  fails(2, {"features", "nasbench201", "-o", "s.h5", "--progress", "json", "--no-progress"}, {"--no-progress and --progress exclude each other"});
  fails(2, {"--progress", "json", "stats", "nasbench201"}, {"option '--progress' is one of a command and stands behind it: cartograf stats --progress"});
  for (const Arguments& words : {Arguments{"stats", "nasbench201", "--progress", "none"}, Arguments{"stats", "nasbench201", "--progress", "bar"}, Arguments{"--no-progress", "stats", "nasbench201", "--progress", "json"}}) {
    EXPECT_EQ(cartograf(words).err, "");
  }
  const TerminalResult none = run_in_terminal({"features", "nasbench201", "-o", "s.h5", "--progress", "none"}, folder_.path());
  EXPECT_FALSE(contains(none.bytes, "\x1b[K")) << none.bytes;
  const TerminalResult bar = run_in_terminal({"features", "nasbench201", "-o", "s.h5", "--progress", "bar", "--overwrite"}, folder_.path());
  EXPECT_TRUE(contains(bar.bytes, "\x1b[Kfeatures nasbench201  [")) << bar.bytes;
}

// A name may be long, and no text that JSON takes as it is.
TEST_F(ProgressLine, HasNamesAsJsonTakesThem) {
  make_store("s.h5", {"--range", "0:20", "--families", "op_count"});
  const std::string strange = "\"\\\xff\x01" + std::string(200, 'n') + ".h5";
  std::filesystem::rename(folder_ / "s.h5", folder_ / strange);
  const Lines lines = lines_of({"stats", strange});
  ASSERT_GE(lines.size(), 2u);
  const std::string what = lines.back().at("what");
  EXPECT_TRUE(what.starts_with("stats \"\\\\xff\\x01nnnn")) << what;
  EXPECT_LE(what.size(), 200u);
}

}  // namespace
}  // namespace testing_cli

#include <algorithm>
#include <sstream>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

struct Line {
  unsigned index = 0;
  std::string key;
  float score = 0;
};

/// Whether some path of cell `index` of NAS-Bench-201 leads from its input to its output: the four paths, by hand. Operation 1 is
/// none.
bool has_path(unsigned index) {
  unsigned digits[6];  // edges 1->2, 1->3, 1->4, 2->3, 2->4, 3->4
  for (int edge = 5; edge >= 0; --edge, index /= 5) digits[edge] = index % 5;
  const auto there = [&](int edge) { return digits[edge] != 1; };
  return there(2) || (there(0) && there(4)) || (there(1) && there(5)) || (there(0) && there(3) && there(5));
}

class Search : public Cli {
 protected:
  void SetUp() override {
    make_store("all.h5", {"--dtype", "int8"});
    write("t.csv", target_table(300));
    succeeds({"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "--dtype", "int8", "-o", "m.ubj"});
  }

  /// Predictions of all architectures as `predict` writes them for a store.
  std::vector<Line> predictions() const {
    std::istringstream lines(output_of({"predict", "all.h5", "--model", "m.ubj", "-o", "/dev/stdout"}));
    std::string line;
    std::getline(lines, line);
    std::vector<Line> result;
    for (unsigned index = 0; std::getline(lines, line); ++index) {
      result.push_back({index, key(index), std::stof(line.substr(line.rfind(',') + 1))});
    }
    EXPECT_EQ(result.size(), 15'625u);
    return result;
  }

  /// The oracle: those that `passes`, sorted by score, then index.
  template <class Passes>
  std::vector<Line> best(std::size_t k, bool smallest, Passes passes) const {
    std::vector<Line> lines = predictions();
    std::erase_if(lines, [&](const Line& line) { return !passes(line.index); });
    std::stable_sort(lines.begin(), lines.end(),
                     [&](const Line& a, const Line& b) { return smallest ? a.score < b.score : a.score > b.score; });
    lines.resize(std::min(k, lines.size()));
    return lines;
  }

  static void expect_csv(const std::string& text, const std::vector<Line>& expected) {
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "index,net,score");
    for (const Line& one : expected) {
      ASSERT_TRUE(std::getline(lines, line));
      const std::string start = std::to_string(one.index) + ",\"" + one.key + "\",";
      ASSERT_TRUE(line.starts_with(start)) << line << " is not " << start;
      EXPECT_EQ(std::stof(line.substr(start.size())), one.score) << line;
    }
    EXPECT_FALSE(std::getline(lines, line)) << line;
  }
};

TEST_F(Search, PrintsTheBestOfAllPredictions) {
  const Result result = cartograf({"search", "nasbench201", "--model", "m.ubj", "--top", "25"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_csv(result.out, best(25, false, has_path));
  for (const char* part : {"nasbench201: 15,625 architectures, 341 left out without a path from input to output, 15,284 scored, in ", "features ", "prediction ", "top-k "}) {
    EXPECT_TRUE(contains(result.err, part)) << result.err;
  }
}

TEST_F(Search, PrintsTheSmallestWhenAskedTo) {
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--top", "25", "--smallest"}), best(25, true, has_path));
}

TEST_F(Search, PrintsAHundredUnlessToldOtherwise) {
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj"}), best(100, false, has_path));
}

TEST_F(Search, PrintsAllWhenThereAreFewer) {
  const auto in_range = [](unsigned index) { return index >= 7 && index < 57; };
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--range", "7:57", "--top", "1000"}), best(1000, false, in_range));
}

TEST_F(Search, IsTheSameForEveryNumberOfThreadsAndBatchSize) {
  const std::string expected = output_of({"search", "nasbench201", "--model", "m.ubj", "--range", "0:2000"});
  for (const char* threads : {"1", "2", "7"}) {
    for (const char* rows : {"1", "17", "4096"}) {
      if (rows == std::string("1") && threads == std::string("7")) continue;
      EXPECT_EQ(output_of({"search", "nasbench201", "--model", "m.ubj", "--range", "0:2000", "--threads", threads, "--batch-rows", rows}), expected)
          << threads << " " << rows;
    }
  }
}

TEST_F(Search, LooksOnlyWhereTheCostsAllow) {
  make_store("costs.h5", {"--families", "cost"});
  std::istringstream lines(output_of({"export", "costs.h5", "-o", "/dev/stdout", "--columns", "params"}));
  std::string line;
  std::getline(lines, line);
  std::vector<bool> passes;
  while (std::getline(lines, line)) {
    const long params = std::stol(line.substr(line.rfind(',') + 1));
    passes.push_back(params < 400'000 && params >= 200'000);
  }
  ASSERT_EQ(passes.size(), 15'625u);
  const Arguments search = {"search", "nasbench201", "--model", "m.ubj", "--where", "params<400000", "--where", "params >= 200000"};
  const std::vector<Line> expected = best(100, false, [&](unsigned index) { return passes[index] && has_path(index); });
  ASSERT_EQ(expected.size(), 100u);
  expect_csv(output_of(search), expected);
  for (const char* rows : {"17", "4096"}) {
    Arguments again = search;
    again.insert(again.end(), {"--batch-rows", rows, "--threads", "2"});
    expect_csv(output_of(again), expected);
  }
}

TEST_F(Search, LeavesOutWhatIsNotReachable) {
  make_store("reachable.h5", {"--reachable-only"});
  std::istringstream lines(output_of({"export", "reachable.h5", "-o", "/dev/stdout", "--columns", "op_count_0"}));
  std::string line;
  std::vector<std::string> reachable;
  while (std::getline(lines, line)) reachable.push_back(line.substr(0, line.rfind(',')));
  const auto passes = [&](unsigned index) { return std::find(reachable.begin(), reachable.end(), "\"" + key(index) + "\"") != reachable.end(); };
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--reachable-only", "--top", "9999", "--range", "0:1000"}),
             best(9999, false, [&](unsigned index) { return index < 1000 && passes(index); }));
}

TEST_F(Search, LeavesOutWhatHasNoPathUnlessAsked) {
  std::size_t n = 0;
  for (unsigned index = 0; index < 15'625; ++index) n += has_path(index) ? 0 : 1;
  ASSERT_EQ(n, 341u);
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--top", "15625"}), best(15'625, false, has_path));
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--top", "15625", "--disconnected"}), best(15'625, false, [](unsigned) { return true; }));
  write("none.csv", "net\n\"(1, 1, 1, 1, 1, 1)\"\n");
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--keys", "none.csv"},
        {"no architecture meets the conditions: of 1 architecture the lack of a path from input to output leaves out all of them"});
  expect_csv(output_of({"search", "nasbench201", "--model", "m.ubj", "--keys", "none.csv", "--disconnected"}), best(1, false, [](unsigned index) { return key(index) == "(1, 1, 1, 1, 1, 1)"; }));
}

// The classes are those of `features --unique`, whose counts the tests of equivalence check against other code.
TEST_F(Search, ListsEachNetworkOnce) {
  std::istringstream lines(output_of({"spaces", "nasbench201", "--unique", "--json"}));
  const nlohmann::json counts = nlohmann::json::parse(lines).at("unique");
  for (const char* name : {"contracted", "expression_live", "labelled"}) {
    const Arguments search = {"search", "nasbench201", "--model", "m.ubj", "--disconnected", "--unique", "--equivalence", name, "--top"};
    Arguments all = search;
    all.push_back("15625");
    const std::string listed = output_of(all);
    EXPECT_EQ(static_cast<unsigned>(std::count(listed.begin(), listed.end(), '\n')), counts.at(name).get<unsigned>() + 1) << name;
    for (const char* rows : {"17", "4096"}) {  // fewer are the beginning of more, whatever the batches
      Arguments few = search;
      few.insert(few.end(), {"40", "--batch-rows", rows, "--threads", "2"});
      const std::string beginning = output_of(few);
      EXPECT_EQ(std::count(beginning.begin(), beginning.end(), '\n'), 41) << name;
      EXPECT_TRUE(listed.starts_with(beginning)) << name << "\n"
                                                 << beginning;
    }
  }
  EXPECT_EQ(output_of({"search", "nasbench201", "--model", "m.ubj", "--disconnected", "--unique", "--equivalence", "labelled"}),
            output_of({"search", "nasbench201", "--model", "m.ubj", "--disconnected"}));
}

TEST_F(Search, KeepsTheBestOfEachNetworkAndNoneOfAnExcludedOne) {
  // Two encodings of one network: the input, its 3 x 3 and its 1 x 1 convolution (docs/features.md), and another network.
  write("three.csv", "net\n\"(0, 0, 0, 1, 2, 3)\"\n\"(0, 0, 1, 3, 2, 0)\"\n\"(2, 2, 2, 2, 2, 2)\"\n");
  const auto given = [](unsigned index) { return key(index) == "(0, 0, 0, 1, 2, 3)" || key(index) == "(0, 0, 1, 3, 2, 0)" || key(index) == "(2, 2, 2, 2, 2, 2)"; };
  const Arguments search = {"search", "nasbench201", "--model", "m.ubj", "--keys", "three.csv"};
  const auto with = [&](const Arguments& more) {
    Arguments all = search;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::vector<Line> three = best(3, false, given);
  ASSERT_EQ(three.size(), 3u);
  expect_csv(output_of(search), three);
  std::vector<Line> two = three;
  int n_of_network = 0;
  std::erase_if(two, [&](const Line& line) { return line.key != "(2, 2, 2, 2, 2, 2)" && n_of_network++ > 0; });
  expect_csv(output_of(with({"--unique"})), two);
  write("trained.csv", "net\n\"(0, 0, 1, 3, 2, 0)\"\n");
  expect_csv(output_of(with({"--exclude", "trained.csv"})), best(3, false, [&](unsigned index) { return given(index) && key(index) != "(0, 0, 1, 3, 2, 0)"; }));
  expect_csv(output_of(with({"--exclude", "trained.csv", "--unique"})), best(3, false, [](unsigned index) { return key(index) == "(2, 2, 2, 2, 2, 2)"; }));
  write("both.csv", "net\n\"(0, 0, 1, 3, 2, 0)\"\n\"(0, 0, 0, 1, 2, 3)\"\n");
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--keys", "both.csv", "--exclude", "both.csv"},
        {"of 2 architectures --exclude leaves out all of them"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--unique", "--equivalence", "same"}, {"unknown equivalence 'same'"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--equivalence", "contracted"}, {"--unique"});
}

TEST_F(Search, SaysWhichConditionsLeaveNothing) {
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--max", "params=5"},
        {"nasbench201: no architecture meets the conditions: of 15,625 architectures --max params=5 leaves out all of them"});
  // Of each cost the other condition would leave some.
  const Result result = cartograf({"search", "nasbench201", "--model", "m.ubj", "--where", "params<100000", "--min", "flops=1e9", "-o", "x.csv"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(contains(result.err, "of 15,625 architectures --where 'params<100000' leaves out ")) << result.err;
  EXPECT_TRUE(contains(result.err, ", and --min flops=1e9 leaves out the other ")) << result.err;
  EXPECT_FALSE(exists("x.csv"));
  for (const char* output : {"x.csv", "-"}) {
    fails(2, {"convert", "nasbench201", "--to", "nats", "--max", "params=5", "-o", output}, {"--max params=5 leaves out all of them"});
    fails(2, {"predict", "nasbench201", "--model", "m.ubj", "--max", "params=5", "-o", output}, {"--max params=5 leaves out all of them"});
  }
}

TEST_F(Search, GivesJson) {
  const nlohmann::json json = json_of({"search", "nasbench201", "--model", "m.ubj", "--top", "3", "--json"});
  const std::vector<Line> expected = best(3, false, has_path);
  ASSERT_EQ(json.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(json[i].size(), 4u);
    EXPECT_EQ(json[i].at("index"), expected[i].index);
    EXPECT_EQ(json[i].at("key"), expected[i].key);
    EXPECT_EQ(json[i].at("net"), expected[i].key);
    EXPECT_EQ(json[i].at("score").get<float>(), expected[i].score);
  }
}

TEST_F(Search, WritesAFileAndTimings) {
  const std::string expected = output_of({"search", "nasbench201", "--model", "m.ubj"});
  EXPECT_EQ(output_of({"search", "nasbench201", "--model", "m.ubj", "-o", "best.csv", "--timings", "times.json"}), "");
  EXPECT_EQ(bytes("best.csv"), expected);
  const nlohmann::json times = nlohmann::json::parse(bytes("times.json"));
  EXPECT_EQ(times.at("architectures"), 15'625);
  EXPECT_EQ(times.at("scored"), 15'284);
  double parts = 0;
  for (const char* part : {"filter", "features", "prediction", "top_k"}) parts += times.at(part).get<double>();
  EXPECT_LE(parts, times.at("seconds").get<double>());
}

TEST_F(Search, KeepsExistingFiles) {
  write("best.csv", "precious");
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "-o", "best.csv"}, {"best.csv: exists already", "--overwrite"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--timings", "best.csv"}, {"best.csv: exists already"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "-o", "m.ubj", "--overwrite"}, {"m.ubj: is also what the command reads"});
  succeeds({"search", "nasbench201", "--model", "m.ubj", "-o", "best.csv", "--overwrite"});
  EXPECT_TRUE(bytes("best.csv").starts_with("index,net,score\n"));
}

TEST_F(Search, RefusesBadConditions) {
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--where", "params<<5"}, {"condition 'params<<5'", "position 8", "expected a whole number", "found '<5'"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--where", "parms<5"}, {"no cost 'parms'", "params"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--where", "params<5", "flops<5"}, {"flops<5"});
}

TEST_F(Search, RefusesOtherSpacesRangesAndModels) {
  fails(2, {"search", "darts_cell", "--model", "m.ubj", "--range", "0:9"}, {"trained on the space 'nasbench201', not on 'darts_cell'"});
  fails(2, {"search", "nasbench20", "--model", "m.ubj"}, {"unknown search space 'nasbench20'"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--range", "5:5"}, {"range 5:5"});
  fails(2, {"search", "nasbench201", "--model", "all.h5"}, {"all.h5: expected a model of cartograf"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--top", "0"}, {"--top"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--batch-rows", "0"}, {"--batch-rows"});
  fails(2, {"search", "nasbench201"}, {"--model"});
}

TEST_F(Search, OfAFullDiskIsAnError) {
  const Result result = cartograf({"search", "nasbench201", "--model", "m.ubj"}, "/dev/full");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(contains(result.err, "standard output")) << result.err;
}

TEST_F(Search, OnAGpuThatIsMissingIsAnError) {
  fails(3, {"search", "nasbench201", "--model", "m.ubj", "--device", "cuda:77"}, {"cuda:77"});
}

TEST_F(Search, TwoOutputsAreTwoFiles) {
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "-o", "same", "--timings", "./same"}, {"--timings", "another file"});
}

// What fails last must not leave what was written before.
TEST_F(Search, LeavesNothingWhenTheTimingsCannotBeWritten) {
  fails(1, {"search", "nasbench201", "--model", "m.ubj", "--top", "3", "-o", "best.csv", "--timings", "/dev/full"}, {"/dev/full"});
}

TEST_F(Search, BatchesAreNotLargerThanASignalCanWaitFor) {
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--batch-rows", "200000000"},
        {"--batch-rows", "expected a whole number from 1 to 16777216"});
}

class Acquire : public Cli {
 protected:
  void SetUp() override {
    write("t.csv", target_table(200));
    succeeds({"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "--model", "gp", "--train-size", "30", "-o", "m.h5"});
  }

  Arguments with(const Arguments& more) const {
    Arguments arguments = {"search", "nasbench201", "--model", "m.h5", "--range", "0:400", "--top", "5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(Acquire, WritesWhatToTrainNext) {
  for (const char* how : {"ei", "ucb", "thompson"}) {
    const std::string csv = output_of(with({"--acquire", how}));
    EXPECT_TRUE(csv.starts_with("index,net,acquisition,prediction,deviation\n")) << csv;
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 6) << csv;
    const nlohmann::json json = json_of(with({"--acquire", how, "--json"}));
    std::istringstream lines(csv);
    std::string line;
    std::getline(lines, line);
    ASSERT_EQ(json.size(), 5U);
    for (const auto& one : json) {
      ASSERT_TRUE(std::getline(lines, line));
      EXPECT_EQ(one.at("key"), key(one.at("index")));
      EXPECT_LT(one.at("index"), 400U);
      EXPECT_GE(one.at("deviation"), 0.0);
      EXPECT_TRUE(line.starts_with(std::to_string(one.at("index").get<unsigned>()) + ",\"" + one.at("key").get<std::string>() + "\",")) << line;
    }
    succeeds(with({"--acquire", how, "-o", "out.csv", "--overwrite", "--threads", "2", "--batch-rows", "33"}));
    EXPECT_EQ(bytes("out.csv"), csv) << how;
  }
}

TEST_F(Acquire, FollowsItsOptions) {
  EXPECT_NE(output_of(with({"--acquire", "thompson", "--seed", "1"})), output_of(with({"--acquire", "thompson"})));
  EXPECT_NE(output_of(with({"--acquire", "ucb", "--kappa", "0"})), output_of(with({"--acquire", "ucb"})));
  EXPECT_NE(output_of(with({"--acquire", "ucb", "--smallest"})), output_of(with({"--acquire", "ucb"})));
  const nlohmann::json first = json_of(with({"--acquire", "ei", "--json"}));
  write("busy.csv", "net\n\"" + first[0].at("key").get<std::string>() + "\"\n");
  for (const auto& one : json_of(with({"--acquire", "ei", "--json", "--exclude", "busy.csv"}))) EXPECT_NE(one.at("key"), first[0].at("key"));
}

TEST_F(Acquire, SaysWhenThereAreFewer) {
  const Result result = cartograf({"search", "nasbench201", "--model", "m.h5", "--range", "0:4", "--acquire", "ei"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, " of 100 were chosen: ")) << result.err;
}

TEST_F(Acquire, LeavesOutWhatCannotBeTrained) {
  write("two.csv", "net\n\"(1, 1, 1, 1, 1, 1)\"\n\"(2, 2, 2, 2, 2, 2)\"\n\"(0, 1, 1, 1, 1, 2)\"\n");
  for (const char* how : {"ei", "ucb", "thompson"}) {
    const Result result = cartograf({"search", "nasbench201", "--model", "m.h5", "--keys", "two.csv", "--acquire", how, "--top", "1", "--json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(nlohmann::json::parse(result.out)[0].at("key"), "(2, 2, 2, 2, 2, 2)");
    EXPECT_TRUE(contains(result.err, "3 architectures, 2 left out without a path from input to output, 1 scored")) << result.err;
    EXPECT_EQ(json_of({"search", "nasbench201", "--model", "m.h5", "--keys", "two.csv", "--acquire", how, "--top", "3", "--json", "--disconnected"}).size(), 3u) << how;
  }
  fails(2, with({"--acquire", "ei", "--unique"}), {"--unique and --acquire exclude each other"});
}

TEST_F(Acquire, RefusesWhatItCannotDo) {
  succeeds({"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--acquire", "ei"}, {"predictor xgb does not say how sure it is", "gp"});
  fails(2, with({"--acquire", "pi"}), {"--acquire: expected ei, ucb, thompson, found 'pi'; did you mean ei?\n"});
  fails(2, with({"--kappa", "3"}), {"--acquire"});
  fails(2, with({"--seed", "3"}), {"--acquire"});
  fails(2, with({"--acquire", "ucb", "--kappa", "-1"}), {"--kappa"});
  fails(2, with({"--acquire", "ei", "--exclude", "none.csv"}), {"none.csv"});
  fails(2, with({"--acquire", "ei", "--timings", "s.json"}), {"--timings"});
}

}  // namespace
}  // namespace testing_cli

#include <cmath>
#include <set>
#include <sstream>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Evaluate : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("t.csv", target_table(300));
  }
  Arguments command(const Arguments& more) const {
    Arguments arguments = {"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

const std::set<std::string> kMetrics = {"tau", "spearman", "r2", "mse", "mae"};

TEST_F(Evaluate, GivesJsonWithResultsAndSummary) {
  const nlohmann::json json =
      json_of(command({"--models", "rf,xgb", "--train-sizes", "30,60", "--seeds", "42:45", "--json"}));
  const nlohmann::json& results = json.at("results");
  ASSERT_EQ(results.size(), 12u);
  EXPECT_EQ(results[0].at("model"), "rf");
  EXPECT_EQ(results[0].at("train_size"), 30);
  EXPECT_EQ(results[0].at("seed"), 42);
  EXPECT_EQ(results[11].at("model"), "xgb");
  EXPECT_EQ(results[11].at("train_size"), 60);
  EXPECT_EQ(results[11].at("seed"), 44);
  const nlohmann::json& summary = json.at("summary");
  ASSERT_EQ(summary.size(), 4u);
  for (const std::string& metric : kMetrics) {
    double mean = 0;
    for (int i = 0; i < 3; ++i) mean += results[static_cast<std::size_t>(i)].at(metric).get<double>() / 3;
    EXPECT_NEAR(summary[0].at(metric + "_mean").get<double>(), mean, 1e-9 * std::abs(mean)) << metric;
    EXPECT_GE(summary[0].at(metric + "_std").get<double>(), 0);
  }
  EXPECT_GT(results[0].at("tau").get<double>(), 0.3);
  EXPECT_EQ(summary[0].at("model"), "rf");
  EXPECT_EQ(summary[0].at("train_size"), 30);
  EXPECT_FALSE(summary[0].contains("seed"));
}

TEST_F(Evaluate, GivesATable) {
  const std::string text = output_of(command({"--models", "xgb", "--train-sizes", "30", "--seeds", "1:3"}));
  for (const char* part : {"model", "train size", "Kendall tau", "Spearman", "xgb", " 30 ", "+-"}) EXPECT_TRUE(contains(text, part)) << text;
}

TEST_F(Evaluate, WritesAPageOfCharts) {
  const Arguments arguments = command({"--models", "rf,xgb", "--train-sizes", "30,60", "--seeds", "42:45", "--html", "e.html", "--overwrite"});
  succeeds(arguments);
  const std::string html = bytes("e.html");
  EXPECT_TRUE(contains(html, "<dt>command</dt><dd><code>cartograf evaluate s.h5 --targets t.csv --target acc --models rf,xgb --train-sizes 30,60 --seeds 42:45 --html e.html --overwrite</code></dd>"));
  const std::string digest = json_of({"inspect", "s.h5", "--json"}).at("digest");
  for (const char* part : {"<dt>cartograf</dt><dd>0.1.0</dd>", "<dt>written (UTC)</dt><dd>2023-11-14T22:13:20Z</dd>", "<dt>search space</dt><dd>nasbench201</dd>",
                           "<dt>convention</dt><dd>graf_nas</dd>", "<dt>feature families</dt><dd>op_count, min_path_len, max_op_on_path, node_degree</dd>", "<dt>target</dt><dd>acc, of t.csv</dd>",
                           "<dt>rows trained on</dt><dd>30, 60 of 300 architectures; of size k with seed s they are the last k of numpy.random.RandomState(s).permutation(300), counted in the order of the rows of the store</dd>",
                           "<dt>seeds of the splits</dt><dd>42, 43, 44</dd>", "<dt>seeds of the predictors</dt><dd>42</dd>"}) {
    EXPECT_TRUE(contains(html, part)) << part;
  }
  EXPECT_TRUE(contains(html, "<dt>feature store</dt><dd>s.h5 (" + digest + ")</dd>"));
  for (const char* part : {"<h1>How well predictors order architectures by acc</h1>", "<h2>Kendall tau by number of training architectures</h2>", "<h2>Predicted against true values</h2>",
                           "<h2>All metrics</h2>", "\"name\":\"rf, trained on 60: Kendall tau ", "\"name\":\"xgb, trained on 60: Kendall tau "}) {
    EXPECT_TRUE(contains(html, part)) << part;
  }
  succeeds(arguments);
  EXPECT_EQ(bytes("e.html"), html);
  fails(2, command({"--html", "e.html"}), {"e.html", "exists"});
  fails(2, command({"--html", "e.csv"}), {"e.csv: expected a name that ends in .html"});
}

TEST_F(Evaluate, QuotesItsCommandForAShell) {
  write("a split's.csv", "data_seed,train_size,train_row_indices\n7,3,0 1 2\n");
  succeeds(command({"--models", "ridge", "--splits", "a split's.csv", "--feature-set", "counts=op_count_*", "--html", "q.html"}));
  const std::string html = bytes("q.html");
  EXPECT_TRUE(contains(html, "--splits 'a split'\\''s.csv' --feature-set 'counts=op_count_*' --html q.html</code>"));
  EXPECT_TRUE(contains(html, "<dd>3 of 300 architectures; the lists are the train_row_indices of a split's.csv</dd>"));
  for (const std::string time : {"today", "-1", "253402300800"}) {
    setenv("SOURCE_DATE_EPOCH", time.c_str(), 1);
    fails(2, command({"--models", "ridge", "--train-sizes", "20", "--html", "d.html"}), {"SOURCE_DATE_EPOCH: expected a number of seconds since 1970, found '" + time + "'"});
  }
}

TEST_F(Evaluate, OfOneSeedHasNoDeviation) {
  const nlohmann::json json = json_of(command({"--models", "xgb", "--train-sizes", "30", "--seeds", "1:2", "--json"}));
  EXPECT_TRUE(json.at("summary")[0].at("tau_std").is_null());
}

TEST_F(Evaluate, OfDrawnSplitsEqualsThatOfTheSameSplitsInAFile) {
  // numpy.random.RandomState(42).permutation(10)[-4:]
  write("splits.csv", "data_seed,train_size,train_row_indices\n42,4,2 9 4 3 6\n");
  fails(2, command({"--splits", "splits.csv"}), {"splits.csv:2:6", "expected 4 rows", "found 5"});
  write("splits.csv", "data_seed,train_size,train_row_indices\n42,4,9 4 3 6\n");
  std::string only;
  for (unsigned i = 100; i < 110; ++i) only += key(i) + "\n";
  write("only.txt", only);
  const Arguments common = {"--only", "only.txt", "--models", "xgb", "--json"};
  Arguments drawn = command(common), read = command(common);
  drawn.insert(drawn.end(), {"--train-sizes", "4", "--seeds", "42:43"});
  read.insert(read.end(), {"--splits", "splits.csv"});
  EXPECT_EQ(output_of(drawn), output_of(read));
}

TEST_F(Evaluate, ChoosesSplitsOfAFileBySizeAndSeed) {
  write("splits.csv", "data_seed,train_size,train_row_indices\n1,2,5 6\n2,2,7 8\n1,3,5 6 7\n2,3,10 11 12\n");
  const nlohmann::json json = json_of(command({"--splits", "splits.csv", "--models", "xgb", "--train-sizes", "3", "--seeds", "2:9", "--json"}));
  ASSERT_EQ(json.at("results").size(), 1u);
  EXPECT_EQ(json.at("results")[0].at("seed"), 2);
  EXPECT_EQ(json.at("results")[0].at("train_size"), 3);
  fails(2, command({"--splits", "splits.csv", "--train-sizes", "4"}), {"splits.csv", "train size 4"});
  fails(2, command({"--splits", "splits.csv", "--seeds", "7:9"}), {"splits.csv", "7:9"});
}

TEST_F(Evaluate, CountsEachSeedOnce) {
  const nlohmann::json json =
      json_of(command({"--models", "xgb,xgb", "--train-sizes", "30,30", "--seeds", "1:3", "--json"}));
  EXPECT_EQ(json.at("results").size(), 2u);
  EXPECT_EQ(json.at("summary")[0].at("seeds"), 2);
}

TEST_F(Evaluate, IsRefusedForMoreThanThereIs) {
  fails(2, command({"--train-sizes", "301"}), {"train size 301", "300"});
  fails(2, command({"--train-sizes", "299"}), {"train size 299", "at least two", "give at most 298"});
}

TEST_F(Evaluate, TakesTheDefaultSizesThatLeaveSomethingToTestOn) {
  const Result result = cartograf(command({"--models", "ridge", "--seeds", "1:2", "--json"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const nlohmann::json summary = nlohmann::json::parse(result.out).at("summary");
  ASSERT_EQ(summary.size(), 2u);
  EXPECT_EQ(summary[0].at("train_size"), 32);
  EXPECT_EQ(summary[1].at("train_size"), 128);
  EXPECT_TRUE(contains(result.err, "note: there are 300 architectures, too few to train on 1024\n")) << result.err;

  std::string keys;
  for (int i = 0; i < 20; ++i) keys += key(i) + "\n";
  write("only.txt", keys);
  fails(2, command({"--only", "only.txt"}), {"20 architectures are too few to train on 32", "give --train-sizes, at most 18"});
}

TEST_F(Evaluate, IsRefusedForUnknownModels) { fails(2, command({"--models", "rf,svm", "--train-sizes", "30"}), {"'svm'", "svr"}); }

TEST_F(Evaluate, WritesNothingButItsOutput) {
  const Snapshot before = snapshot(folder_.path());
  succeeds(command({"--models", "xgb", "--train-sizes", "30", "--seeds", "1:2"}));
  EXPECT_EQ(snapshot(folder_.path()), before);
}

TEST_F(Evaluate, TakesAClosedFormCostWithoutATable) {
  const nlohmann::json json = json_of({"evaluate", "s.h5", "--target", "params", "--models", "xgb", "--train-sizes", "100", "--seeds", "1:2", "--json"});
  EXPECT_GT(json.at("results")[0].at("tau").get<double>(), 0.8);
}

/// A table of joined columns of the architectures [first, last): place and a constant that is missing at times.
std::string proxy_table(unsigned first, unsigned last) {
  std::string text = "net,place,sometimes\n";
  for (unsigned i = first; i < last; ++i) text += "\"" + key(i) + "\"," + std::to_string(i + 1) + "," + (i % 10 == 0 ? "" : "1") + "\n";
  return text;
}

TEST_F(Evaluate, ComparesChoicesOfColumns) {
  write("z.csv", proxy_table(0, 300));
  const Arguments more = {"--join", "z=z.csv", "--feature-set", "graf=!family:z", "--feature-set", "place=z.place", "--feature-set", "both=*",
                          "--models", "xgb", "--train-sizes", "30", "--seeds", "1:3"};
  Arguments as_json = command(more);
  as_json.push_back("--json");
  const Result result = cartograf(as_json);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "note: z.csv: missing values: 30, in z.sometimes 30")) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out);
  ASSERT_EQ(json.at("results").size(), 6u);
  const char* names[] = {"graf", "graf", "place", "place", "both", "both"};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(json.at("results")[i].at("features"), names[i]);
  EXPECT_EQ(json.at("summary")[1].at("features"), "place");
  // The target is the square of the place.
  EXPECT_GT(json.at("summary")[1].at("tau_mean").get<double>(), 0.9);
  EXPECT_LT(json.at("summary")[0].at("tau_mean").get<double>(), 0.9);
  const std::string table = output_of(command(more));
  for (const char* part : {"features", "graf ", "place ", "both "}) EXPECT_TRUE(contains(table, part)) << table;
}

TEST_F(Evaluate, OfOneChoiceOfColumnsEqualsThatOfTheSameColumns) {
  const Arguments common = {"--models", "rf", "--train-sizes", "30", "--seeds", "1:3"};
  Arguments columns = command(common), set = command(common);
  columns.insert(columns.end(), {"--columns", "op_count_*,family:node_degree"});
  set.insert(set.end(), {"--feature-set", "x=op_count_*,family:node_degree"});
  EXPECT_EQ(output_of(columns), output_of(set));
  Arguments all = command(common);
  EXPECT_NE(output_of(columns), output_of(all));
}

TEST_F(Evaluate, TrainsOnEachSplitWithEachModelSeed) {
  const nlohmann::json json = json_of(command({"--models", "rf", "--train-sizes", "30", "--seeds", "1:3", "--model-seeds", "5:8", "--json"}));
  const nlohmann::json& results = json.at("results");
  ASSERT_EQ(results.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(results[i].at("seed"), 1 + i / 3);
    EXPECT_EQ(results[i].at("model_seed"), 5 + i % 3);
    EXPECT_EQ(results[i].at("features"), "all");
  }
  EXPECT_NE(results[0].at("tau"), results[1].at("tau"));
  EXPECT_EQ(json.at("summary")[0].at("seeds"), 6);
  const nlohmann::json alone = json_of(command({"--models", "rf", "--train-sizes", "30", "--seeds", "2:3", "--model-seed", "7", "--json"}));
  EXPECT_EQ(alone.at("results")[0], results[5]);
  fails(2, command({"--model-seeds", "5:8", "--model-seed", "3"}), {"--model-seed"});
  fails(2, command({"--model-seeds", "8:8"}), {"--model-seeds", "A < B", "8:8"});
}

TEST_F(Evaluate, WritesARowForEachTraining) {
  const nlohmann::json json =
      json_of(command({"--models", "xgb,rf", "--train-sizes", "30", "--seeds", "1:3", "--csv", "e.csv", "--json"}));
  std::string expected = "features,model,train_size,seed,model_seed,tau,spearman,r2,mse,mae\n";
  std::istringstream lines(bytes("e.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line + "\n", expected);
  for (const nlohmann::json& result : json.at("results")) {
    ASSERT_TRUE(std::getline(lines, line));
    std::istringstream fields(line);
    std::string field;
    for (const char* name : {"features", "model"}) {
      std::getline(fields, field, ',');
      EXPECT_EQ(field, result.at(name).get<std::string>());
    }
    for (const char* name : {"train_size", "seed", "model_seed", "tau", "spearman", "r2", "mse", "mae"}) {
      std::getline(fields, field, ',');
      EXPECT_EQ(std::stod(field), result.at(name).get<double>()) << name;
    }
  }
  EXPECT_FALSE(std::getline(lines, line));
  fails(2, command({"--csv", "e.csv"}), {"e.csv: exists already", "--overwrite"});
  fails(2, command({"--csv", "t.csv", "--overwrite"}), {"t.csv", "what the command reads"});
}

TEST_F(Evaluate, TakesParametersOfPredictors) {
  const auto results = [&](const Arguments& more) {
    Arguments arguments = command({"--train-sizes", "30", "--seeds", "1:2", "--json"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json_of(arguments).at("results");
  };
  const nlohmann::json plain = results({"--models", "xgb,xgb+"});
  // xgb+ with the rounds, steps and rows of xgb is xgb.
  const nlohmann::json same = results({"--models", "xgb,xgb+", "--param", "rounds=100", "--param", "xgb+.learning_rate=0.3", "--param", "xgb+.subsample=1"});
  EXPECT_EQ(same[0].at("tau"), plain[0].at("tau"));
  EXPECT_EQ(same[1].at("tau"), plain[0].at("tau"));
  EXPECT_NE(same[1].at("tau"), plain[1].at("tau"));
  // What is given for one predictor goes before what is given for all.
  EXPECT_EQ(results({"--models", "xgb,rf", "--param", "max_depth=2", "--param", "xgb.max_depth=6"})[0].at("tau"), plain[0].at("tau"));
}

TEST_F(Evaluate, RefusesMalformedParameters) {
  const Arguments small = {"--models", "xgb", "--train-sizes", "30", "--seeds", "1:2"};
  const auto refused = [&](const Arguments& more, const std::vector<std::string>& parts) {
    Arguments arguments = command(small);
    arguments.insert(arguments.end(), more.begin(), more.end());
    fails(2, arguments, parts);
  };
  for (const char* text : {"max_depth", "=3", "max_depth=", ".max_depth=3", "xgb.=3"}) refused({"--param", text}, {"--param", "KEY=VALUE", text});
  refused({"--param", "depth=3"}, {"xgb", "unknown parameter 'depth'", "max_depth"});
  refused({"--param", "rf.max_depth=3"}, {"'rf'", "none of the predictors", "xgb"});
  refused({"--param", "max_depth=3", "--param", "max_depth=4"}, {"max_depth is given twice"});
  refused({"--param", "rounds=-1"}, {"xgb", "rounds", "whole number", "'-1'"});
}

TEST_F(Evaluate, RefusesBadChoicesOfColumns) {
  write("z.csv", proxy_table(0, 300));
  fails(2, command({"--feature-set", "graf"}), {"--feature-set", "NAME=COLUMNS", "'graf'"});
  fails(2, command({"--feature-set", "a=op_count_0", "--feature-set", "a=op_count_1"}), {"'a' is given twice"});
  fails(2, command({"--feature-set", "a=op_count_0,"}), {"--feature-set", "'op_count_0,'"});
  fails(2, command({"--feature-set", "a=op_cuont_0"}), {"'op_cuont_0'", "op_count_0"});
  fails(2, command({"--columns", "family:op_counts"}), {"'op_counts'", "op_count"});
  fails(2, command({"--columns", "@nowhere.txt"}), {"nowhere.txt"});
  fails(2, command({"--columns", "op_count_0", "--exclude", "op_count_*"}), {"no column is left"});
  fails(2, command({"--join", "z.csv", "--join", "y=z.csv", "--log", "place,y.sometimes", "--join", "z.csv"}), {"'place'", "z.csv", "NAME=FILE"});
}

TEST_F(Evaluate, RefusesBadJoins) {
  write("z.csv", proxy_table(300, 400));
  fails(2, command({"--join", "z.csv"}), {"z.csv", "shares no architecture", "s.h5"});
  fails(2, command({"--join", "=z.csv"}), {"--join", "'=z.csv'"});
  fails(2, command({"--join", "nowhere.csv"}), {"nowhere.csv"});
  write("z.csv", "net,a\n\"" + key(0) + "\",1\n\"" + key(1) + "\",-3\n\"" + key(2) + "\",4\n");
  fails(2, command({"--join", "z.csv", "--log", "a", "--train-sizes", "1"}), {"--log", "'a'", key(1), "-3"});
  fails(2, command({"--join", "z.csv", "--missing", "x"}), {"--missing", "'x'"});
  fails(2, command({"--missing", "-1"}), {"--missing", "joined table"});
  fails(2, command({"--join", "t.csv"}), {"target 'acc' is among the columns"});
  succeeds({"features", "transnasbench101_micro", "-o", "micro.h5", "--range", "0:20"});
  fails(2, command({"--join", "micro.h5"}), {"micro.h5", "nasbench201", "transnasbench101_micro"});
}

TEST_F(Evaluate, TakesNegativeAndInfiniteMissingValues) {
  std::string text = "net,a\n";
  for (unsigned i = 0; i < 300; ++i) text += "\"" + key(i) + "\"," + (i == 4 ? "-100000000.0" : i == 5 ? "-inf"
                                                                                                       : std::to_string(i)) +
                                             "\n";
  write("z.csv", text);
  const Result result = cartograf(command({"--join", "z.csv", "--missing", "-100000000,-inf", "--models", "xgb", "--train-sizes", "30", "--seeds", "1:2"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "missing values: 2, in a 2")) << result.err;
  EXPECT_FALSE(contains(result.err, "NAS-Bench-Suite-Zero")) << result.err;
}

// docs/evaluate.md says so: which architectures a seed draws depends on the order of the population.
TEST_F(Evaluate, DrawsTheSameSplitsOfAListFromAStoreAndFromItsSpace) {
  std::string text = "net,acc\n";
  for (unsigned i = 0; i < 60; ++i) text += "\"" + key(i * 37 % 300) + "\"," + std::to_string(i * i) + "\n";
  write("t.csv", text);
  make_store("s.h5", {"--range", "0:300", "--overwrite"});
  const auto results = [&](const char* rows, const Arguments& more) {
    Arguments arguments = {"evaluate", rows, "--targets", "t.csv", "--target", "acc", "--models", "ridge", "--train-sizes", "20", "--seeds", "1:4", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json_of(arguments).at("results");
  };
  EXPECT_EQ(results("s.h5", {"--only", "t.csv"}), results("nasbench201", {"--only", "t.csv"}));
  EXPECT_NE(results("nasbench201", {"--only", "t.csv"}), results("nasbench201", {}));
  fails(2, {"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc"}, {"no 'acc' for 240 of 300 architectures", "; give --only with a list of the architectures to use: --only t.csv takes those of the table alone\n"});
}

TEST_F(Evaluate, LeavesOutWhatHasNoTarget) {
  std::string text = "net,acc\n";
  for (unsigned i = 0; i < 300; ++i) text += "\"" + key(i) + "\"," + (i % 3 == 0 ? "-1" : std::to_string(i)) + "\n";
  write("t.csv", text);
  const Result result = cartograf(command({"--missing-target", "-1", "--models", "xgb", "--train-sizes", "30", "--seeds", "1:2"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "100 architectures with the target -1 are left out, 200 remain")) << result.err;
  fails(2, command({"--missing-target", "-1", "--train-sizes", "199"}), {"train size 199", "200"});
  fails(2, command({"--missing-target", "none"}), {"--missing-target", "'none'"});
}

TEST_F(Evaluate, RefusesTargetsThatTeachNothing) {
  fails(2, command({"--train-sizes", "1"}), {"train size 1", "seed 42", "at least 2 training rows, found 1"});
  write("t.csv", "net,acc\n\"" + key(0) + "\",1\n\"" + key(1) + "\",1\n");
  fails(2, command({"--only", "t.csv", "--train-sizes", "2"}), {"'acc'", "the same for all"});
  write("t.csv", "net,acc\n\"" + key(0) + "\",1\n\"" + key(1) + "\",\n");
  fails(2, command({"--only", "t.csv", "--train-sizes", "2"}), {"t.csv", "no 'acc' for 1 of 2", key(1)});
  write("t.csv", "net,acc\n\"" + key(0) + "\",1\n\"" + key(1) + "\",nan\n");
  fails(2, command({"--only", "t.csv", "--train-sizes", "2"}), {"t.csv:3:", "'nan'"});
}

TEST_F(Evaluate, RefusesATrainingThatDiverges) {
  fails(2, command({"--models", "gbm", "--param", "learning_rate=100", "--train-sizes", "20", "--seeds", "42:43"}),
        {"model gbm, train size 20, seed 42", "predictor gbm", "learning_rate"});
  fails(2, command({"--models", "xgb", "--param", "learning_rate=1000", "--train-sizes", "20", "--seeds", "42:43"}),
        {"predictor xgb", "is not a finite number"});
  fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "gbm", "--param", "learning_rate=100", "-o", "m.ubj", "--device", "cpu"},
        {"predictor gbm", "learning_rate"});
}

TEST_F(Evaluate, RefusesMoreNeighboursThanTrainingRows) {
  fails(2, command({"--models", "knn", "--param", "k=31", "--train-sizes", "30", "--seeds", "1:2"}), {"model knn, train size 30", "31", "30"});
}

TEST_F(Evaluate, NeverReplacesAListOfColumnsOrAnotherOutput) {
  write("columns.txt", "op_count_2\nop_count_3\n");
  const Arguments small = {"--models", "tree", "--train-sizes", "20", "--seeds", "1:2", "--overwrite"};
  const auto refused = [&](const Arguments& more, const std::vector<std::string>& parts) {
    Arguments arguments = command(small);
    arguments.insert(arguments.end(), more.begin(), more.end());
    fails(2, arguments, parts);
  };
  refused({"--columns", "@columns.txt", "--csv", "columns.txt"}, {"columns.txt", "what the command reads"});
  refused({"--feature-set", "few=@columns.txt", "--csv", "columns.txt"}, {"columns.txt", "what the command reads"});
  refused({"--csv", "e.html", "--html", "./e.html"}, {"--csv and --html", "expected two files"});
  fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--columns", "@columns.txt", "-o", "columns.txt", "--overwrite", "--device", "cpu"},
        {"columns.txt", "what the command reads"});
}

TEST_F(Evaluate, RefusesNamesThatAreNoUtf8) {
  write("latin.csv", "net,caf\xe9\n\"" + key(1) + "\",1\n");
  fails(2, command({"--join", "latin.csv", "--models", "xgb", "--train-sizes", "30"}), {"latin.csv:1:5", "expected UTF-8"});
}

TEST_F(Evaluate, SaysThatTheTargetIsAmongTheColumns) {
  make_store("cost.h5", {"--range", "0:300", "--families", "op_count,cost"});
  const Result result = cartograf({"evaluate", "cost.h5", "--target", "params", "--models", "xgb", "--train-sizes", "30", "--seeds", "1:2", "--device", "cpu"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "the target 'params' is among the columns; --exclude params")) << result.err;
}

TEST_F(Evaluate, SaysWhenAProcessHadToAddToItsNoise) {
  const Arguments noiseless = {"--models", "gp", "--param", "noise=0", "--train-sizes", "150", "--seeds", "1:4"};
  const Result result = cartograf(command(noiseless));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "note: gp: the kernel matrix of the Gaussian process was not positive definite; ")) << result.err;
  EXPECT_TRUE(contains(result.err, " of 3 runs)")) << result.err;
  const Result train = cartograf({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "gp", "--param", "noise=0", "-o", "m.h5"});
  EXPECT_EQ(train.exit_code, 0) << train.err;
  EXPECT_TRUE(contains(train.err, "note: the kernel matrix of the Gaussian process was not positive definite; ")) << train.err;
}

TEST_F(Evaluate, SaysWhatAutoChose) {
  make_store("s.h5", {"--range", "0:300", "--families", "op_count,op_on_position,signal", "--overwrite"});
  const Arguments arguments = command({"--models", "auto,ridge", "--train-sizes", "20,40", "--seeds", "1:4"});
  const auto with = [&](const Arguments& more) {
    Arguments all = arguments;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const nlohmann::json json = json_of(with({"--json", "--csv", "e.csv"}));
  ASSERT_EQ(json.at("results").size(), 12u);
  for (const nlohmann::json& result : json.at("results")) EXPECT_EQ(result.contains("chosen"), result.at("model") == "auto") << result;
  for (const nlohmann::json& summary : json.at("summary")) {
    if (summary.at("model") != "auto") {
      EXPECT_FALSE(summary.contains("chosen"));
      continue;
    }
    int runs = 0;
    for (const auto& [recipe, n] : summary.at("chosen").items()) runs += n.get<int>();
    EXPECT_EQ(runs, 3);
  }
  std::istringstream csv(bytes("e.csv"));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "features,model,train_size,seed,model_seed,tau,spearman,r2,mse,mae,chosen");
  std::getline(csv, line);
  EXPECT_TRUE(line.ends_with("," + json.at("results")[0].at("chosen").get<std::string>())) << line;
  const std::string text = output_of(arguments);
  EXPECT_TRUE(contains(text, "what auto chose, and in how many runs\ntrain size 20: ")) << text;
  for (const auto& [recipe, n] : json.at("summary")[0].at("chosen").items()) {
    const std::string part = recipe + " (" + std::to_string(n.get<int>()) + " of 3 runs)";
    EXPECT_TRUE(contains(text, part)) << part << " is not in\n"
                                      << text;
  }
  make_store("s.h5", {"--range", "0:300", "--families", "op_count,signal", "--overwrite"});
  const Result result = cartograf(arguments);
  EXPECT_TRUE(contains(result.err, "gp transform=none on op_count + op_on_position is left out")) << result.err;
}

}  // namespace
}  // namespace testing_cli

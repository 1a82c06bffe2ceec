#include <cmath>
#include <set>

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
  fails(2, command({"--train-sizes", "299"}), {"train size 299", "at least two"});
}

TEST_F(Evaluate, IsRefusedForUnknownModels) { fails(2, command({"--models", "rf,svm", "--train-sizes", "30"}), {"'svm'", "rf"}); }

TEST_F(Evaluate, WritesNothingButItsOutput) {
  const Snapshot before = snapshot(folder_.path());
  succeeds(command({"--models", "xgb", "--train-sizes", "30", "--seeds", "1:2"}));
  EXPECT_EQ(snapshot(folder_.path()), before);
}

TEST_F(Evaluate, TakesAClosedFormCostWithoutATable) {
  const nlohmann::json json = json_of({"evaluate", "s.h5", "--target", "params", "--models", "xgb", "--train-sizes", "100", "--seeds", "1:2", "--json"});
  EXPECT_GT(json.at("results")[0].at("tau").get<double>(), 0.8);
}

}  // namespace
}  // namespace testing_cli

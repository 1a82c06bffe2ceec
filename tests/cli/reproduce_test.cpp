#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using Reproduce = Cli;

TEST_F(Reproduce, PrintsOursBesideTheReference) {
  const std::filesystem::path data = testing_support::shared_file("data");
  if (!std::filesystem::exists(data / "naap440/naap440.csv")) GTEST_SKIP() << data << " has no naap440/naap440.csv";
  const nlohmann::json rows = json_of({"reproduce", "naap440", "--models", "linear", "--data", data.string(), "--device", "cpu", "--json", "--html", "n.html"});
  ASSERT_EQ(rows.size(), 3u * 4 * 3);  // D = 1, 0.5, 0.25; four numbers of epochs; MAE, score, violations
  EXPECT_EQ(rows[2].at("row"), "linear regression, 0 epochs, violations");
  EXPECT_EQ(rows[2].at("ours"), 64);
  EXPECT_EQ(rows[2].at("reference"), 64);
  for (const nlohmann::json& row : rows) {
    EXPECT_EQ(row.at("reached"), true) << row;
    EXPECT_EQ(row.at("difference").get<double>(), row.at("ours").get<double>() - row.at("reference").get<double>());
  }
  for (const char* part : {"<h2>Published figures against ours: MAE</h2>", "<h2>Published figures against ours: violations</h2>", "<dt>table</dt><dd>naap440</dd>", "<dt>written (UTC)</dt>"}) {
    EXPECT_TRUE(contains(bytes("n.html"), part)) << part;
  }
  fails(2, {"reproduce", "naap440", "--data", data.string(), "--html", "n.html"}, {"n.html", "exists"});
}

TEST_F(Reproduce, OfSignalPrintsTheLinesOfAPredictor) {
  const std::filesystem::path data = testing_support::shared_file("data");
  for (const char* file : {"nasbench201/hardware_cifar10.csv", "nasbench301/accuracy_and_proxies.csv"}) {
    if (!std::filesystem::exists(data / file)) GTEST_SKIP() << data << " has no " << file;
  }
  const nlohmann::json rows = json_of({"reproduce", "signal", "--models", "ridge", "--data", data.string(), "--device", "cpu", "--json"});
  ASSERT_EQ(rows.size(), 3u * 2 + 2 + 3);  // three latencies and their mean at two sizes, NAS-Bench-301 at three
  EXPECT_EQ(rows[0].at("row"), "nasbench201, latency, edgegpu_latency, op counts, ridge, 128");
  EXPECT_EQ(rows[0].at("reference"), 0.665);
  EXPECT_EQ(rows[0].at("runs"), 5);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(rows[i].at("difference").get<double>(), 0, 0.0006) << rows[i];
  double sum = 0;
  for (const std::size_t of_128 : {0u, 2u, 4u}) sum += rows[of_128].at("ours").get<double>();
  EXPECT_EQ(rows[6].at("row"), "nasbench201, latency, mean, op counts, ridge, 128");
  EXPECT_NEAR(rows[6].at("ours").get<double>(), sum / 3, 1e-12);
  fails(2, {"reproduce", "signal", "--models", "svr", "--data", data.string()}, {"predictor 'svr' is not in the table signal"});
}

TEST_F(Reproduce, RefusesBadInput) {
  fails(2, {"reproduce", "graf-nb102"}, {"unknown table 'graf-nb102'", "graf-nb101"});
  unsetenv("CARTOGRAF_DATA");
  fails(2, {"reproduce", "naap440"}, {"neither --data nor CARTOGRAF_DATA"});
  fails(2, {"reproduce", "naap440", "--data", "none"}, {"none: expected the folder with the benchmark data"});
  std::filesystem::create_directory(folder_ / "empty");
  fails(2, {"reproduce", "naap440", "--data", "empty"}, {"empty/naap440/naap440.csv"});
  fails(2, {"reproduce", "graf-nb101", "--data", "empty"}, {"empty/nasbench101/accuracy.csv"});
  fails(2, {"reproduce", "graf-hw", "--data", "empty", "--models", "xgb"}, {"predictor 'xgb' is not in the table graf-hw"});
}

}  // namespace
}  // namespace testing_cli

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Inspect : public Cli {};

TEST_F(Inspect, HasTheKeysThatOthersRelyOn) {
  make_store("s.h5", {"--dtype", "int8", "--convention", "zc_combine", "--sample", "50", "--seed", "9", "--adjacency"});
  const nlohmann::json json = json_of({"inspect", "s.h5", "--json"});
  EXPECT_EQ(json.at("space"), "nasbench201");
  EXPECT_EQ(json.at("convention"), "zc_combine");
  EXPECT_EQ(json.at("rows"), 50);
  EXPECT_EQ(json.at("columns"), 191);
  EXPECT_EQ(json.at("feature_names").size(), 191u);
  EXPECT_EQ(json.at("feature_names")[2], "op_count_2");
  EXPECT_EQ(json.at("dtype"), "int8");
  EXPECT_EQ(json.at("complete"), true);
  EXPECT_FALSE(json.at("digest").get<std::string>().empty());
  EXPECT_EQ(json.at("seed"), 9);
}

TEST_F(Inspect, HasTheSameDigestForTheSameFeatures) {
  make_store("a.h5");
  make_store("b.h5", {"--range", "0:300", "--compression", "gzip", "--no-keys"});
  make_store("c.h5", {"--range", "0:301"});
  const auto digest = [&](const char* name) { return json_of({"inspect", name, "--json"}).at("digest"); };
  EXPECT_EQ(digest("a.h5"), digest("b.h5"));
  EXPECT_NE(digest("a.h5"), digest("c.h5"));
}

TEST_F(Inspect, IsWrittenForPeople) {
  make_store("s.h5", {"--families", "op_count,cost"});
  const std::string text = output_of({"inspect", "s.h5"});
  for (const char* part : {"nasbench201", "graf_nas", "op_count, cost", "15,625", "5 (float32)", "wide/params"}) {
    EXPECT_TRUE(contains(text, part)) << part << " is not in\n"
                                      << text;
  }
}

TEST_F(Inspect, ReadsFilesOfPredictionsToo) {
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "-o", "m.ubj"});
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.h5"});
  const nlohmann::json json = json_of({"inspect", "p.h5", "--json"});
  EXPECT_EQ(json.at("rows"), 300);
  EXPECT_EQ(json.at("columns"), 0);
  EXPECT_EQ(json.at("side_columns"), nlohmann::json::array({"predictions/params"}));
}

}  // namespace
}  // namespace testing_cli

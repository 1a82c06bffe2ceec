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

TEST_F(Inspect, DescribesModels) {
  make_store("s.h5", {"--range", "0:300", "--dtype", "int8"});
  write("t.csv", target_table(300));
  succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "xgb", "--param", "rounds=7", "--train-size", "50", "--seed", "3", "--model-seed", "5", "-o", "m.ubj"});
  const std::string trees = output_of({"inspect", "m.ubj"});
  for (const char* part : {"m.ubj\n", "predictor   xgb with rounds=7\n", "target      acc\n", "trained on  50 rows; seeds: 3 of the draw, 5 of the predictor\n", "how sure    it does not say\n",
                           "space       nasbench201\n", "convention  graf_nas\n", "families    op_count, min_path_len, max_op_on_path, node_degree\n", "columns     191 (int8)\n", "digest      xxh3-128:"}) {
    EXPECT_TRUE(contains(trees, part)) << part << " is not in\n"
                                       << trees;
  }
  succeeds({"train", "nasbench201", "--families", "op_count", "--targets", "t.csv", "--target", "acc", "--model", "gp", "-o", "m.h5"});
  EXPECT_TRUE(contains(output_of({"inspect", "m.h5"}), "how sure    it says so (search --acquire, predict --variance)\n"));
  const nlohmann::json json = json_of({"inspect", "m.h5", "--json"});
  EXPECT_EQ(json.at("predictor"), "gp");
  EXPECT_EQ(json.at("target"), "acc");
  EXPECT_EQ(json.at("train_size"), 300);
  EXPECT_EQ(json.at("says_how_sure"), true);
  EXPECT_EQ(json.at("space"), "nasbench201");
  EXPECT_EQ(json.at("families"), nlohmann::json::array({"op_count"}));
  EXPECT_EQ(json.at("columns"), json.at("feature_names").size());
  EXPECT_EQ(json.at("feature_names")[0], "op_count_0");
  // Those that are damaged are said to be so.
  std::string bytes_of_model = bytes("m.ubj");
  bytes_of_model[bytes_of_model.size() / 2] ^= 1;
  write("bad.ubj", bytes_of_model);
  fails(2, {"inspect", "bad.ubj"}, {"bad.ubj: expected a model of cartograf, found a damaged one"});
}

#if defined(__x86_64__)
TEST_F(Inspect, NamesTheRoutinesThatTheLastBitsOfAModelHangOn) {
  const auto train = [this](const char* predictor, const char* file) {
    succeeds({"train", "nasbench201", "--families", "op_count", "--target", "params", "--model", predictor, "--train-size", "10", "-o", file});
  };
  setenv("OPENBLAS_CORETYPE", "Prescott", 1);
  train("ridge", "sse.h5");
  unsetenv("OPENBLAS_CORETYPE");
  const std::string blas = json_of({"inspect", "sse.h5", "--json"}).at("blas");
  EXPECT_TRUE(blas.starts_with("OpenBLAS ") && blas.ends_with(" Prescott")) << blas;
  EXPECT_TRUE(contains(output_of({"inspect", "sse.h5"}), "  computed by " + blas + "\n"));
  train("tree", "tree.ubj");
  EXPECT_TRUE(json_of({"inspect", "tree.ubj", "--json"}).at("blas").is_null());
}
#endif

TEST_F(Inspect, SaysWhatItTakes) {
  write("t.csv", target_table(3));
  const char* const kinds = "t.csv: expected a feature store (HDF5), found another kind of file; inspect takes a feature store, a model that 'cartograf train' wrote, and a search space, built in or FILE.json\n";
  fails(2, {"inspect", "t.csv"}, {kinds});
  fails(2, {"inspect", "t.csv", "--json"}, {kinds});
  for (const char* name : {"missing.h5", "missing.csv", "a/missing", "./missing"}) fails(2, {"inspect", name}, {std::string("cartograf: ") + name + ": no such file\n"});
  fails(2, {"inspect", "missing"}, {"unknown search space 'missing'; there are "});
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

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Train : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("t.csv", target_table(300));
  }
};

TEST_F(Train, WritesAModelAndSaysSo) {
  const Result result = cartograf({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "rf", "--train-size", "50", "-o", "m.ubj"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.err, "m.ubj: rf of acc, trained on 50 architectures of nasbench201")) << result.err;
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"m.ubj", "s.h5", "t.csv"}));
}

TEST_F(Train, TakesAllArchitecturesByDefault) {
  const Result result = cartograf({"train", "s.h5", "--target", "params", "-o", "m.ubj"});
  EXPECT_TRUE(contains(result.err, "xgb of params, trained on 300 architectures")) << result.err;
}

TEST_F(Train, DependsOnTheSeedOfTheDraw) {
  const auto train = [&](const char* name, const char* seed) {
    succeeds({"train", "s.h5", "--target", "params", "--train-size", "50", "--seed", seed, "-o", name});
  };
  train("a.ubj", "42");
  train("b.ubj", "42");
  train("c.ubj", "43");
  EXPECT_TRUE(bytes("a.ubj") == bytes("b.ubj"));
  EXPECT_FALSE(bytes("a.ubj") == bytes("c.ubj"));
}

TEST_F(Train, HoldsTheNamesOfItsColumns) {
  succeeds({"train", "s.h5", "--target", "params", "--train-size", "5", "-o", "m.ubj"});
  EXPECT_TRUE(contains(bytes("m.ubj"), "node_degree_(skip_connect)_avg_in"));
}

TEST_F(Train, KeepsAnExistingModel) {
  write("m.ubj", "precious");
  fails(2, {"train", "s.h5", "--target", "params", "-o", "m.ubj"}, {"m.ubj: exists already", "--overwrite"});
  succeeds({"train", "s.h5", "--target", "params", "-o", "m.ubj", "--overwrite"});
  EXPECT_NE(bytes("m.ubj"), "precious");
}

TEST_F(Train, IsRefusedOnMoreThanThereIs) {
  fails(2, {"train", "s.h5", "--target", "params", "--train-size", "301", "-o", "m.ubj"}, {"train size 301", "300"});
  write("only.txt", key(1) + "\n" + key(2) + "\n" + key(200) + "\n");
  fails(2, {"train", "s.h5", "--target", "params", "--only", "only.txt", "--train-size", "4", "-o", "m.ubj"}, {"train size 4", "from 1 to 3"});
}

TEST_F(Train, WithAnUnknownPredictorIsRefused) {
  fails(2, {"train", "s.h5", "--target", "params", "--model", "xgboost", "-o", "m.ubj"}, {"unknown predictor 'xgboost'", "xgb"});
}

TEST_F(Train, OnAFileOfPredictionsIsRefused) {
  succeeds({"train", "s.h5", "--target", "params", "-o", "m.ubj"});
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.h5"});
  fails(2, {"train", "p.h5", "--target", "params", "-o", "n.ubj"}, {"p.h5", "columns"});
}

TEST_F(Train, OnASpaceGivesTheModelOfItsStore) {
  make_store("all.h5", {});
  for (const char* size : {"200", "15625"}) {
    succeeds({"train", "all.h5", "--target", "params", "--train-size", size, "-o", "store.ubj", "--overwrite"});
    succeeds({"train", "nasbench201", "--target", "params", "--train-size", size, "-o", "space.ubj", "--overwrite"});
    EXPECT_TRUE(bytes("space.ubj") == bytes("store.ubj")) << size;
  }
}

TEST_F(Train, OnASpaceTakesTheArchitecturesOfTheTable) {
  for (const char* dtype : {"int8", "float32"}) {
    make_store("s.h5", {"--range", "0:300", "--dtype", dtype, "--convention", "zc_combine", "--families", "op_count,cost", "--overwrite"});
    succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "-o", "store.ubj", "--overwrite"});
    const Result result = cartograf({"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "--dtype", dtype, "--convention", "zc_combine",
                                     "--families", "op_count,cost", "-o", "space.ubj", "--overwrite"});
    EXPECT_TRUE(contains(result.err, "xgb of acc, trained on 300 architectures of nasbench201")) << result.err;
    EXPECT_TRUE(bytes("space.ubj") == bytes("store.ubj")) << dtype;
  }
}

TEST_F(Train, OnASpaceThatIsMisspeltNamesTheNearest) {
  fails(2, {"train", "nasbench20", "--target", "params", "-o", "m.ubj"}, {"unknown search space 'nasbench20'", "nasbench201"});
}

TEST_F(Train, OnALargeSpaceNeedsATable) {
  fails(2, {"train", "darts_cell", "--target", "params", "-o", "m.ubj"}, {"darts_cell", "--only"});
}

TEST_F(Train, OnAStoreTakesNoOtherFeatures) {
  fails(2, {"train", "s.h5", "--target", "params", "--dtype", "int8", "-o", "m.ubj"}, {"s.h5: --convention, --families and --dtype are for a search space"});
}

}  // namespace
}  // namespace testing_cli

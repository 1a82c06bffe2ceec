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

TEST_F(Train, OnJoinedColumnsGivesAModelThatIsAppliedToThem) {
  std::string text = "net,place\n";
  for (unsigned i = 0; i < 300; i += 2) text += "\"" + key(i) + "\"," + std::to_string(i + 1) + "\n";
  write("z.csv", text);
  const Result trained = cartograf({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--join", "z=z.csv", "--columns", "z.place,op_count_*",
                                    "--log", "z.place", "-o", "m.ubj"});
  EXPECT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_TRUE(contains(trained.err, "z.csv: has no row for 150 of 300 architectures")) << trained.err;
  EXPECT_TRUE(contains(trained.err, "trained on 150 architectures")) << trained.err;
  const Result predicted = cartograf({"predict", "s.h5", "--join", "z=z.csv", "--model", "m.ubj", "-o", "p.csv"});
  EXPECT_EQ(predicted.exit_code, 0) << predicted.err;
  EXPECT_TRUE(contains(predicted.err, "150 predictions of acc")) << predicted.err;
  EXPECT_TRUE(contains(bytes("p.csv"), "\"" + key(298) + "\",")) << bytes("p.csv");
  EXPECT_FALSE(contains(bytes("p.csv"), "\"" + key(299) + "\","));
  fails(2, {"predict", "s.h5", "--model", "m.ubj", "-o", "q.csv"}, {"'z.place'", "--join"});
  fails(2, {"predict", "s.h5", "--join", "z.csv", "--model", "m.ubj", "-o", "q.csv"}, {"no column 'z.place'"});
  fails(2, {"predict", "nasbench201", "--model", "m.ubj", "-o", "q.csv"}, {"'z.place'", "cannot be computed"});
  fails(2, {"predict", "nasbench201", "--join", "z.csv", "--model", "m.ubj", "-o", "q.csv"}, {"--join is for a feature store"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj"}, {"'z.place'", "cannot be computed"});
  fails(2, {"train", "nasbench201", "--target", "params", "--join", "z.csv", "-o", "n.ubj"}, {"--join", "for a feature store"});
  fails(2, {"train", "s.h5", "--target", "params", "--join", "z.csv", "-o", "z.csv", "--overwrite"}, {"z.csv", "what the command reads"});
}

TEST_F(Train, OnLogarithmsIsRefusedOfASpace) {
  make_store("c.h5", {"--families", "op_count,cost", "--range", "0:300"});
  succeeds({"train", "c.h5", "--target", "params", "--columns", "params,flops", "--log", "params,flops", "-o", "m.ubj"});
  succeeds({"predict", "c.h5", "--model", "m.ubj", "-o", "p.csv"});
  fails(2, {"predict", "nasbench201", "--model", "m.ubj", "-o", "q.csv"}, {"logarithms", "'flops'"});
}

TEST_F(Train, OnSomeColumnsGivesAModelOfStoreAndSpace) {
  make_store("all.h5", {"--families", "op_count,node_degree,cost"});
  for (const char* columns : {"op_count_*,!op_count_2", "family:node_degree,flops", "params"}) {
    succeeds({"train", "all.h5", "--target", "params", "--train-size", "100", "--columns", columns, "-o", "m.ubj", "--overwrite"});
    succeeds({"predict", "all.h5", "--model", "m.ubj", "-o", "store.csv", "--overwrite"});
    succeeds({"predict", "nasbench201", "--model", "m.ubj", "-o", "space.csv", "--overwrite"});
    EXPECT_TRUE(bytes("store.csv") == bytes("space.csv")) << columns;
    EXPECT_TRUE(contains(output_of({"search", "nasbench201", "--model", "m.ubj", "--top", "1"}), "index,net,score"));
  }
}

TEST_F(Train, TakesParameters) {
  const auto train = [&](const char* name, const Arguments& more) {
    Arguments arguments = {"train", "s.h5", "--target", "params", "-o", name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    succeeds(arguments);
  };
  train("a.ubj", {"--param", "rounds=3"});
  train("b.ubj", {"--param", "xgb.rounds=30"});
  EXPECT_LT(bytes("a.ubj").size(), bytes("b.ubj").size());
  EXPECT_TRUE(contains(bytes("a.ubj"), "\"parameters\":{\"rounds\":\"3\"}"));
  fails(2, {"train", "s.h5", "--target", "params", "--param", "round=3", "-o", "m.ubj"}, {"unknown parameter 'round'", "rounds"});
  fails(2, {"train", "s.h5", "--target", "params", "--model", "rf", "--param", "xgb.rounds=3", "-o", "m.ubj"}, {"'xgb'", "none of the predictors"});
}

TEST_F(Train, OfAForestToAFileCalledHdf5IsRefused) {
  fails(2, {"train", "s.h5", "--target", "params", "-o", "m.h5"}, {"m.h5", "xgb", ".ubj"});
}

/// Writes a table of latencies that add up over operations: ridge is best for them.
std::string latency_table(unsigned n) {
  const double seconds[] = {0, 0.31, 1.27, 2.93, 0.77};
  std::string text = "net,latency\n";
  for (unsigned i = 0; i < n; ++i) {
    double sum = 0;
    for (unsigned rest = i, edge = 0; edge < 6; ++edge, rest /= 5) sum += seconds[rest % 5];
    text += "\"" + key(i) + "\"," + std::to_string(sum) + "\n";
  }
  return text;
}

TEST_F(Train, WithAutoWritesThePredictorThatItChose) {
  write("l.csv", latency_table(15625));
  const Result result = cartograf({"train", "nasbench201", "--targets", "l.csv", "--target", "latency", "--model", "auto", "--train-size", "60", "-o", "m.h5"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* part : {"auto chose ridge on op_count: its Kendall tau in cross-validation, ", "auto measured best noise=0.05 on signal 0.",
                           "m.h5: ridge of latency, trained on 60 architectures of nasbench201"}) {
    EXPECT_TRUE(contains(result.err, part)) << result.err;
  }
  // The same as ridge on these columns, from a store and from the space.
  succeeds({"train", "nasbench201", "--targets", "l.csv", "--target", "latency", "--model", "ridge", "--families", "op_count", "--train-size", "60", "-o", "r.h5"});
  EXPECT_EQ(output_of({"search", "nasbench201", "--model", "m.h5", "--top", "50"}), output_of({"search", "nasbench201", "--model", "r.h5", "--top", "50"}));
  make_store("s.h5", {"--families", "op_count,op_on_position,signal", "--overwrite"});
  succeeds({"train", "s.h5", "--targets", "l.csv", "--target", "latency", "--model", "auto", "--train-size", "60", "-o", "n.h5"});
  EXPECT_TRUE(bytes("m.h5") == bytes("n.h5"));
  make_store("c.h5", {"--families", "op_count", "--range", "0:100"});  // all that the model needs
  succeeds({"predict", "c.h5", "--model", "m.h5", "-o", "p.csv"});
  EXPECT_TRUE(contains(output_of({"explain", "s.h5", "--model", "m.h5", "--targets", "l.csv", "--target", "latency", "--shuffles", "1"}), "op_count"));
}

TEST_F(Train, WithAutoSaysWhichFamilyIsMissing) {
  const Result result = cartograf({"train", "s.h5", "--target", "params", "--model", "auto", "--train-size", "40", "-o", "m.h5"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "auto: there are no columns of the family signal")) << result.err;
  fails(2, {"train", "s.h5", "--target", "params", "--model", "auto", "-o", "m.ubj"}, {"m.ubj: a model of auto is an HDF5 file"});
  fails(2, {"train", "s.h5", "--target", "params", "--model", "auto", "--param", "noise=1", "-o", "n.h5"}, {"predictor auto: unknown parameter 'noise'"});
  fails(3, {"train", "s.h5", "--target", "params", "--model", "auto", "--device", "cuda", "-o", "n.h5"}, {"cuda"});
}

}  // namespace
}  // namespace testing_cli

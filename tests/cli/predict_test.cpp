#include <algorithm>
#include <cmath>
#include <sstream>

#include "io/hdf5/store_reader.hpp"
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Predict : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("t.csv", target_table(300));
    succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"});
  }
};

TEST_F(Predict, WritesOneLineForEachArchitecture) {
  const Result result = cartograf({"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.err, "p.csv: 300 predictions of acc")) << result.err;
  std::istringstream lines(bytes("p.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "net,acc");
  for (unsigned i = 0; i < 300; ++i) {
    ASSERT_TRUE(std::getline(lines, line));
    const std::string start = "\"" + key(i) + "\",";
    ASSERT_TRUE(line.starts_with(start)) << line;
    EXPECT_NEAR(std::stod(line.substr(start.size())), i * i, 4000) << line;
  }
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(Predict, WritesTheSameAsTextAndAsAStore) {
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"});
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.h5"});
  const cartograf::StoreReader store(folder_ / "p.h5");
  ASSERT_EQ(store.schema().sides.at(0).path, "predictions/acc");
  const std::vector<double> predictions = store.read_side(0, 0, 300);
  std::istringstream lines(bytes("p.csv"));
  std::string line;
  std::getline(lines, line);
  for (const double prediction : predictions) {
    std::getline(lines, line);
    EXPECT_EQ(std::stof(line.substr(line.rfind(',') + 1)), static_cast<float>(prediction));
  }
}

/// The numbers of a CSV behind its keys, row by row; the header apart.
std::vector<std::vector<double>> numbers_of(const std::string& csv, std::string& header) {
  std::istringstream lines(csv);
  std::getline(lines, header);
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line.substr(line.rfind('"') + 2));
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(std::stod(field));
  }
  return rows;
}

TEST_F(Predict, SaysHowSureItIs) {
  make_store("train.h5", {"--range", "0:100"});
  write("some.csv", target_table(100));
  succeeds({"train", "train.h5", "--targets", "some.csv", "--target", "acc", "--model", "gp", "--param", "transform=none", "-o", "m.h5"});
  succeeds({"predict", "s.h5", "--model", "m.h5", "-o", "plain.csv"});
  succeeds({"predict", "s.h5", "--model", "m.h5", "--variance", "-o", "p.csv"});
  std::string header, plain_header;
  const auto rows = numbers_of(bytes("p.csv"), header), plain = numbers_of(bytes("plain.csv"), plain_header);
  EXPECT_EQ(header, "net,acc,acc.deviation,acc.lower,acc.upper");
  EXPECT_EQ(plain_header, "net,acc");
  ASSERT_EQ(rows.size(), 300U);
  double trained = 0, others = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), 4U);
    EXPECT_EQ(rows[i][0], plain[i][0]);
    EXPECT_LT(rows[i][2], rows[i][0]);
    EXPECT_GT(rows[i][3], rows[i][0]);
    (i < 100 ? trained : others) += rows[i][1] / (i < 100 ? 100 : 200);
  }
  EXPECT_LT(trained, 0.1);
  EXPECT_GT(others, 1.5 * trained);
  EXPECT_EQ(output_of({"predict", "nasbench201", "--range", "0:300", "--model", "m.h5", "--variance", "-o", "/dev/stdout"}), bytes("p.csv"));
  succeeds({"predict", "s.h5", "--model", "m.h5", "--variance", "-o", "p.h5"});
  const cartograf::StoreReader store(folder_ / "p.h5");
  ASSERT_EQ(store.schema().sides.size(), 4U);
  EXPECT_EQ(store.schema().sides[1].path, "predictions/acc.deviation");
  EXPECT_EQ(static_cast<float>(store.read_side(1, 5, 1)[0]), static_cast<float>(rows[5][1]));
}

TEST_F(Predict, WithoutVarianceRefusesToSayHowSureItIs) {
  for (const char* rows : {"s.h5", "nasbench201"}) {
    fails(2, {"predict", rows, "--model", "m.ubj", "--variance", "-o", "p.csv"}, {"predictor xgb does not say how sure it is"});
  }
}

TEST_F(Predict, WritesToStandardOutput) {
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"});
  EXPECT_EQ(output_of({"predict", "s.h5", "--model", "m.ubj", "-o", "/dev/stdout"}), bytes("p.csv"));
}

TEST_F(Predict, GivesTheSameForStoresOfEveryDtype) {
  succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"});
  for (const char* dtype : {"int8", "float64"}) {
    make_store("o.h5", {"--range", "0:300", "--dtype", dtype, "--overwrite"});
    EXPECT_EQ(output_of({"predict", "o.h5", "--model", "m.ubj", "-o", "/dev/stdout"}), bytes("p.csv")) << dtype;
  }
}

TEST_F(Predict, WithAModelForOtherColumnsIsRefused) {
  make_store("other.h5", {"--range", "0:300", "--convention", "zc_combine"});
  fails(2, {"predict", "other.h5", "--model", "m.ubj", "-o", "p.csv"}, {"other.h5", "min_path_len_(skip_connect)", "min_path_len_banned_()"});
  make_store("fewer.h5", {"--range", "0:300", "--families", "op_count"});
  fails(2, {"predict", "fewer.h5", "--model", "m.ubj", "-o", "p.h5"}, {"fewer.h5: no column 'min_path_len_(skip_connect)'", "trained on"});
}

TEST_F(Predict, KeepsExistingFiles) {
  for (const char* name : {"p.csv", "p.h5"}) {
    write(name, "precious");
    fails(2, {"predict", "s.h5", "--model", "m.ubj", "-o", name}, {std::string(name) + ": exists already", "--overwrite"});
    succeeds({"predict", "s.h5", "--model", "m.ubj", "-o", name, "--overwrite"});
  }
}

TEST_F(Predict, IsRefusedForFilesThatAreNoModels) {
  write("text.ubj", "net,acc\n");
  write("empty.ubj", "");
  write("half.ubj", bytes("m.ubj").substr(0, bytes("m.ubj").size() / 2));
  write("almost.ubj", bytes("m.ubj").substr(0, bytes("m.ubj").size() - 1));
  for (const std::string name : {"text.ubj", "empty.ubj", "half.ubj", "almost.ubj", "s.h5", "t.csv"}) {
    fails(2, {"predict", "s.h5", "--model", name, "-o", "p.csv"}, {name + ": expected a model of cartograf"});
  }
  fails(2, {"predict", "s.h5", "--model", "none.ubj", "-o", "p.csv"}, {"none.ubj: no such file"});
  fails(2, {"predict", "m.ubj", "--model", "s.h5", "-o", "p.csv"}, {"m.ubj: expected a feature store"});
}

TEST_F(Predict, IsRefusedForOtherKindsOfOutput) {
  fails(2, {"predict", "s.h5", "--model", "m.ubj", "-o", "p.txt"}, {"p.txt", ".csv or .h5"});
}

TEST_F(Predict, OfASpaceIsThatOfItsStore) {
  make_store("all.h5", {"--range", "3:15000"});
  for (const char* name : {"p.csv", "p.h5"}) {
    succeeds({"predict", "all.h5", "--model", "m.ubj", "-o", std::string("store_") + name});
    for (const char* threads : {"1", "7"}) {
      const std::string of_space = std::string("space_") + name;
      const Result result = cartograf({"predict", "nasbench201", "--range", "3:15000", "--model", "m.ubj", "--threads", threads, "-o", of_space, "--overwrite"});
      EXPECT_TRUE(contains(result.err, of_space + ": 14,997 predictions of acc")) << result.err;
      EXPECT_TRUE(bytes(of_space) == bytes(std::string("store_") + name)) << name;
    }
  }
}

TEST_F(Predict, OfAnotherSpaceIsRefused) {
  fails(2, {"predict", "darts_cell", "--range", "0:5", "--model", "m.ubj", "-o", "p.csv"}, {"trained on the space 'nasbench201', not on 'darts_cell'"});
}

TEST_F(Predict, TakesARangeOnlyOfASpace) {
  fails(2, {"predict", "s.h5", "--range", "0:5", "--model", "m.ubj", "-o", "p.csv"}, {"s.h5: --range is for a search space"});
  fails(2, {"predict", "nasbench201", "--range", "0:15626", "--model", "m.ubj", "-o", "p.csv"}, {"range 0:15626"});
}

TEST_F(Predict, SaysWhichFamiliesAStoreLacks) {
  make_store("some.h5", {"--range", "0:40", "--families", "op_count"});
  make_store("all.h5", {"--range", "0:40", "--families", "op_count,signal"});
  write("t.csv", target_table(40));
  succeeds({"train", "nasbench201", "--families", "op_count,signal:lin", "--targets", "t.csv", "--target", "acc", "--model", "ridge", "-o", "m.h5"});
  fails(2, {"predict", "some.h5", "--model", "m.h5", "-o", "p.csv"},
        {"cartograf: some.h5: no column 'lin:n3', which the model was trained on; the model is of the families op_count and signal:lin, of which the store lacks signal:lin; 'cartograf predict SPACE --model M' computes them\n"});
  succeeds({"predict", "nasbench201", "--range", "0:40", "--model", "m.h5", "-o", "p.csv"});  // what the error says
  succeeds({"predict", "all.h5", "--model", "m.h5", "-o", "q.csv"});                          // a family has its groups
}

}  // namespace
}  // namespace testing_cli

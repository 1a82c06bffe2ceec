#include <sstream>

#include "kernels/cuda/runtime.hpp"
#include "tests/cli/cli.hpp"
#include "tests/support/cuda.hpp"

namespace testing_cli {
namespace {

using Names = std::vector<std::string>;

class Stats : public Cli {};

TEST_F(Stats, OfNasBench201AreThePublishedOnes) {
  const nlohmann::json json = json_of({"stats", "nasbench201", "--json", "--device", "cpu"});
  EXPECT_EQ(json["space"], "nasbench201");
  EXPECT_EQ(json["convention"], "graf_nas");
  EXPECT_EQ(json["rows"], 15625);
  EXPECT_EQ(json["columns"], 191);
  EXPECT_EQ(json["distinct"], 158);
  EXPECT_EQ(json["rank"], 73);
  EXPECT_EQ(json["centred_rank"], 72);
  EXPECT_EQ(json["constant"], 6);
  EXPECT_EQ(json["constant_columns"].size(), 6u);
  EXPECT_EQ(json["dependent_columns"].size(), 191u - 73u);
  std::size_t surplus = 0;
  for (const auto& group : json["duplicate_columns"]) surplus += group.size() - 1;
  EXPECT_EQ(surplus, 191u - 158u);
  ASSERT_EQ(json["moments"].size(), 191u);
  EXPECT_EQ(json["moments"][2]["name"], "op_count_2");
  EXPECT_EQ(json["moments"][2]["mean"], 1.2);
  EXPECT_DOUBLE_EQ(json["moments"][2]["variance"].get<double>(), 0.96);
}

TEST_F(Stats, OfAStoreAreThoseOfItsArchitectures) {
  succeeds({"features", "darts_cell", "-o", "d.h5", "--sample", "500", "--seed", "3"});
  const std::string of_space = output_of({"stats", "darts_cell", "--sample", "500", "--seed", "3", "--json"});
  EXPECT_EQ(output_of({"stats", "d.h5", "--json", "--threads", "2"}), of_space);
  EXPECT_TRUE(contains(of_space, "\"rows\": 500"));
}

TEST_F(Stats, OfPartOfASpace) {
  const nlohmann::json json = json_of({"stats", "nasbench201", "--range", "0:300", "--families", "op_count", "--convention", "zc_combine", "--json"});
  EXPECT_EQ(json["rows"], 300);
  EXPECT_EQ(json["convention"], "zc_combine");
  EXPECT_EQ(json["columns"], 5);
  EXPECT_EQ(json["rank"], 5);
  EXPECT_EQ(json["dependent_columns"], Names{});
}

TEST_F(Stats, AreShortUnlessAllAreAskedFor) {
  const Arguments command = {"stats", "nasbench101", "--range", "0:5000", "--families", "op_count,node_degree,cost"};
  const std::string text = output_of(command);
  const nlohmann::json json = json_of({"stats", "nasbench101", "--range", "0:5000", "--families", "op_count,node_degree,cost", "--json"});
  const std::vector<std::string> dependent = json["dependent_columns"];
  ASSERT_GT(dependent.size(), 6u);
  std::string part = "linear combinations of columns before them:\n";
  for (std::size_t i = 0; i < 5; ++i) part += "  " + dependent[i] + "\n";
  EXPECT_TRUE(contains(text, part + "  and " + std::to_string(dependent.size() - 5) + " more (--all)\n")) << text;
  EXPECT_TRUE(contains(text, "constant columns:\n  op_count_0 = 1\n  op_count_1 = 1\n")) << text;  // of few none is left out
  Arguments all = command;
  all.push_back("--all");
  EXPECT_FALSE(contains(output_of(all), "more (--all)"));
}

TEST_F(Stats, ForPeopleSayTheSame) {
  const std::string text = output_of({"stats", "nasbench101", "--range", "0:5000", "--families", "op_count,node_degree,cost", "--device", "cpu", "--all"});
  const nlohmann::json json = json_of({"stats", "nasbench101", "--range", "0:5000", "--families", "op_count,node_degree,cost", "--json"});
  EXPECT_TRUE(contains(text, "rows      5,000")) << text;
  for (const char* key : {"columns", "constant", "distinct"}) {
    const std::string line = key + std::string(10 - std::string(key).size(), ' ') + json[key].dump() + "\n";
    EXPECT_TRUE(contains(text, line)) << text;
  }
  EXPECT_TRUE(contains(text, "rank      " + json["rank"].dump() + " (" + json["centred_rank"].dump())) << text;
  EXPECT_TRUE(contains(text, "left out, as they are 64-bit integers or real numbers:\n  params\n")) << text;
  EXPECT_TRUE(contains(text, "their numerators are looked at:\n")) << text;
  EXPECT_FALSE(json["numerators_only"].empty());
  for (const char* key : {"constant_columns", "dependent_columns", "numerators_only", "left_out"}) {
    for (const auto& name : json[key]) EXPECT_TRUE(contains(text, "  " + name.get<std::string>())) << key << ": " << name;
  }
}

TEST_F(Stats, WriteTheCorrelationMatrix) {
  const Arguments all = {"stats", "nasbench201", "--families", "op_count", "--device", "cpu"};
  for (const char* name : {"c.csv", "c.npy", "c.h5"}) {
    Arguments arguments = all;
    arguments.insert(arguments.end(), {"-o", name});
    EXPECT_EQ(output_of(arguments), output_of(all));
    EXPECT_TRUE(exists(name)) << name;
    fails(2, arguments, {name, "exists already"});
    arguments.push_back("--overwrite");
    succeeds(arguments);
  }
  // Six draws of one of five: the correlation of two counts is -1/4.
  std::istringstream lines(bytes("c.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "column,op_count_0,op_count_1,op_count_2,op_count_3,op_count_4");
  for (std::size_t row = 0; row < 5; ++row) {
    std::string expected = "op_count_" + std::to_string(row);
    for (std::size_t i = 0; i < 5; ++i) expected += i == row ? ",1" : ",-0.25";
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(line, expected);
  }
}

TEST_F(Stats, LeaveTheCorrelationOfConstantsEmpty) {
  succeeds({"stats", "nasbench201", "--range", "0:1", "--families", "op_count", "-o", "c.csv"});
  EXPECT_TRUE(contains(bytes("c.csv"), "\nop_count_4,,,,,\n")) << bytes("c.csv");
}

TEST_F(Stats, RefuseWhatDoesNotFit) {
  make_store();
  fails(2, {"stats"}, {"cartograf stats: SPACE|FILE.h5 is missing\n"});
  fails(2, {"stats", "nasbench2001"}, {"unknown search space 'nasbench2001'", "did you mean nasbench201"});
  fails(2, {"stats", "none.h5"}, {"none.h5", "no such file"});
  fails(2, {"stats", "s.h5", "--range", "0:5"}, {"s.h5", "--range"});
  fails(2, {"stats", "s.h5", "--sample", "5"}, {"s.h5", "--sample"});
  fails(2, {"stats", "s.h5", "--families", "op_count"}, {"s.h5", "--families"});
  fails(2, {"stats", "s.h5", "--convention", "graf_nas"}, {"s.h5", "--convention"});
  fails(2, {"stats", "nasbench201", "--range", "0:5", "--sample", "5"}, {"--range", "--sample"});
  fails(2, {"stats", "nasbench201", "--range", "0:20000"}, {"0:20000", "15625"});
  fails(2, {"stats", "nasbench201", "--families", "cost"}, {"nasbench201", "expected feature columns of whole numbers, found none"});
  fails(2, {"stats", "nasbench201", "--overwrite"}, {"--overwrite"});
  fails(2, {"stats", "darts", "--range", "0:1000000000000000"}, {"darts", "at most 562949953421311 architectures", "choose a range or a sample"});
  fails(2, {"stats", "darts", "--range", "0:9", "--families", "all_pairs,path_encoding"}, {"columns", "at most 16383"});
  fails(2, {"stats", "nasnet", "--sample", "100"}, {"nasnet: statistics are of at most 16383 columns, found 65556; choose fewer by --families, such as --families op_count"});
  EXPECT_EQ(json_of({"stats", "nasnet", "--sample", "100", "--families", "op_count", "--json"}).at("rows"), 100);
  fails(2, {"stats", "s.h5", "-o", "s.h5", "--overwrite"}, {"s.h5", "is also what the command reads"});
  for (const char* name : {"c.txt", "c"}) fails(2, {"stats", "s.h5", "-o", name}, {name, ".csv, .npy or .h5"});
  write("notes.txt", "hello");
  fails(2, {"stats", "notes.txt"}, {"notes.txt"});
}

TEST_F(Stats, NeedTheDeviceAskedFor) {
  const std::string reason = cartograf::cuda::why_unusable(0);
  if (reason.empty()) GTEST_SKIP() << "there is a GPU";
  fails(3, {"stats", "nasbench201", "--device", "cuda", "-o", "c.csv"}, {"device cuda:0 is not available", reason});
}

class StatsCuda : public Cli {};

TEST_F(StatsCuda, AreThoseOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const std::vector<Arguments> sources = {
      {"nasbench201"}, {"nasbench101"}, {"darts_cell", "--sample", "30000"}, {"darts_cell", "--range", "5:500000"}};
  for (const Arguments& which : sources) {
    Arguments arguments = {"stats", "--json", "--device", "cpu"};
    arguments.insert(arguments.end(), which.begin(), which.end());
    const std::string expected = output_of(arguments);
    arguments[3] = "cuda";
    EXPECT_EQ(output_of(arguments), expected) << which[0];
  }
}

}  // namespace
}  // namespace testing_cli

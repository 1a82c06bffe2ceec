// A space of FBNet's size, 9^22: all that works by keys, tensors and samples, without an index anywhere.
#include <hdf5.h>

#include "tests/cli/cli.hpp"

#include <cmath>
#include <sstream>

namespace testing_cli {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// "\"(1, 2)\",3" -> "(1, 2)"
std::string key_of(const std::string& line) { return line.substr(1, line.find('"', 1) - 1); }

class WithoutNumbers : public Cli {
 protected:
  void SetUp() override {
    nlohmann::json document = {{"name", "nine_blocks"}, {"kind", "layers"}, {"layers", 22}};
    std::vector<std::string> blocks;
    nlohmann::json per_block;
    for (int block = 0; block < 9; ++block) {
      blocks.push_back("b" + std::to_string(block));
      per_block["block_b" + std::to_string(block)] = 10 * block;
    }
    document["attributes"] = {{{"name", "block"}, {"values", blocks}}};
    document["costs"]["params"] = {{"constant", 7}, {"per_operation", per_block}};
    write("s.json", document.dump());
  }

  /// A store of a sample with the cost beside it, and its table of keys and targets: a number of the choices alone.
  void make_sample(int n) const {
    succeeds({"features", "s.json", "-o", "f.h5", "--sample", std::to_string(n), "--seed", "4", "--families", "count_ops,pos_state,cost"});
    Lines rows = lines_of(exported("f.h5"));
    rows.erase(rows.begin());
    std::string table = "net,target\n";
    for (const std::string& row : rows) {
      const std::string one = key_of(row);
      int target = 0;
      for (std::size_t i = 1; i < one.size(); i += 3) target += (one[i] - '0') * static_cast<int>(i % 7);
      table += "\"" + one + "\"," + std::to_string(target) + "\n";
    }
    write("t.csv", table);
  }

  std::string exported(const std::string& store) const {
    succeeds({"export", store, "-o", "export.csv", "--overwrite"});
    return bytes("export.csv");
  }
};

TEST_F(WithoutNumbers, SaysSo) {
  const nlohmann::json json = json_of({"spaces", "s.json", "--json"});
  EXPECT_EQ(json.at("numbered"), false);
  EXPECT_NEAR(json.at("size").get<double>(), std::pow(9.0, 22), 1e8);
  EXPECT_TRUE(contains(output_of({"spaces", "s.json"}), "about 9.848e+20, without numbers"));
}

TEST_F(WithoutNumbers, WhatNeedsNumbersIsRefused) {
  const std::string why = "nine_blocks has about 9.848e+20 architectures, too many to number them";
  fails(2, {"features", "s.json", "-o", "f.h5"}, {why, "--keys, --adjacency-in or --sample"});
  fails(2, {"features", "s.json", "-o", "f.h5", "--range", "0:10"}, {why});
  fails(2, {"stats", "s.json"}, {why + "; draw those to look at by --sample\n"});
  fails(2, {"spaces", "s.json", "--unique"}, {"--unique: " + why + "\n"});
  fails(2, {"bench", "s.json"}, {"bench: " + why + "\n"});
  fails(2, {"train", "s.json", "--target", "params", "-o", "m.ubj"}, {"a population of all architectures: " + why});
  write("indices.csv", "net\n5\n");
  fails(2, {"features", "s.json", "-o", "f.h5", "--keys", "indices.csv", "--index", "cartograf"}, {"indices as keys: " + why});
  fails(2, {"features", "s.json", "-o", "f.h5", "--sample", "5", "--no-keys"}, {"--no-keys", "have no numbers"});
}

TEST_F(WithoutNumbers, ColumnsOfIndicesAreRefused) {
  make_sample(5);
  fails(2, {"export", "f.h5", "-o", "e.csv", "--add-index", "cartograf"}, {"a column of indices: nine_blocks has about 9.848e+20 architectures, too many to number them\n"});
  fails(2, {"convert", "s.json", "t.csv", "--to", "net", "-o", "c.csv", "--add-index", "cartograf"}, {"a column of indices: nine_blocks has"});
}

TEST_F(WithoutNumbers, SearchOfTheWholeSpaceIsRefused) {
  make_sample(50);
  succeeds({"train", "s.json", "--targets", "t.csv", "--target", "target", "-o", "m.ubj"});
  fails(2, {"search", "s.json", "--model", "m.ubj"}, {"too many to number them; name those to look at by --keys, --adjacency-in or --sample\n"});
  fails(2, {"predict", "s.json", "--model", "m.ubj", "-o", "p.csv"}, {"too many to number them"});
}

TEST_F(WithoutNumbers, RowsOfKeysTensorsAndSamplesAreTheSame) {
  make_sample(300);
  const std::string all = exported("f.h5");
  const Arguments families = {"--families", "count_ops,pos_state,cost"};
  const auto rows_of = [&](const char* file, Arguments how) {
    Arguments arguments = {"features", "s.json", "-o", file};
    arguments.insert(arguments.end(), families.begin(), families.end());
    arguments.insert(arguments.end(), how.begin(), how.end());
    succeeds(arguments);
    return exported(file);
  };
  EXPECT_EQ(rows_of("k.h5", {"--keys", "t.csv", "--adjacency"}), all);
  EXPECT_EQ(rows_of("a.h5", {"--adjacency-in", "k.h5"}), all);
  const std::string fewer = rows_of("fewer.h5", {"--sample", "100", "--seed", "4"});
  EXPECT_EQ(fewer, all.substr(0, fewer.size()));
  EXPECT_EQ(lines_of(fewer).size(), 101u);
  EXPECT_NE(rows_of("other.h5", {"--sample", "100", "--seed", "5"}), fewer);
  EXPECT_EQ(rows_of("threads.h5", {"--sample", "300", "--seed", "4", "--threads", "3", "--compression", "gzip"}), all);
}

TEST_F(WithoutNumbers, CostsAndConditionsWork) {
  make_sample(200);
  const Lines rows = lines_of(exported("f.h5"));
  std::size_t n_below = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string one = key_of(rows[i]);
    int params = 7;
    for (std::size_t at = 1; at < one.size(); at += 3) params += 10 * (one[at] - '0');
    EXPECT_TRUE(rows[i].ends_with("," + std::to_string(params))) << rows[i];
    if (params < 800) ++n_below;
  }
  EXPECT_GT(n_below, 5u);
  succeeds({"features", "s.json", "-o", "w.h5", "--keys", "t.csv", "--where", "params<800"});
  EXPECT_EQ(json_of({"inspect", "w.h5", "--json"}).at("rows"), n_below);
}

TEST_F(WithoutNumbers, OneOfEachIsKept) {
  make_sample(20);
  Lines rows = lines_of(bytes("t.csv"));
  const std::string spaced = "\"  " + key_of(rows[3]) + "\",0\n";  // the same architecture in another writing is refused as a key
  write("twice.csv", bytes("t.csv") + spaced);
  fails(2, {"features", "s.json", "-o", "u.h5", "--keys", "twice.csv"}, {"stands there already, in line 4"});
  succeeds({"features", "s.json", "-o", "u.h5", "--keys", "t.csv", "--unique", "--equivalence", "labelled"});
  EXPECT_EQ(json_of({"inspect", "u.h5", "--json"}).at("rows"), 20);
}

TEST_F(WithoutNumbers, PredictorsWorkOnStoreAndSpaceAlike) {
  make_sample(300);
  const Arguments targets = {"--targets", "t.csv", "--target", "target"};
  const auto with = [&](Arguments arguments) {
    arguments.insert(arguments.end(), targets.begin(), targets.end());
    return arguments;
  };
  succeeds(with({"train", "f.h5", "--train-size", "100", "--model", "gp", "-o", "store.h5"}));
  succeeds(with({"train", "s.json", "--families", "count_ops,pos_state,cost", "--train-size", "100", "--model", "gp", "-o", "space.h5"}));
  EXPECT_EQ(bytes("store.h5"), bytes("space.h5"));
  succeeds({"predict", "f.h5", "--model", "store.h5", "-o", "store.csv"});
  succeeds({"predict", "s.json", "--keys", "t.csv", "--model", "store.h5", "-o", "keys.csv"});
  succeeds({"predict", "s.json", "--sample", "300", "--seed", "4", "--model", "store.h5", "-o", "sample.csv"});
  EXPECT_EQ(bytes("store.csv"), bytes("keys.csv"));
  EXPECT_EQ(bytes("store.csv"), bytes("sample.csv"));
  EXPECT_EQ(lines_of(bytes("store.csv"))[0], "net,target");
  succeeds({"predict", "f.h5", "--model", "store.h5", "-o", "p.h5"});
  succeeds({"export", "p.h5", "-o", "p.csv"});
  EXPECT_EQ(lines_of(bytes("p.csv")).size(), 301u);
  EXPECT_EQ(key_of(lines_of(bytes("p.csv"))[300]), key_of(lines_of(bytes("store.csv"))[300]));

  const std::string evaluated = output_of(with({"evaluate", "f.h5", "--models", "xgb", "--train-sizes", "50", "--seeds", "1:3"}));
  EXPECT_TRUE(contains(evaluated, "xgb")) << evaluated;
  write("joined.csv", "net,twice\n" + bytes("t.csv").substr(bytes("t.csv").find('\n') + 1));
  EXPECT_TRUE(contains(output_of(with({"evaluate", "f.h5", "--models", "rf", "--train-sizes", "50", "--seeds", "1:2", "--join", "joined.csv"})), "rf"));
  EXPECT_TRUE(contains(output_of(with({"evaluate", "f.h5", "--models", "rf", "--train-sizes", "50", "--seeds", "1:2", "--join", "more=f.h5"})), "rf"));
  EXPECT_TRUE(contains(output_of(with({"explain", "f.h5", "--model", "store.h5"})), "gp of target, on 300 of 300 architectures"));
  EXPECT_TRUE(contains(output_of(with({"select", "f.h5", "--model", "rf", "--train-size", "50", "--seeds", "1:2", "--counts", "1,2"})), "chosen"));
}

TEST_F(WithoutNumbers, SearchTellsKeysAlone) {
  make_sample(200);
  succeeds({"train", "s.json", "--targets", "t.csv", "--target", "target", "--model", "gp", "-o", "m.h5"});
  const Lines best = lines_of(output_of({"search", "s.json", "--model", "m.h5", "--sample", "2000", "--sample-seed", "9", "--top", "3"}));
  ASSERT_EQ(best.size(), 4u);
  EXPECT_EQ(best[0], "net,score");
  // Among all predictions of the same sample these are the largest.
  succeeds({"predict", "s.json", "--model", "m.h5", "--sample", "2000", "--seed", "9", "-o", "p.csv"});
  double largest = 0;
  std::string key_of_largest;
  const Lines predicted = lines_of(bytes("p.csv"));
  for (std::size_t i = 1; i < predicted.size(); ++i) {
    const double score = std::stod(predicted[i].substr(predicted[i].rfind(',') + 1));
    if (score > largest) {
      largest = score;
      key_of_largest = key_of(predicted[i]);
    }
  }
  EXPECT_EQ(key_of(best[1]), key_of_largest);
  const nlohmann::json acquired = json_of({"search", "s.json", "--model", "m.h5", "--sample", "500", "--acquire", "ei", "--top", "2", "--json"});
  ASSERT_EQ(acquired.size(), 2u);
  for (const auto& one : acquired) {
    EXPECT_TRUE(one.contains("net"));
    EXPECT_FALSE(one.contains("index"));
  }
  EXPECT_EQ(lines_of(output_of({"search", "s.json", "--model", "m.h5", "--sample", "500", "--acquire", "ucb", "--top", "2", "--exclude", "t.csv"}))[0],
            "net,acquisition,prediction,deviation");
}

TEST_F(WithoutNumbers, AStoreWithoutKeysOfItsOwnIsRefused) {
  make_sample(10);
  const std::filesystem::path store = folder_ / "f.h5";
  std::string text = bytes("f.h5");
  const auto at = text.find("(");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 2, "(9");  // nine blocks are 0 to 8
  write("bad.h5", text);
  const Arguments evaluate = {"evaluate", "bad.h5", "--targets", "t.csv", "--target", "target", "--models", "rf", "--train-sizes", "5"};
  fails(2, evaluate, {"bad.h5: /key is damaged, or was changed: its checksum is wrong"});
  // As stores of older versions and of other programs are: without a checksum.
  const hid_t file = H5Fopen((folder_ / "bad.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(H5Adelete_by_name(file, "key", "digest", H5P_DEFAULT), 0);
  ASSERT_GE(H5Fclose(file), 0);
  fails(2, evaluate, {"bad.h5: /key: row 0: key '(9"});
}

}  // namespace
}  // namespace testing_cli

// The cells of Network Design Spaces, and a pair of cells of a user's own, on their way through the commands.
#include <algorithm>
#include <set>

#include "io/hdf5/store_reader.hpp"
#include "tests/cli/cli.hpp"
#include "tests/support/sanitized.hpp"

namespace testing_cli {
namespace {

using cartograf::StoreReader;

constexpr const char* kPairs = R"({"name": "pairs", "kind": "predecessors", "operations": ["skip", "conv", "pool"], "intermediate_nodes": 3,
  "none": "none", "repeats": true, "loose_ends": true, "cells": ["normal", "reduce"], "identity": "skip",
  "signal": {"skip": {"role": "skip"}, "conv": {"role": "conv", "kernel": 3}, "pool": {"role": "pool", "depth": 2}}})";

class CellSpaces : public Cli, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override { write("pairs.json", kPairs); }

  const std::string& space() const { return GetParam(); }
  std::vector<std::string> keys(const std::string& name) const {
    const StoreReader store(folder_ / name);
    return store.read_keys(0, store.schema().n_rows);
  }
};

INSTANTIATE_TEST_SUITE_P(All, CellSpaces, testing::Values("darts_none_cell", "nasnet_cell", "amoebanet_cell", "pnas_cell", "enas_cell", "darts_none", "nasnet", "amoebanet", "pnas", "enas", "pairs.json"),
                         [](const auto& test) { return test.param == "pairs.json" ? std::string("pairs") : test.param; });

TEST_P(CellSpaces, SamplesAreFeaturised) {
  succeeds({"features", space(), "--sample", "200", "--families", "op_count,adjacency,effective,spectral,signal:lin", "-o", "s.h5"});
  EXPECT_EQ(keys("s.h5").size(), 200u);
  succeeds({"features", space(), "--sample", "200", "--unique", "--families", "op_count", "-o", "u.h5"});
  EXPECT_LE(keys("u.h5").size(), 200u);
  const std::string all = output_of({"stats", space(), "--sample", "300", "--families", "op_count,op_on_position"});
  EXPECT_TRUE(contains(all, "300")) << all;
}

TEST_P(CellSpaces, KeysAndPackedWordsComeBack) {
  // Of pairs of NASNet's cells, path_counts are 32,764 columns, each a dataset of its own; nasnet_cell has half of them.
  const std::string families = space() == "nasnet" || (testing_support::kSanitized && space() == "nasnet_cell") ? "op_count,effective" : "op_count,path_counts";
  succeeds({"features", space(), "--sample", "150", "--families", families, "--adjacency", "-o", "s.h5"});
  std::string list;
  for (const std::string& key : keys("s.h5")) list += key + "\n";
  write("keys.txt", list);
  succeeds({"features", space(), "--keys", "keys.txt", "--families", families, "-o", "k.h5"});
  succeeds({"features", space(), "--adjacency-in", "s.h5", "--families", families, "-o", "a.h5"});
  for (const char* name : {"s", "k", "a"}) succeeds({"export", std::string(name) + ".h5", "-o", std::string(name) + ".csv"});
  EXPECT_EQ(bytes("k.csv"), bytes("s.csv"));
  EXPECT_EQ(bytes("a.csv"), bytes("s.csv"));
}

TEST_P(CellSpaces, AreTrainedOnAndSearched) {
  succeeds({"features", space(), "--sample", "120", "--families", "op_count,effective", "-o", "s.h5"});
  std::string table = "net,acc\n", list;
  int row = 0;
  for (const std::string& key : keys("s.h5")) {
    table += "\"" + key + "\"," + std::to_string(row * 37 % 101) + "\n";
    list += key + "\n";
    ++row;
  }
  write("t.csv", table);
  write("keys.txt", list);
  succeeds({"train", space(), "--targets", "t.csv", "--target", "acc", "--families", "op_count,effective", "--model", "ridge", "-o", "m.h5"});
  const std::string best = output_of({"search", space(), "--model", "m.h5", "--sample", "500", "--top", "7"});
  EXPECT_EQ(std::count(best.begin(), best.end(), '\n'), 8);
  const std::string of_keys = output_of({"search", space(), "--model", "m.h5", "--keys", "keys.txt", "--top", "3"});
  EXPECT_EQ(std::count(of_keys.begin(), of_keys.end(), '\n'), 4);
}

TEST_P(CellSpaces, AreTooManyToCountByClasses) {
  if (space() == "pairs.json") return;
  fails(2, {"spaces", space(), "--unique"}, {space(), space().ends_with("_cell") ? "67,108,864" : "too many to number them"});
}

class DesignSpaces : public Cli {};

TEST_F(DesignSpaces, KnowWhichOperationsAreDead) {
  succeeds({"features", "darts_none_cell", "--sample", "400", "--reachable-only", "--families", "op_count", "-o", "r.h5"});
  const StoreReader store(folder_ / "r.h5");
  EXPECT_LT(store.schema().n_rows, 400u);
  EXPECT_GT(store.schema().n_rows, 200u);
  fails(2, {"features", "enas_cell", "--sample", "400", "--reachable-only", "-o", "e.h5"}, {"enas_cell"});
}

// As the code of Network Design Spaces draws them: `none`, and both edges of a node from one node.
TEST_F(DesignSpaces, TakeGenotypesOfDartsAsTheyAreSampled) {
  write("keys.txt", "((1, 1), (1, 3), (1, 4), (1, 6), (0, 7), (2, 5), (2, 5), (1, 3))\n((0, 1), (0, 1), (2, 2), (1, 4), (2, 4), (2, 4), (0, 3), (1, 6))\n");
  succeeds({"features", "darts_none_cell", "--keys", "keys.txt", "-o", "s.h5"});
  fails(2, {"features", "darts_cell", "--keys", "keys.txt", "-o", "d.h5"}, {"keys.txt:1", "a source other than 1"});
}

}  // namespace
}  // namespace testing_cli

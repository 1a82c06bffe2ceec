#include <algorithm>
#include <sstream>

#include "io/hdf5/store_reader.hpp"
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using cartograf::StoreReader;
using Indices = std::vector<std::uint64_t>;

class Features : public Cli {
 protected:
  StoreReader open(std::string_view name = "s.h5") const { return StoreReader(folder_ / name); }
  Indices indices(std::string_view name = "s.h5") const {
    const StoreReader store = open(name);
    return store.read_index(0, store.schema().n_rows);
  }
  std::vector<std::string> keys(std::string_view name = "s.h5") const {
    const StoreReader store = open(name);
    return store.read_keys(0, store.schema().n_rows);
  }
};

TEST_F(Features, OfTheWholeSpaceAreWritten) {
  const Result result = cartograf({"features", "nasbench201", "-o", "s.h5"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.err, "s.h5: 15,625 architectures of nasbench201 x 191 features")) << result.err;
  const StoreReader store = open();
  EXPECT_EQ(store.schema().n_rows, 15625u);
  EXPECT_EQ(store.schema().features.columns.size(), 191u);
  EXPECT_EQ(store.schema().features.dtype, cartograf::Dtype::float32);
  EXPECT_EQ(store.schema().features.convention, "graf_nas");
  EXPECT_TRUE(store.features_intact());
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
}

TEST_F(Features, SayNothingOfACpuThatWasAskedFor) {
  EXPECT_FALSE(contains(cartograf({"features", "nasbench201", "-o", "t.h5", "--range", "0:9", "--device", "cpu"}).err, "device: "));
}

TEST_F(Features, ShowNoBarOutsideATerminal) {
  const Result result = cartograf({"features", "nasbench201", "-o", "s.h5"});
  EXPECT_FALSE(contains(result.err, "\r") || contains(result.err, "\x1b")) << result.err;
}

TEST_F(Features, OfARangeAreThoseArchitectures) {
  make_store("s.h5", {"--range", "100:103"});
  EXPECT_EQ(indices(), (Indices{100, 101, 102}));
  EXPECT_EQ(keys(), (std::vector<std::string>{key(100), key(101), key(102)}));
}

TEST_F(Features, OfAListOfKeysKeepItsOrderAndSpelling) {
  write("keys.txt", "(0, 0, 0, 0, 0, 4)\n( 0,0,0,0,0,1 )\n(4,4,4,4,4,4)\n");
  make_store("s.h5", {"--keys", "keys.txt"});
  EXPECT_EQ(indices(), (Indices{4, 1, 15624}));
  EXPECT_EQ(keys(), (std::vector<std::string>{"(0, 0, 0, 0, 0, 4)", "( 0,0,0,0,0,1 )", "(4,4,4,4,4,4)"}));
}

TEST_F(Features, OfACsvOfKeysUseItsColumnNet) {
  write("keys.csv", "acc,net,note\r\n0.5,\"(0, 0, 0, 0, 1, 0)\",a\r\n0.25,\"(0, 0, 0, 0, 0, 2)\",\"b, c\"\r\n");
  make_store("s.h5", {"--keys", "keys.csv"});
  EXPECT_EQ(indices(), (Indices{5, 2}));
}

TEST_F(Features, OfKeysAreThoseOfTheRange) {
  write("keys.txt", key(7) + "\n" + key(8) + "\n");
  make_store("k.h5", {"--keys", "keys.txt"});
  make_store("r.h5", {"--range", "7:9"});
  succeeds({"export", "k.h5", "-o", "k.csv"});
  succeeds({"export", "r.h5", "-o", "r.csv"});
  EXPECT_EQ(bytes("k.csv"), bytes("r.csv"));
}

TEST_F(Features, OfASampleAreReproducible) {
  make_store("a.h5", {"--sample", "200", "--seed", "7"});
  make_store("b.h5", {"--sample", "200", "--seed", "7"});
  make_store("c.h5", {"--sample", "200", "--seed", "8"});
  EXPECT_TRUE(bytes("a.h5") == bytes("b.h5"));
  EXPECT_NE(indices("a.h5"), indices("c.h5"));
  EXPECT_EQ(open("a.h5").schema().seed, 7u);
}

TEST_F(Features, OfASampleAreDifferentArchitectures) {
  make_store("s.h5", {"--sample", "15625"});
  Indices sorted = indices();
  std::sort(sorted.begin(), sorted.end());
  for (std::uint64_t i = 0; i < 15625; ++i) ASSERT_EQ(sorted[i], i);
}

TEST_F(Features, OfASmallerSampleAreTheBeginningOfALargerOne) {
  make_store("small.h5", {"--sample", "10", "--seed", "3"});
  make_store("large.h5", {"--sample", "100", "--seed", "3"});
  Indices beginning = indices("large.h5");
  beginning.resize(10);
  EXPECT_EQ(indices("small.h5"), beginning);
}

TEST_F(Features, OfChosenFamiliesComeInTheOrderOfTheSpace) {
  make_store("s.h5", {"--families", "max_op_on_path,op_count", "--range", "0:9"});
  EXPECT_EQ(open().schema().features.columns.size(), 36u);
  EXPECT_EQ(open().schema().features.columns.front().name, "op_count_0");
  EXPECT_EQ(open().schema().features.families, (std::vector<std::string>{"op_count", "max_op_on_path"}));
}

TEST_F(Features, OfTheFamilyCostAreWide) {
  make_store("s.h5", {"--families", "cost", "--range", "0:9"});
  const StoreReader store = open();
  EXPECT_TRUE(store.schema().features.columns.empty());
  ASSERT_FALSE(store.schema().sides.empty());
  for (const auto& side : store.schema().sides) {
    EXPECT_TRUE(side.path.starts_with("wide/")) << side.path;
    EXPECT_EQ(side.type, cartograf::SideType::int64);
  }
}

TEST_F(Features, OfTheOtherConventionHaveItsNames) {
  make_store("s.h5", {"--convention", "zc_combine", "--range", "0:9"});
  EXPECT_EQ(open().schema().features.convention, "zc_combine");
  EXPECT_EQ(open().schema().features.columns[5].name, "min_path_len_banned_()");
}

TEST_F(Features, HaveNoKeysWhenAskedFor) {
  make_store("s.h5", {"--no-keys", "--range", "0:9"});
  EXPECT_EQ(open().schema().key_width, 0u);
}

TEST_F(Features, HaveTheAdjacencyWhenAskedFor) {
  make_store("with.h5", {"--adjacency", "--range", "0:9"});
  make_store("without.h5", {"--range", "0:9"});
  ASSERT_TRUE(open("with.h5").schema().adjacency.has_value());
  EXPECT_EQ(open("with.h5").schema().adjacency->operations.size(), 5u);
  EXPECT_EQ(open("with.h5").schema().adjacency->edges.size(), 6u);
  EXPECT_FALSE(open("without.h5").schema().adjacency.has_value());
}

class FeatureDtypes : public Features, public testing::WithParamInterface<const char*> {};

TEST_P(FeatureDtypes, CompressedAndNotHoldTheSame) {
  make_store("plain.h5", {"--dtype", GetParam()});
  for (const char* compression : {"gzip", "gzip:1", "gzip:9"}) {
    make_store("packed.h5", {"--dtype", GetParam(), "--compression", compression, "--overwrite"});
    EXPECT_EQ(open("packed.h5").digest(), open("plain.h5").digest());
    EXPECT_TRUE(open("packed.h5").features_intact());
    EXPECT_EQ(keys("packed.h5"), keys("plain.h5"));
    EXPECT_LT(bytes("packed.h5").size(), bytes("plain.h5").size() / 2);
  }
}

INSTANTIATE_TEST_SUITE_P(All, FeatureDtypes, testing::Values("int8", "float32", "float64"),
                         [](const auto& run) { return test_name({run.param}); });

// Of each class the smallest index, in whatever order and way the architectures are named.
TEST_F(Features, OfUniqueArchitecturesAreTheSameByKeysAndByRange) {
  succeeds({"features", "nasbench201", "--range", "0:3000", "--unique", "--families", "op_count", "--adjacency", "-o", "range.h5"});
  std::istringstream lines(output_of({"convert", "nasbench201", "--range", "0:3000", "--to", "net"}));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  std::string backwards;
  for (auto key = all.rbegin(); key != all.rend(); ++key) backwards += *key + "\n";
  write("keys.txt", backwards);
  succeeds({"features", "nasbench201", "--keys", "keys.txt", "--unique", "--families", "op_count", "-o", "keys.h5"});
  Indices expected = indices("range.h5"), found = indices("keys.h5");
  EXPECT_LT(expected.size(), 2000u);
  std::reverse(found.begin(), found.end());
  EXPECT_EQ(found, expected);
  succeeds({"features", "nasbench201", "--adjacency-in", "range.h5", "--unique", "--families", "op_count", "-o", "tensor.h5"});
  EXPECT_EQ(indices("tensor.h5"), expected);
}

TEST_F(Features, AreOverwrittenOnlyWhenAskedFor) {
  make_store("s.h5", {"--range", "0:5"});
  fails(2, {"features", "nasbench201", "-o", "s.h5"}, {"s.h5: exists already", "--overwrite"});
  make_store("s.h5", {"--range", "0:7", "--overwrite"});
  EXPECT_EQ(open().schema().n_rows, 7u);
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
}

TEST_F(Features, DryRunSaysWhatWouldBeWrittenAndWritesNothing) {
  const std::string text = output_of({"features", "nasbench201", "-o", "s.h5", "--dry-run", "--dtype", "int8", "--families", "op_count,cost"});
  for (const char* part : {"s.h5", "15,625", "nasbench201", "5 features", "int8", "op_count, cost", "wide/params", "device: "}) {
    EXPECT_TRUE(contains(text, part)) << part << " is not in\n"
                                      << text;
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{});
}

TEST_F(Features, DryRunFailsWhereTheRealRunWould) {
  make_store();
  fails(2, {"features", "nasbench201", "-o", "s.h5", "--dry-run"}, {"s.h5: exists already"});
  fails(1, {"features", "nasbench201", "-o", "none/s.h5", "--dry-run"}, {"none/s.h5", "there is no folder 'none'; make it first"});
  fails(2, {"features", "nasbench201", "-o", "t.h5", "--dry-run", "--range", "0:99999"}, {"0:99999"});
}

}  // namespace
}  // namespace testing_cli

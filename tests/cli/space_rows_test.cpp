// A search space in place of a store, by any of its names, and what is printed of single architectures.
#include <sstream>
#include <utility>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class SpaceRows : public Cli {
 protected:
  void SetUp() override { write("t.csv", target_table(200)); }

  const Arguments targets_ = {"--targets", "t.csv", "--target", "acc"};

  Arguments with_targets(Arguments arguments, const Arguments& more) const {
    arguments.insert(arguments.end(), targets_.begin(), targets_.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(SpaceRows, AreEvaluatedAsTheStoreOfTheirArchitectures) {
  make_store("s.h5", {"--range", "0:200", "--families", "op_count,node_degree"});
  const Arguments how = {"--models", "ridge,rf", "--train-sizes", "9,30", "--seeds", "1:4"};
  Arguments of_space = how;
  of_space.insert(of_space.end(), {"--families", "op_count,node_degree"});
  EXPECT_EQ(output_of(with_targets({"evaluate", "nasbench201"}, of_space)), output_of(with_targets({"evaluate", "s.h5"}, how)));
  fails(2, with_targets({"evaluate", "s.h5"}, of_space), {"s.h5: --convention, --families and --dtype are for a search space; a store has its features already"});
}

TEST_F(SpaceRows, AreEvaluatedWithAListAndJoinedColumns) {
  make_store("s.h5", {"--range", "0:200"});
  std::string joined = "net,time\n", list = "net\n";
  for (unsigned i = 0; i < 200; ++i) joined += "\"" + key(i) + "\"," + std::to_string(i % 7) + "\n";
  for (unsigned i = 0; i < 200; i += 2) list += "\"" + key(i) + "\"\n";
  write("j.csv", joined);
  write("only.csv", list);
  const Arguments how = {"--models", "ridge", "--train-sizes", "9", "--seeds", "1:4", "--join", "j.csv", "--only", "only.csv"};
  EXPECT_EQ(output_of(with_targets({"evaluate", "nasbench201"}, how)), output_of(with_targets({"evaluate", "s.h5"}, how)));
}

TEST_F(SpaceRows, TakeTargetsFromAPipe) {
  const std::string plain = output_of(with_targets({"evaluate", "nasbench201"}, {"--models", "ridge", "--train-sizes", "9", "--seeds", "1:3"}));
  EXPECT_EQ(shell("$C evaluate nasbench201 --targets <(cat t.csv) --target acc --models ridge --train-sizes 9 --seeds 1:3").out, plain);
}

TEST_F(SpaceRows, SayWhatIsLeftOutAsAStoreDoes) {
  make_store("s.h5", {"--range", "0:200"});
  std::string table = "net,acc\n";
  for (unsigned i = 0; i < 200; ++i) table += "\"" + key(i) + "\"," + (i % 10 == 0 ? "" : std::to_string(i)) + "\n";
  write("t.csv", table);
  const Arguments how = {"--models", "ridge", "--train-sizes", "9", "--seeds", "1:3", "--missing-target", "skip"};
  const Result of_space = cartograf(with_targets({"evaluate", "nasbench201"}, how)), of_store = cartograf(with_targets({"evaluate", "s.h5"}, how));
  EXPECT_EQ(of_space.out, of_store.out);
  EXPECT_EQ(of_space.err, of_store.err);
  EXPECT_TRUE(contains(of_space.err, "20 rows without a target left out")) << of_space.err;
}

TEST_F(SpaceRows, AreSelectedFromAndExplained) {
  make_store("s.h5", {"--range", "0:200"});
  const Arguments select = {"--train-size", "40", "--seeds", "1:3", "--counts", "2,8"};
  EXPECT_EQ(output_of(with_targets({"select", "nasbench201"}, select)), output_of(with_targets({"select", "s.h5"}, select)));
  succeeds(with_targets({"train", "s.h5"}, {"--model", "rf", "--train-size", "50", "-o", "m.ubj"}));
  const Arguments explain = {"--model", "m.ubj", "--shuffles", "2", "--json"};
  EXPECT_EQ(output_of(with_targets({"explain", "nasbench201"}, explain)), output_of(with_targets({"explain", "s.h5"}, explain)));
  succeeds(with_targets({"train", "s.h5"}, {"--model", "rf", "--columns", "op_count_*,min_path_len_*", "-o", "some.ubj"}));
  const Arguments some = {"--model", "some.ubj", "--shuffles", "2", "--json"};
  EXPECT_EQ(output_of(with_targets({"explain", "nasbench201"}, some)), output_of(with_targets({"explain", "s.h5"}, some)));
}

TEST_F(SpaceRows, AreInspectedAsSpacesDo) {
  EXPECT_EQ(output_of({"inspect", "nasbench201"}), output_of({"spaces", "nasbench201"}));
  EXPECT_EQ(output_of({"inspect", "nasbench201", "--json"}), output_of({"spaces", "nasbench201", "--json"}));
}

TEST_F(SpaceRows, LeaveNothingBehind) {
  std::filesystem::create_directory(folder_ / "tmp");
  const Result result = shell("TMPDIR=$PWD/tmp $C evaluate nasbench201 --targets t.csv --target acc --models ridge --train-sizes 9 --seeds 1:2");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "tmp"));
  EXPECT_FALSE(contains(result.err, "/tmp/")) << result.err;
}

TEST_F(SpaceRows, HaveShortNames) {
  const std::vector<std::pair<std::string, std::string>> names = {{"nb201", "nasbench201"}, {"NAS-Bench-201", "nasbench201"}, {"nas_bench_201", "nasbench201"}, {"nb101", "nasbench101"}, {"NAS-Bench-101", "nasbench101"}, {"nb301", "darts"}, {"NAS-Bench-301", "darts"}, {"DARTS", "darts"}, {"tnb101", "transnasbench101_micro"}, {"TransNAS-Bench-101", "transnasbench101_micro"}, {"tnb101_macro", "transnasbench101_macro"}, {"NAS-Bench-Macro", "nasbench_macro"}, {"NAAP-440", "naap440"}};
  for (const auto& [given, name] : names) EXPECT_TRUE(output_of({"spaces", given}).starts_with(name + "\n")) << given;
  EXPECT_TRUE(contains(output_of({"spaces"}), "; also tnb101, transnasbench101, tnb101_micro\n"));
  EXPECT_TRUE(contains(output_of({"spaces", "tnb101"}), "  also called    tnb101, transnasbench101, tnb101_micro\n"));
  const Result result = cartograf({"features", "NB-201", "-o", "s.h5", "--range", "0:5"});
  EXPECT_TRUE(contains(result.err, "5 architectures of nasbench201")) << result.err;
  EXPECT_EQ(json_of({"inspect", "s.h5", "--json"})["space"], "nasbench201");
  fails(2, {"features", "nb2001", "-o", "x.h5"}, {"unknown search space 'nb2001'"});
}

TEST_F(SpaceRows, OfSingleArchitecturesArePredictedToTheTerminal) {
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  write("k.txt", key(7) + "\n" + key(3) + "\n");
  std::string expected = "net,params\n";
  std::istringstream all(output_of({"predict", "nasbench201", "--model", "m.h5", "-o", "-"}));
  std::vector<std::string> lines;
  for (std::string line; std::getline(all, line);) lines.push_back(line);
  expected += lines.at(8) + "\n" + lines.at(4) + "\n";
  EXPECT_EQ(output_of({"predict", "nasbench201", "--keys", "k.txt", "--model", "m.h5"}), expected);
  EXPECT_EQ(output_of({"predict", "nasbench201", key(7), key(3), "--model", "m.h5"}), expected);
  EXPECT_EQ(output_of({"predict", "--model", "m.h5", "nasbench201", key(7), key(3)}), expected);
  EXPECT_TRUE(output_of({"predict", "nasbench201", "--index", "cartograf", "7", "--model", "m.h5"}).starts_with("net,params\n"));
  fails(2, {"predict", "nasbench201", "--model", "m.h5"}, {"-o FILE.csv is missing; without it predictions of the architectures of --keys or KEY alone are printed"});
  fails(2, {"predict", "nasbench201", "(0, 1", "--model", "m.h5"}, {"cartograf: key '(0, 1' of nasbench201: byte "});
  fails(2, {"predict", "s.h5", key(7), "--model", "m.h5"}, {"s.h5: KEY is for a search space; of a store all rows are predicted"});
}

TEST_F(SpaceRows, AreChosenByCostsWithoutQuoting) {
  const auto n = [&](const Arguments& more) {
    Arguments arguments = {"features", "nasbench201", "-o", "c.h5", "--overwrite"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    succeeds(arguments);
    return json_of({"inspect", "c.h5", "--json"})["rows"].get<int>();
  };
  EXPECT_EQ(n({"--max", "params=5e5"}), n({"--where", "params<=500000"}));
  EXPECT_EQ(n({"--min", "params=344346"}), n({"--where", "params>=344346"}));
  EXPECT_EQ(n({"--max", "params=5e5", "--min", "flops=5.00000001e7", "--max", "flops=1e8"}), n({"--where", "params<=500000", "--where", "flops>=50000001", "--where", "flops<=100000000"}));
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--max", "params<5"}, {"--max: expected COST=NUMBER, such as params=1e6, found 'params<5'"});
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--max", "params=many"}, {"found 'params=many'"});
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--min", "parms=5"}, {"has no cost 'parms'; did you mean params?"});
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--max", "params=1"}, {"no architecture meets the conditions"});
}

TEST_F(SpaceRows, AreCountedInWords) {
  EXPECT_TRUE(contains(cartograf({"features", "nasbench201", "-o", "one.h5", "--range", "0:1"}).err, "one.h5: 1 architecture of nasbench201 x 191 features"));
  fails(1, {"features", "darts", "--range", "0:1000000000000000000", "-o", "x.h5"}, {"the store takes 4.3 ZB, there are "});
}

TEST_F(SpaceRows, OfSpacesThatNobodyCanWaitForAreRefused) {
  const std::string why = "darts has 1.077e+18 architectures, more than can be looked at one by one; choose some by --sample N";
  succeeds({"features", "darts", "--families", "op_count", "--sample", "30", "-o", "some.h5"});
  std::istringstream keys(output_of({"convert", "darts", "--sample", "30", "--to", "net"}));
  std::string table = "net,acc\n", line;
  for (int i = 0; std::getline(keys, line); ++i) table += "\"" + line + "\"," + std::to_string(i * i % 7) + "\n";
  write("some.csv", table);
  succeeds({"train", "some.h5", "--targets", "some.csv", "--target", "acc", "--model", "ridge", "-o", "d.h5"});
  fails(2, {"search", "darts", "--model", "d.h5"}, {why + ", --keys FILE or --range A:B"});
  fails(2, {"predict", "darts", "--model", "d.h5", "-o", "p.csv"}, {why});
  fails(2, {"features", "darts", "-o", "x.h5"}, {why});
  fails(2, {"stats", "darts", "--families", "op_count"}, {why + " or --range A:B"});
  succeeds({"search", "darts", "--model", "d.h5", "--sample", "100", "--top", "1"});
}

}  // namespace
}  // namespace testing_cli

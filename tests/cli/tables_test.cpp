// Tables as other people write them: other names and separators, packed, with repeats and without some targets.
#include <algorithm>
#include <utility>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using testing_support::shared_file;

class Tables : public Cli {
 protected:
  static std::string row(unsigned index, const std::string& rest) { return "\"" + key(index) + "\"," + rest + "\n"; }

  static Arguments train(const std::string& table, const Arguments& more = {}) {
    Arguments arguments = {"train", "nasbench201", "--targets", table, "--target", "acc", "--model", "ridge", "--device", "cpu", "--overwrite", "-o", "m.h5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  /// The model of a table, which must be the same to the last bit for the same numbers; and what was said.
  std::pair<std::string, std::string> model_of(const std::string& table, const Arguments& more = {}) const {
    const Result result = cartograf(train(table, more));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return {bytes("m.h5"), result.err};
  }
  std::string model_of_text(std::string_view text) const {
    write("plain.csv", text);
    return model_of("plain.csv").first;
  }
};

TEST_F(Tables, SayHowKeysAreReadWhereThereAreSome) {
  make_store("s.h5", {"--range", "0:40"});
  succeeds({"train", "s.h5", "--target", "params", "--model", "gp", "-o", "m.h5"});
  write("i.csv", "net\n47\n48\n");
  const std::vector<Arguments> commands = {{"features", "nasbench201", "-o", "f.h5", "--range", "0:9"},
                                           {"search", "nasbench201", "--model", "m.h5", "--sample", "9"},
                                           {"search", "nasbench201", "--model", "m.h5", "--acquire", "ei", "--range", "0:9"},
                                           {"predict", "s.h5", "--model", "m.h5", "-o", "p.csv"},
                                           {"predict", "nasbench201", "--model", "m.h5", "-o", "p.csv", "--range", "0:9"},
                                           {"convert", "nasbench201", "--to", "nats", "--range", "0:9"}};
  for (Arguments arguments : commands) {
    arguments.emplace_back("--prune");
    fails(2, arguments, {"cartograf: --prune says how keys are read; there are none\n"});
    arguments.back() = "--index";
    arguments.emplace_back("cartograf");
    fails(2, arguments, {"cartograf: --index says how keys are read; there are none\n"});
  }
  const std::string table = output_of({"search", "nasbench201", "--model", "m.h5", "--acquire", "ucb", "--range", "30:60", "--top", "30", "--exclude", "i.csv", "--index", "cartograf"});
  EXPECT_FALSE(contains(table, "\n47,") || contains(table, "\n48,")) << table;
  EXPECT_EQ(output_of({"convert", "nasbench201", "i.csv", "--to", "net", "--index", "cartograf"}), "net\n\"" + key(47) + "\"\n\"" + key(48) + "\"\n");
  succeeds({"features", "nasbench201", "-o", "f.h5", "--keys", "i.csv", "--index", "cartograf"});
  succeeds({"predict", "nasbench201", "--model", "m.h5", "-o", "p.csv", "--keys", "i.csv", "--index", "cartograf"});
}

/// The small inputs of ../shared/field: each the same as a plain table, or refused with the right sentence.
class FieldTables : public Tables {
 protected:
  void SetUp() override {
    CARTOGRAF_SKIP_WITHOUT(shared_file("field/repeats.csv"));
    two_ = model_of_text("net,acc\n" + row(1, "91.5") + row(2, "92.5"));
  }
  static std::string field(const std::string& name) { return shared_file("field/" + name).string(); }

  std::string two_;
};

TEST_F(FieldTables, WithAnotherColumnOfKeys) {
  fails(2, train(field("header_arch.csv")), {"header_arch.csv:1:1: no column 'net'; found arch, acc; give --key-column arch"});
  fails(2, {"features", "nasbench201", "--keys", field("header_arch.csv"), "-o", "f.h5"}, {"no column 'net'; found arch, acc; give --key-column arch"});
  EXPECT_EQ(model_of(field("header_arch.csv"), {"--key-column", "arch"}).first, two_);
}

TEST_F(FieldTables, WithCommentsSemicolonsAndInGzip) {
  EXPECT_EQ(model_of(field("comment_line.csv")).first, two_);
  EXPECT_EQ(model_of(field("table.csv.gz")).first, two_);
  const auto [model, said] = model_of(field("semicolon.csv"));
  EXPECT_EQ(model, two_);
  EXPECT_TRUE(contains(said, "note: " + field("semicolon.csv") + ": its fields are separated by semicolons")) << said;
}

TEST_F(FieldTables, WithRepeats) {
  fails(2, train(field("repeats.csv")), {"repeats.csv:3:1: ", "stands there already, in line 2", "1 architecture of several rows", "--repeats mean, median, first or all"});
  const std::string mean = model_of_text("net,acc\n" + row(1, "91.7") + row(2, "92.5"));
  EXPECT_EQ(model_of(field("repeats.csv"), {"--repeats", "mean"}).first, mean);
  EXPECT_EQ(model_of(field("repeats.csv"), {"--repeats", "median"}).first, mean);
  EXPECT_EQ(model_of(field("repeats.csv"), {"--repeats", "first"}).first, two_);
  const std::string said = model_of(field("repeats.csv"), {"--repeats", "all"}).second;
  EXPECT_TRUE(contains(said, "repeats.csv: 1 architecture of several rows, 2 in all; each row is a training of its own")) << said;
  EXPECT_TRUE(contains(said, "trained on 2 architectures (3 rows)")) << said;
  fails(2, train(field("repeats.csv"), {"--repeats", "max"}), {"--repeats: expected error, mean, median, first or all, found 'max'"});
}

TEST_F(FieldTables, WithoutSomeTargets) {
  const std::string expected = model_of_text("net,acc\n" + row(1, "91.5") + row(3, "93"));
  for (const std::string name : {"empty_target.csv", "nan_target.csv"}) {
    fails(2, train(field(name)), {"no 'acc' for 1 of 3", "the first is " + key(2), name + ":3:22: found '", "--missing-target skip leaves such rows out"});
    const auto [model, said] = model_of(field(name), {"--missing-target", "skip"});
    EXPECT_EQ(model, expected);
    EXPECT_TRUE(contains(said, name + ": 1 row without a target left out, the first in line 3")) << said;
  }
}

TEST_F(FieldTables, OfKeysInAnotherOrderSayWhatIsExpected) {
  const Result result = cartograf({"features", "nasbench201", "--keys", field("source_order.txt"), "-o", "f.h5"});
  if (result.exit_code != 0) {
    EXPECT_TRUE(contains(result.err, "source_order.txt:1:32: ") && contains(result.err, "expected a source")) << result.err;
  }
  EXPECT_FALSE(contains(result.err, "from 0 to 0"));
}

TEST_F(FieldTables, OfListsInBracketsAreNamedWithTheirPlace) {
  const Result result = cartograf({"features", "nasbench201", "--keys", field("list_brackets.txt"), "-o", "f.h5"});
  if (result.exit_code != 0) {
    EXPECT_TRUE(contains(result.err, "list_brackets.txt:1:1: ")) << result.err;
  }
}

TEST_F(FieldTables, BehindAPipe) {
  const Result result = shell("bash " + field("pipe_targets.sh") + " $C " + field("comment_line.csv") + " acc");
  EXPECT_EQ(result.out, "rc=0\n") << result.err;
}

// As many say it of a file that is none.
TEST_F(Tables, SayWhatAFileIsWhereverOneIsRead) {
  write("t.csv", std::string("PAR1\x15\x04", 6));
  for (const Arguments& arguments : {train("t.csv"), Arguments{"train", "nasbench201", "--target", "params", "--only", "t.csv", "-o", "m.ubj"},
                                     Arguments{"features", "nasbench201", "--keys", "t.csv", "-o", "f.h5"}}) {
    fails(2, arguments, {"t.csv: expected a text, found a Parquet file; write it as CSV first"});
  }
  make_store();
  const Arguments evaluate = {"evaluate", "s.h5", "--target", "params", "--models", "ridge"};
  for (const Arguments& more : {Arguments{"--join", "t.csv"}, Arguments{"--splits", "t.csv"}, Arguments{"--columns", "@t.csv"}}) {
    Arguments arguments = evaluate;
    arguments.insert(arguments.end(), more.begin(), more.end());
    fails(2, arguments, {"t.csv: expected a text, found a Parquet file"});
  }
  fails(2, train("s.h5"), {"s.h5: expected a text, found an HDF5 file; 'cartograf export' writes a feature store as CSV"});
}

TEST_F(Tables, HaveAHeaderWhereAColumnIsNamed) {
  write("t.csv", key(1) + "\n" + key(2) + "\n");
  fails(2, train("t.csv"), {"t.csv:1:1: expected a header with a column 'net'"});
  write("t.json", "[{\"net\": \"" + key(1) + "\", \"acc\": 1}]");
  fails(2, train("t.json"), {"t.json: expected a CSV with a column 'net', found JSON"});
}

TEST_F(Tables, WithoutAHeaderLineAreNamedSo) {
  make_store();
  const std::pair<std::string, std::string> texts[] = {{"# only a comment\n", "found comments alone"}, {"\xEF\xBB\xBF", "found an empty file"}};
  for (const auto& [text, found] : texts) {
    write("co.csv", text);
    fails(2, train("co.csv"), {"co.csv: expected a header line, " + found});
    fails(2, {"train", "s.h5", "--target", "params", "--join", "co.csv", "-o", "m.ubj"}, {"co.csv: expected a header line, " + found});
    EXPECT_EQ(cartograf({"features", "nasbench201", "--keys", "co.csv", "-o", "f.h5"}).exit_code, 2);
  }
  for (const std::string& data : {row(1, "91.5") + row(2, "92.5"), "91.5,\"" + key(1) + "\"\n", std::string("(0, 0, 0, 0, 0, 1),91.5\n")}) {
    write("t.csv", data);
    const Result result = cartograf(train("t.csv"));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_TRUE(contains(result.err, "t.csv:1:1: expected a header with a column 'net'")) << result.err;
    EXPECT_TRUE(contains(result.err, "found no header line: the first line is data")) << result.err;
    EXPECT_FALSE(contains(result.err, "--key-column")) << result.err;
  }
}

TEST_F(Tables, LiftRepeatsWhoseOtherRowsHaveNoTarget) {
  const std::string expected = model_of_text("net,acc\n" + row(1, "91") + row(2, "92"));
  write("t.csv", "net,acc\n" + row(1, "91") + row(1, "") + row(2, "92"));
  for (const std::string repeats : {"error", "mean", "all"}) {
    const auto [model, said] = model_of("t.csv", {"--missing-target", "skip", "--repeats", repeats});
    EXPECT_EQ(model, expected) << repeats;
    EXPECT_TRUE(contains(said, "1 row without a target left out") && contains(said, "trained on 2 architectures of")) << said;
    EXPECT_FALSE(contains(said, "several rows")) << said;
  }
  fails(2, train("t.csv"), {"t.csv:3:1: ", "stands there already"});
  write("t.csv", "net,acc\n" + row(1, "91") + row(1, "") + row(2, "92") + row(1, "95"));
  fails(2, train("t.csv", {"--missing-target", "skip"}), {"t.csv:5:1: ", "has a target already, in line 2; the table has 1 architecture of several rows with targets"});
  const std::string said = model_of("t.csv", {"--missing-target", "skip", "--repeats", "mean"}).second;
  EXPECT_TRUE(contains(said, "1 architecture of several rows, 2 in all")) << said;
}

TEST_F(Tables, OfSpreadsheetsAreRead) {
  const std::string expected = model_of_text("net,acc\n" + row(1, "91.5") + row(2, "92.5"));
  const std::string one = "\"" + key(1) + "\"", two = "\"" + key(2) + "\"", three = "\"" + key(3) + "\"";
  const std::string texts[] = {"sep=;\r\nnet;acc\r\n" + one + ";91,5\r\n" + two + ";92,5\r\n", "net\tacc\n" + one + "\t91,5\n" + two + "\t92,5\n",
                               "# made today\n\nnet, acc\n" + one + ", 91.5\n" + two + ",92.5 \n" + three + ", nan \n",
                               "net,acc\n" + one + ",91.5\n" + two + ",92.5\n" + three + ",#N/A\n"};
  for (const std::string& text : texts) {
    write("t.csv", text);
    EXPECT_EQ(model_of("t.csv", {"--missing-target", "skip"}).first, expected) << text;
  }
  write("t.csv", "net,acc\n(0, 0, 0, 0, 0, 1),91.5\n");
  fails(2, train("t.csv"), {"t.csv:2:1: expected 2 fields as in the header, found 7; keys with commas stand in double quotes"});
}

TEST_F(Tables, TakeTheirColumnOfKeysInEveryCommand) {
  std::string table = "arch,acc,seed\n", joined = "arch,zen\n";
  for (unsigned i = 0; i < 60; ++i) {
    table += row(i, std::to_string(i * i) + ",1") + row(i, std::to_string(i * i + 2) + ",2");
    joined += row(i, std::to_string(i % 7));
  }
  write("t.csv", table);
  write("z.csv", joined);
  make_store("s.h5", {"--range", "0:60"});
  const Arguments targets = {"--key-column", "arch", "--targets", "t.csv", "--target", "acc", "--repeats", "mean", "--device", "cpu"};
  const auto with = [&](Arguments arguments) {
    arguments.insert(arguments.end(), targets.begin(), targets.end());
    return arguments;
  };
  succeeds(with({"train", "s.h5", "--join", "z.csv", "--model", "ridge", "-o", "j.h5"}));
  succeeds({"predict", "s.h5", "--model", "j.h5", "--join", "z.csv", "--key-column", "arch", "-o", "p.csv"});
  succeeds(with({"explain", "s.h5", "--join", "z.csv", "--model", "j.h5", "--shuffles", "1"}));
  succeeds(with({"evaluate", "s.h5", "--models", "ridge", "--train-sizes", "20", "--seeds", "1:2"}));
  succeeds(with({"select", "s.h5", "--by", "redundancy", "--model", "ridge", "--train-size", "20", "--seeds", "1:2", "--counts", "2"}));
  succeeds(with({"train", "s.h5", "--model", "gp", "-o", "gp.h5"}));
  // What was trained already, several times each.
  const std::string chosen = output_of({"search", "nasbench201", "--model", "gp.h5", "--range", "0:70", "--acquire", "ei", "--top", "5", "--exclude", "t.csv",
                                        "--key-column", "arch"});
  EXPECT_EQ(std::count(chosen.begin(), chosen.end(), '\n'), 6) << chosen;
  for (unsigned i = 0; i < 60; ++i) EXPECT_FALSE(contains(chosen, key(i))) << i;
  fails(2, {"features", "nasbench201", "--keys", "t.csv", "--key-column", "arch", "-o", "k.h5"}, {"t.csv:3:1: ", "in line 2; --repeats first takes each key once"});
  succeeds({"features", "nasbench201", "--keys", "t.csv", "--key-column", "arch", "--repeats", "first", "-o", "k.h5"});
  EXPECT_EQ(json_of({"inspect", "k.h5", "--json"})["rows"], 60);
}

// Repeats on both sides would let a predictor see what it is measured on: a nearest neighbour would know it all.
TEST_F(Tables, KeepRepeatsOnOneSideOfASplit) {
  std::string table = "net,acc\n";
  for (unsigned copy = 0; copy < 3; ++copy) {
    for (unsigned i = 0; i < 60; ++i) table += row(i, std::to_string(i * 7919 % 60));
  }
  write("t.csv", table);
  make_store("s.h5", {"--range", "0:60"});
  const Arguments evaluate = {"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc", "--repeats", "all", "--models", "knn", "--param", "k=1",
                              "--train-sizes", "30", "--seeds", "1:6", "--device", "cpu", "--json"};
  const nlohmann::json json = json_of(evaluate);
  for (const auto& run : json["results"]) {
    EXPECT_LT(run["tau"].get<double>(), 0.9);
    EXPECT_EQ(run["train_size"], 30);
  }
  Arguments too_many = evaluate;
  std::replace(too_many.begin(), too_many.end(), std::string("30"), std::string("59"));
  fails(2, too_many, {"train size 59: of 60 architectures at least two must be left to test on"});
  EXPECT_TRUE(contains(cartograf(train("t.csv", {"--repeats", "all"})).err, "trained on 60 architectures (180 rows) of nasbench201"));
  EXPECT_TRUE(contains(cartograf(train("t.csv", {"--repeats", "all", "--train-size", "40"})).err, "trained on 40 architectures (120 rows)"));
  write("splits.csv", "data_seed,train_size,train_row_indices\n1,4,0 60 120 1\n");
  fails(2, {"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc", "--repeats", "all", "--models", "knn", "--splits", "splits.csv"},
        {"splits.csv:2:5: the rows ", "are of one architecture"});
}

TEST_F(Tables, ReportTheFirstBadLine) {
  make_store("s.h5", {"--range", "0:5"});
  std::string targets = "net,acc\n", joined = "net,a,b\n";
  for (const unsigned i : {4u, 3u, 2u, 1u, 0u}) {
    targets += row(i, i == 3 ? "high" : i == 1 ? "low"
                                               : std::to_string(i));
    joined += row(i, i == 3 ? "1,x" : i == 1 ? "y,2"
                                             : "1,2");
  }
  write("t.csv", targets);
  write("z.csv", joined);
  fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"}, {"t.csv:3:22: ", "'high'"});
  fails(2, {"evaluate", "s.h5", "--target", "params", "--join", "z.csv", "--train-sizes", "2"}, {"z.csv:3:24: ", "'x'"});
}

TEST_F(Tables, LeaveOutBothWhatIsMissingAndWhatStandsForNone) {
  write("t.csv", "net,acc\n" + row(1, "91.5") + row(2, "NA") + row(3, "93") + row(4, "-1") + row(5, "None"));
  const std::string expected = model_of_text("net,acc\n" + row(1, "91.5") + row(3, "93"));
  const auto [model, said] = model_of("t.csv", {"--missing-target", "skip", "--missing-target", "-1"});
  EXPECT_EQ(model, expected);
  EXPECT_EQ(model_of("t.csv", {"--missing-target", "skip,-1"}).first, expected);
  // Silence would train on -1.
  EXPECT_TRUE(contains(model_of("t.csv", {"--missing-target", "skip"}).second, "note: t.csv: 'acc' is -1 in 1 row and nowhere else below 0; if it stands for none, --missing-target skip,-1 leaves out such architectures"));
  EXPECT_FALSE(contains(said, "nowhere else below 0")) << said;
  write("t.csv", "net,acc\n" + row(1, "91.5") + row(2, "0") + row(3, "93") + row(4, "-1") + row(5, "-2"));
  const auto [other, numbers] = model_of("t.csv", {"--missing-target", "0,-1,-2"});
  EXPECT_EQ(other, expected);
  EXPECT_TRUE(contains(numbers, "3 architectures with the target 0, -1 or -2 are left out, 2 remain")) << numbers;
  EXPECT_FALSE(contains(model_of("t.csv").second, "nowhere else below 0"));
  EXPECT_TRUE(contains(said, "2 rows without a target left out, the first in line 3") && contains(said, "1 architecture with the target -1 is left out")) << said;
  fails(2, train("t.csv", {"--missing-target", "none"}), {"--missing-target: expected skip or a number, found 'none'"});
  fails(2, train("t.csv", {"--missing-target", "skip,inf"}), {"--missing-target: expected skip or a number, found 'inf'"});
  fails(2, {"train", "nasbench201", "--target", "params", "--repeats", "mean", "-o", "n.ubj"}, {"without a table of targets"});
}

TEST_F(Tables, OfKeysCountTheSameNetworks) {
  const std::string graph = "(0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, ";
  write("k.txt", graph + "2, 4, 1)\n" + graph + "4, 2, 1)\n" + graph + "4, 4, 1)\n" + graph + "2, 3, 1)\n" + graph + "3, 2, 1)\n");
  const Result result = cartograf({"features", "nasbench101", "--keys", "k.txt", "--families", "op_count", "-o", "f.h5"});
  EXPECT_TRUE(contains(result.err, "note: k.txt: its 5 keys are 3 networks: 2 keys write one again, in another way")) << result.err;
  EXPECT_EQ(json_of({"inspect", "f.h5", "--json"})["rows"], 5);
  write("k.txt", graph + "2, 4, 1)\n" + graph + "4, 2, 1)\n" + graph + "4, 4, 1)\n");
  const Result two = cartograf({"features", "nasbench101", "--keys", "k.txt", "--families", "op_count", "-o", "g.h5"});
  EXPECT_TRUE(contains(two.err, "note: k.txt: its 3 keys are 2 networks: 1 key writes one again, in another way")) << two.err;
}

TEST_F(Tables, OfAnotherSpaceSayOfWhich) {
  write("t.csv", "net,acc\n" + row(15'624, "91") + row(7'000, "92"));
  fails(2, {"train", "transnasbench101_micro", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"},
        {"t.csv:2:3: key '(4, 4, 4, 4, 4, 4)' of transnasbench101_micro: ", "; all 2 keys of the table are of nasbench201\n"});
  fails(2, {"features", "darts", "--keys", "t.csv", "-o", "f.h5"}, {"; all 2 keys of the table are of nasbench201\n"});
  write("k.txt", key(15'624) + "\n");
  fails(2, {"features", "nasbench101", "--keys", "k.txt", "-o", "f.h5"}, {"; it is a key of nasbench201\n"});
  // Some keys of a space do not make the others its own.
  write("t.csv", "net,acc\n" + row(15'624, "91") + "\"(9, 9, 9, 9, 9, 9)\",92\n");
  const Result mixed = cartograf({"train", "transnasbench101_micro", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"});
  EXPECT_EQ(mixed.exit_code, 2);
  EXPECT_FALSE(contains(mixed.err, "of the table are of")) << mixed.err;
  succeeds({"train", "nasbench201", "--target", "params", "--train-size", "20", "-o", "m.ubj"});
  fails(2, {"predict", "nasbench201", "((0, 3), (1, 3), (0, 3), (2, 3), (1, 0), (2, 0), (0, 0), (1, 0))", "--model", "m.ubj"},
        {"key '((0, 3), (1, 3), (0, 3), (2, 3), (1, 0), (2, 0), (0, 0), (1, 0))' of nasbench201: byte 1: ", "; it is a key of darts_cell or darts_none_cell\n"});
}

TEST_F(Tables, OfAStoreTakeNoChoiceOfASpace) {
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  fails(2, {"predict", "s.h5", "--model", "m.h5", "--where", "params<1", "-o", "p.csv"}, {"s.h5: --where is for a search space; of a store all rows are predicted"});
  fails(2, {"predict", "s.h5", "--model", "m.h5", "--reachable-only", "-o", "p.csv"}, {"s.h5: --reachable-only is for"});
}

// One behaviour for numbers with a decimal comma, digits and all.
TEST_F(Tables, WithSemicolonsBecomeTheSameByConvertAndImport) {
  write("t.csv", "net;acc;note\n(4, 3, 3, 0, 0, 0);88,30;a, b\n");
  const std::string expected = "net,acc,note\n\"(4, 3, 3, 0, 0, 0)\",88.30,\"a, b\"\n";
  EXPECT_EQ(output_of({"import", "t.csv"}), expected);
  EXPECT_EQ(output_of({"convert", "nasbench201", "t.csv", "--to", "net"}), expected);
}

TEST_F(Tables, OfJsonWithNumbersBeyondFloat64SayTheirPlace) {
  write("a.json", "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\":\n  {\"a\": 1e400}}}");
  write("b.json", "[{\"arch\": [1, 3, 4, 3, 2, 2],\n \"a\": -1e400}]");
  fails(2, {"import", "a.json"}, {"cartograf: a.json:2:9: expected a number up to 1.8e308, found '1e400'\n"});
  fails(2, {"import", "b.json"}, {"cartograf: b.json:2:7: expected a number up to 1.8e308, found '-1e400'\n"});
  fails(2, {"spaces", "b.json"}, {"cartograf: b.json:2:7: expected a number up to 1.8e308, found '-1e400'\n"});
}

}  // namespace
}  // namespace testing_cli

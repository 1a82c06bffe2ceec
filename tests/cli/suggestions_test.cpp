// What the command says to what people mistype, and what it understands anyway.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Suggestions : public Cli {
 protected:
  void SetUp() override {
    make_store();
    succeeds({"train", "s.h5", "--target", "params", "--model", "rf", "-o", "m.ubj"});
  }
};

TEST_F(Suggestions, OfOptionsBehindACommand) {
  fails(2, {"features", "nasbench201", "--outptu", "x.h5"},
        {"cartograf features: unknown option '--outptu'; did you mean --output?\nusage: cartograf features SPACE -o FILE.h5 [OPTIONS]\n'cartograf features --help' says more\n"});
  fails(2, {"evaluate", "s.h5", "--target", "params", "--train-size=9"}, {"unknown option '--train-size'; did you mean --train-sizes"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--tpo", "3"}, {"unknown option '--tpo'; did you mean --top"});
  fails(2, {"inspect", "s.h5", "--xyzzyxyzzy"}, {"cartograf inspect: unknown option '--xyzzyxyzzy'\n"});
}

TEST_F(Suggestions, AreTheNearestAlone) {
  fails(2, {"features", "nasbench201", "--sampel", "5", "-o", "x.h5"}, {"unknown option '--sampel'; did you mean --sample?\n"});
  fails(2, {"train", "s.h5", "--target", "params", "--model", "GP", "-o", "x.h5"}, {"cartograf: unknown predictor 'GP'; did you mean gp?\n"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--acquire", "foo"}, {"cartograf search: --acquire: expected ei, ucb, thompson, found 'foo'\nusage: "});
}

TEST_F(Suggestions, OfCommands) {
  fails(2, {"completion", "bash"}, {"cartograf: unknown command 'completion'; 'cartograf generate bash FOLDER' writes the completion of a shell\n"});
  fails(2, {"completions"}, {"'cartograf generate bash|zsh|fish FOLDER' writes the completion of a shell\n"});
  fails(2, {"fetures", "nasbench201"}, {"cartograf: unknown command 'fetures'; did you mean features?\n"});
  fails(2, {"--quiet", "evalute"}, {"cartograf: unknown command 'evalute'; did you mean evaluate?\n"});
  fails(2, {"--versoin"}, {"unknown option '--versoin'; did you mean --version?"});
  fails(2, {"help", "trian"}, {"cartograf: unknown command 'trian'; did you mean train?\n"});
}

TEST_F(Suggestions, OfWords) {
  fails(2, {"select", "s.h5", "--target", "params", "--by", "redundency"}, {"cartograf select: --by: expected importance, redundancy, found 'redundency'; did you mean redundancy?\n"});
  fails(2, {"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--importance", "gian"}, {"--importance: expected gain, shap, permutation, found 'gian'; did you mean gain?\n"});
  fails(2, {"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--group-correlation", "high"}, {"cartograf explain: --group-correlation: expected a number, found 'high'\n"});
  for (const char* value : {"nan", "0", "1.5"}) {
    fails(2, {"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--group-correlation", value}, {std::string("group correlation: expected a number above 0 and up to 1, found ") + value + "\n"});
  }
}

TEST_F(Suggestions, OfTables) {
  const Result result = cartograf({"reproduce"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("cartograf reproduce: TABLE is missing; one of:\n  graf-nb201 ")) << result.err;
  for (const char* table : {"\n  graf-hw ", "\n  naap440 ", "\n  signal ", "\nusage: cartograf reproduce TABLE [OPTIONS]\n"}) EXPECT_TRUE(contains(result.err, table)) << result.err;
}

TEST_F(Suggestions, OfColumns) {
  write("t.csv", target_table(20));
  fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "accuracy", "-o", "n.ubj"}, {"cartograf: t.csv:1: expected a column 'accuracy', found the columns net, acc; did you mean acc?\n"});
  for (const Arguments& arguments : {Arguments{"export", "s.h5", "-o", "x.csv"}, Arguments{"evaluate", "s.h5", "--target", "params"}}) {
    Arguments with = arguments;
    with.insert(with.end(), {"--columns", "op_count"});
    fails(2, with, {"no column is called or matches 'op_count'; did you mean family:op_count?\n"});
  }
  succeeds({"export", "s.h5", "-o", "x.csv", "--columns", "family:op_count"});
}

TEST_F(Suggestions, OfSpacesThatAreDocuments) {
  fails(2, {"spaces", "nats"}, {"cartograf: unknown search space 'nats'; of NATS-Bench, nasbench201 is the space of topologies, docs/examples/natsbench_size.json that of sizes\n"});
  for (const char* name : {"natsbench_size", "nasbench_asr", "autoformer_tiny"}) {
    const std::string document = std::string("docs/examples/") + name + ".json";
    fails(2, {"features", name, "-o", "x.h5"}, {std::string("unknown search space '") + name + "'; " + document + " describes it: give that file\n"});
    EXPECT_EQ(json_of({"spaces", CARTOGRAF_DOCS_DIR "/../" + document, "--json"})["name"], name);
  }
}

// What people type into tables.
TEST_F(Suggestions, OfNumbersAndRows) {
  const auto train = [&](const std::string& rows, const std::vector<std::string>& parts) {
    write("t.csv", "net,acc\n" + rows);
    fails(2, {"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "-o", "n.ubj"}, parts);
  };
  const std::string a = "\"" + key(1) + "\",", b = "\"" + key(2) + "\",", c = "\"" + key(3) + "\",";
  train(a + "88.3%\n", {"t.csv:2:22: column 'acc': expected a number or nothing, found '88.3%'; write it without the percent sign\n"});
  train(a + "1\n\n" + b + "2\n", {"t.csv:3: found a blank line between rows; take it out\n"});
  train(a + "\n" + b + "nan\n" + c + "1\n", {"t.csv: no 'acc' for 2 of 3 architectures, the first is " + key(1) + "; rows without a target, the first is t.csv:2:22: found ''; --missing-target skip leaves such rows out\n"});
  write("t.csv", "net,acc\n\"" + key(4) + "\",1\n");
  EXPECT_EQ(cartograf({"import", "t.csv"}).err, "note: t.csv: train and all other commands read this table as it is\n");
  EXPECT_EQ(cartograf({"import", "t.csv", "--key-column", "net"}).err, "");
  // Not of a table that train refuses.
  for (const char* value : {"abc", "84.99 %", "Infinity", ""}) {
    write("t.csv", "net,acc\n\"" + key(4) + "\",1\n\"" + key(5) + "\"," + value + "\n");
    EXPECT_EQ(cartograf({"import", "t.csv"}).err, "") << value;
    EXPECT_EQ(cartograf({"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "-o", "n.ubj"}).exit_code, 2) << value;
  }
}

TEST_F(Suggestions, OfWhatGoesTogether) {
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--seed", "3"}, {"cartograf features: --seed needs --sample\n"});
  fails(2, {"features", "nasbench201", "-o", "x.h5", "--range", "0:5", "--sample", "3"}, {"--range and --sample exclude each other; give one of them\n"});
  fails(2, {"features", "nasbench201", "-o", "x.h5", "-o", "y.h5"}, {"cartograf features: --output is given several times; expected once\n"});
}

TEST_F(Suggestions, OfListsWhereAWordIsTooMuch) {
  fails(2, {"train", "s.h5", "--target", "params", "-o", "n.ubj", "--param", "rounds=1", "seed=2"},
        {"cartograf train: unexpected argument 'seed=2'; --param takes one at a time: --param rounds=1 --param seed=2\n"});
  fails(2, {"bench", "--work", "rows", "hdf5_write"}, {"cartograf: 'hdf5_write' is a work and no space; a list is written with commas: --work rows,hdf5_write\n"});
  fails(2, {"inspect", "s.h5", "surplus"}, {"cartograf inspect: unexpected argument 'surplus'\n"});
  fails(2, {"inspect", "s.h5", "[4, 3]"}, {"cartograf inspect: unexpected argument '[4, 3]'\n"});
  fails(2, {"export", "s.h5", "[4, 3]"}, {"cartograf export: -o FILE.csv|FILE.npy|FILE.zarr is missing\n"});
}

TEST_F(Suggestions, AreNotNeededForListsWithBlanks) {
  const Arguments begin = {"evaluate", "s.h5", "--target", "params", "--seeds", "1:3"};
  Arguments commas = begin, blanks = begin;
  commas.insert(commas.end(), {"--models", "ridge,knn", "--train-sizes", "9,20"});
  blanks.insert(blanks.end(), {"--models", "ridge", "knn", "--train-sizes", "9", "20"});
  const std::string expected = output_of(commas);
  EXPECT_EQ(output_of(blanks), expected);
  Arguments both = begin;
  both.insert(both.end(), {"--models", "ridge,", "knn", "--train-sizes", "9,20"});
  EXPECT_EQ(output_of(both), expected);
  fails(2, {"evaluate", "--models", "ridge", "knn", "s.h5", "--target", "params"}, {"cartograf evaluate: unexpected argument 's.h5'; a list is written with commas: --models ridge,knn\n"});
  succeeds({"features", "nasbench201", "--families", "op_count", "cost", "-o", "f.h5"});
  EXPECT_EQ(json_of({"inspect", "f.h5", "--json"})["families"], (std::vector<std::string>{"op_count", "cost"}));
}

TEST_F(Suggestions, SayWhatHelpHas) {
  for (const char* command : {"evaluate", "features", "select", "explain", "reproduce", "bench"}) EXPECT_TRUE(contains(output_of({command, "--help"}), " A,B,...")) << command;
  for (const char* command : {"spaces", "features", "inspect", "export", "convert", "import", "predictors", "train", "predict", "evaluate", "explain", "select", "reproduce", "search", "stats", "bench"}) {
    EXPECT_FALSE(contains(output_of({command, "--help"}), "TEXT")) << command;
    EXPECT_FALSE(contains(output_of({command, "--help"}), "UINT")) << command;
    EXPECT_EQ(output_of({"help", command}), output_of({command, "--help"}));
  }
}

// Every place that wants a space says so when it gets a store, and the other way round.
TEST_F(Suggestions, SayThatAStoreIsNoSpace) {
  const std::string message = "s.h5: expected a search space, found an HDF5 file; give the name of a space (see 'cartograf spaces') or a document whose name ends in .json; 'cartograf inspect s.h5' says of which space a store is\n";
  for (const Arguments& arguments : {Arguments{"features", "s.h5", "-o", "x.h5"}, Arguments{"search", "s.h5", "--model", "m.ubj"}, Arguments{"convert", "s.h5", "--to", "net"},
                                     Arguments{"spaces", "s.h5"}, Arguments{"bench", "s.h5", "--work", "rows"}}) {
    fails(2, arguments, {message});
  }
  write("t.csv", target_table(4));
  fails(2, {"features", "t.csv", "-o", "x.h5"}, {"t.csv: expected a search space, found a text; give the name of a space"});
}

TEST_F(Suggestions, SayThatASpaceIsNoStore) {
  fails(2, {"export", "nasbench201", "-o", "x.csv"}, {"nasbench201: expected a feature store, found a search space; 'cartograf features nasbench201 -o FILE.h5' writes one\n"});
  fails(2, {"export", "NB201", "-o", "x.csv"}, {"NB201: expected a feature store, found a search space"});
}

TEST_F(Suggestions, SayWhereTablesGo) {
  write("t.csv", target_table(4));
  const std::string found = "cartograf: t.csv: expected a feature store (HDF5), found another kind of file; ";
  const std::string training = found + "tables of targets go behind --targets, lists of architectures behind --only\n";
  fails(2, {"train", "t.csv", "--target", "acc", "-o", "n.ubj"}, {training});
  fails(2, {"evaluate", "t.csv", "--target", "acc"}, {training});
  fails(2, {"select", "t.csv", "--target", "acc", "-o", "c.txt"}, {training});
  fails(2, {"predict", "t.csv", "--model", "m.ubj", "-o", "p.csv"}, {found + "lists of architectures go behind --keys, tables of targets behind --targets of train and evaluate\n"});
  fails(2, {"stats", "t.csv"}, {found + "'cartograf features SPACE --keys FILE' writes a store of a list of architectures\n"});
}

// Files of the wrong kind are called what they are, before the ending of the output is looked at.
TEST_F(Suggestions, SayThatAModelIsNoStore) {
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  fails(2, {"train", "m.h5", "--target", "params", "-o", "x.h5"}, {"cartograf: m.h5: expected a feature store, found a model\n"});
  fails(2, {"export", "m.h5", "-o", "x.csv"}, {"cartograf: m.h5: expected a feature store, found a model\n"});
  fails(2, {"train", "m.ubj", "--target", "params", "-o", "x.ubj"}, {"cartograf: m.ubj: expected a feature store or a search space, found a model\n"});
  fails(2, {"predict", "s.h5", "--model", "s.h5", "-o", "p.csv"}, {"cartograf: s.h5: expected a model of cartograf, found a feature store\n"});
  fails(2, {"train", "s.h5", "--target", "params", "-o", "x.h5"}, {"x.h5: a model of xgb, which is the default (--model names another), is a file of XGBoost (UBJSON); expected a name that ends in .ubj\n"});
  fails(2, {"train", "s.h5", "--target", "params", "--model", "xgb", "-o", "x.h5"}, {"x.h5: a model of xgb is a file of XGBoost (UBJSON); expected a name that ends in .ubj\n"});
}

TEST_F(Suggestions, RefuseReadingsOfNoTable) {
  const std::vector<Arguments> commands = {{"train", "s.h5", "--target", "params", "-o", "n.ubj"},
                                           {"evaluate", "s.h5", "--target", "params"},
                                           {"select", "s.h5", "--target", "params"},
                                           {"explain", "s.h5", "--model", "m.ubj", "--target", "params"}};
  for (const Arguments& command : commands) {
    for (const Arguments& option : {Arguments{"--index", "nats"}, Arguments{"--key-column", "arch"}, Arguments{"--prune"}}) {
      Arguments arguments = command;
      arguments.insert(arguments.end(), option.begin(), option.end());
      fails(2, arguments, {"cartograf: " + option.front() + " says how keys are read; there are none\n"});
    }
  }
}

// Exit code 2, as for all that is not understood; the text is that of the help.
TEST_F(Suggestions, ListTheCommandsWhereNoneIsGiven) {
  const Result result = cartograf({});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "cartograf: no command is given; 'cartograf --help' says what follows\n\n" + output_of({"--help"}));
  EXPECT_EQ(output_of({"help"}), output_of({"--help"}));
  const std::string text = output_of({"--help"});
  std::size_t at = 0;
  for (const char* part : {"\nLook:\n  spaces ", "\nFeatures:\n  features ", "\nTrain and judge:\n  train ", "\nSearch:\n  search ", "\nMeasure:\n", "\nOptions:\n"}) {
    const std::size_t next = text.find(part);
    ASSERT_NE(next, std::string::npos) << part << text;
    EXPECT_GE(next, at) << part;
    at = next;
  }
  EXPECT_EQ(output_of({"-V"}), output_of({"--version"}));
}

TEST_F(Suggestions, HaveTheirOptionsInGroups) {
  const std::string text = output_of({"train", "--help"});
  std::size_t at = 0;
  for (const char* part : {"Usage: cartograf train SPACE|FILE.h5 --target NAME -o FILE.ubj|FILE.h5", "\nInput:\n  SPACE|FILE.h5 ", "\n  --targets FILE.csv ", "\nColumns:\n", "\n  --columns A,B,... ",
                           "\nTraining:\n", "\n  --train-size N ", "\nOutput:\n  -o, --output FILE.ubj|FILE.h5", "\nMachine:\n  --device DEVICE ", "\nGeneral:\n", "\nExamples:\n"}) {
    const std::size_t next = text.find(part);
    ASSERT_NE(next, std::string::npos) << part << text;
    EXPECT_GE(next, at) << part;
    at = next;
  }
}

}  // namespace
}  // namespace testing_cli

// What messages show of files, and what the system refuses in a sentence.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using namespace std::string_literals;

class Messages : public Cli {
 protected:
  /// No byte that a terminal would act upon, but line feeds.
  static bool harmless(const std::string& text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && byte != '\n') || byte >= 0x7f) return false;
    }
    return true;
  }
  void shows(const Arguments& arguments, const std::vector<std::string>& parts) const {
    const Result result = cartograf(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_TRUE(harmless(result.err)) << result.err;
    EXPECT_LT(result.err.size(), 2000u);
    for (const std::string& part : parts) EXPECT_TRUE(contains(result.err, part)) << "'" << part << "' is not in: " << result.err;
  }
};

TEST_F(Messages, ShowNoBytesOfFilesRaw) {
  make_store("s.h5", {"--range", "0:9"});
  const std::string wild = "\x1b]0;title\x07\x1b[2J\xff\x9b";
  const std::string shown = "\\x1b]0;title\\x07\\x1b[2J\\xff\\x9b";
  write("k.txt", key(1) + "\n" + wild + "\n");
  shows({"features", "nasbench201", "--keys", "k.txt", "-o", "f.h5"}, {"k.txt:2:1: key '" + shown + "'"});
  write("k.csv", "net,\x1b[31macc\n\"" + key(1) + "\",1\n");
  shows({"train", "s.h5", "--targets", "k.csv", "--target", "acc", "-o", "m.ubj"}, {"expected a column 'acc', found the columns net, \\x1b[31macc"});
  write("v.csv", target_table(8) + "\"" + key(8) + "\"," + wild + "\n");
  shows({"train", "s.h5", "--targets", "v.csv", "--target", "acc", "-o", "m.ubj"}, {"v.csv:10:22: column 'acc': expected a number or nothing, found '" + shown + "'"});
  write("sel.txt", wild + "\n");
  shows({"export", "s.h5", "--columns", "@sel.txt", "-o", "x.csv"}, {"sel.txt:1: ", "\\x1b]0;title"});
  write("space.json", "{\"kind\": \"" + wild.substr(0, 3) + "\"}");
  shows({"spaces", "space.json"}, {"space.json"});
  shows({"export", "s.h5", "--\x1b[2J", "-o", "x.csv"}, {"\\x1b[2J"});
  shows({"\x1b[2J"}, {"unknown command '\\x1b[2J'"});
}

TEST_F(Messages, GoOnBehindANul) {
  write("k.txt", "(0, 0, 0, 0, 0, 0)\n(0, \0, 0, 0, 0, 1)\n"s);
  shows({"features", "nasbench201", "--keys", "k.txt", "-o", "f.h5"}, {"k.txt:2:5: expected a text, found the byte '\\x00' of a binary file"});
}

TEST_F(Messages, CutWhatIsLong) {
  write("k.txt", key(1) + "\n(" + std::string(1'000'000, '7') + ")\n");
  shows({"features", "nasbench201", "--keys", "k.txt", "-o", "f.h5"}, {"k.txt:2:2: key '(777", "777...' of nasbench201: "});
  std::string header = "net", row = "\"" + key(1) + "\"";
  for (int i = 0; i < 5000; ++i) {
    header += ",column" + std::to_string(i);
    row += ",1";
  }
  write("w.csv", header + "\n" + row + "\n");
  shows({"train", "nasbench201", "--targets", "w.csv", "--target", "acc", "-o", "m.ubj"}, {"found the columns net, column0", " and 4951 more"});
}

TEST_F(Messages, CutLongWordsOfTheCommandLine) {
  make_store("s.h5", {"--range", "0:60"});
  write("a.csv", target_table(60));
  const std::string word(100'000, 'x'), shown = "'" + std::string(200, 'x') + "...'";
  const std::vector<Arguments> lines = {{"train", "s.h5", "-o", "m.ubj", "--target", word},
                                        {"train", "s.h5", "-o", "m.ubj", "--targets", "a.csv", "--target", word},
                                        {"train", "s.h5", "-o", "m.ubj", "--target", "params", "--model", word},
                                        {"train", "s.h5", "-o", "m.ubj", "--target", "params", "--param", word + "=1"},
                                        {"train", "s.h5", "-o", "m.ubj", "--target", "params", "--param", word + ".rounds=1"},
                                        {"train", "s.h5", "-o", "m.ubj", "--target", "params", "--exclude", word},
                                        {"evaluate", "s.h5", "--target", "params", "--models", word},
                                        {"evaluate", "s.h5", "--target", "params", "--seeds", word},
                                        {"evaluate", "s.h5", "--target", "params", "--feature-set", word},
                                        {"spaces", word},
                                        {"reproduce", word},
                                        {"predictors", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--families", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--sample", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--device", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--dtype", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--unique", word},
                                        {"features", "nasbench201", "-o", "x.h5", "--where", word},
                                        {"convert", "nasbench201", "--to", word},
                                        {"bench", "--work", word}};
  for (const Arguments& line : lines) {
    const Result result = cartograf(line);
    EXPECT_EQ(result.exit_code, 2) << test_name({line.begin(), line.end() - 1});
    EXPECT_LT(result.err.size(), 2500u) << test_name({line.begin(), line.end() - 1});
    EXPECT_TRUE(contains(result.err, shown)) << test_name({line.begin(), line.end() - 1}) << ": " << result.err.substr(0, 500);
  }
}

TEST_F(Messages, HaveNamesOfFilesOnOneLine) {
  const std::string name = "new\nline\x1b[2J.csv", shown_name = "new\\nline\\x1b[2J.csv";
  write(name, "");
  shows({"import", name}, {"cartograf: " + shown_name + ": expected a header line, found an empty file\n"});
  shows({"export", name, "-o", "x.csv"}, {"cartograf: " + shown_name + ": expected a feature store"});
  shows({"features", name, "-o", "x.h5"}, {"cartograf: " + shown_name + ": expected a search space, found a text"});
  make_store("s.h5", {"--range", "0:9"});
  shows({"export", "s.h5", "-o", name}, {"cartograf: " + shown_name + ": exists already"});
  EXPECT_TRUE(contains(cartograf({"export", "s.h5", "-o", name, "--overwrite"}).err, shown_name + ": 9 rows, "));
}

TEST_F(Messages, SayThatAFileMayNotGrow) {
  make_store("s.h5", {"--range", "0:3000"});
  succeeds({"train", "s.h5", "--target", "params", "--model", "rf", "-o", "m.ubj"});
  for (const std::string command : {"features nasbench201 -o x.h5", "features nasbench201 --compression gzip -o x.h5", "export s.h5 -o x.csv", "export s.h5 -o x.npy", "export s.h5 -o x.zarr",
                                    "train s.h5 --target params --model rf --device cpu -o x.ubj", "train s.h5 --target params --model knn --device cpu -o x.h5", "predict s.h5 --model m.ubj --device cpu -o x.csv"}) {
    const Snapshot before = snapshot(folder_.path());
    const Result result = shell("ulimit -f 8; exec $C " + command);
    EXPECT_EQ(result.exit_code, 1) << command << " signal " << result.signal;
    EXPECT_TRUE(contains(result.err, "cartograf: x.") && contains(result.err, "File too large (errno 27); 'ulimit -f' says how large")) << command << "\n"
                                                                                                                                        << result.err;
    EXPECT_EQ(snapshot(folder_.path()), before) << command;
  }
}

TEST_F(Messages, SayThatThereIsNoFolderForTemporaryFiles) {
  const Result result = shell("TMPDIR=$PWD/none $C bench nasbench201 --work hdf5_write --device cpu --rows 1000 --repetitions 1");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(contains(result.err, "/none: cannot make a folder for temporary files: No such file or directory")) << result.err;
  EXPECT_TRUE(contains(result.err, "the variable TMPDIR says where they go")) << result.err;
}

TEST_F(Messages, SayThatANameIsTooLong) {
  make_store("s.h5", {"--range", "0:9"});
  for (const std::string& name : {std::string(245, 'x') + ".csv", std::string(300, 'x') + ".csv"}) {
    fails(2, {"export", "s.h5", "-o", name}, {"the name is too long: until a file is complete its name is longer by 41 bytes"});
  }
  fails(2, {"features", "nasbench201", "-o", std::string(250, 'x') + ".h5"}, {"the name is too long"});
}

TEST_F(Messages, SayOnceThatThreadsSpin) {
  make_store("s.h5", {"--range", "0:60"});
  const std::string note = "note: OMP_WAIT_POLICY=active makes trainings many times slower";
  const auto count = [&](const std::string& text) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(note, at)) != std::string::npos; ++at) ++n;
    return n;
  };
  const std::string train = "$C train s.h5 --target params --model ridge --device cpu --threads 1 --overwrite -o m.h5";
  const std::string evaluate = "$C evaluate s.h5 --target params --models ridge --train-sizes 9 --seeds 1:3 --device cpu --threads 1";
  for (const std::string& command : {train, evaluate}) {
    EXPECT_EQ(count(shell("OMP_WAIT_POLICY=active " + command).err), 1);
    EXPECT_EQ(count(shell("OMP_WAIT_POLICY=ACTIVE " + command).err), 1);
    EXPECT_EQ(count(shell("OMP_WAIT_POLICY=passive " + command).err), 0);
    EXPECT_EQ(count(shell("unset OMP_WAIT_POLICY; " + command).err), 0);
  }
  EXPECT_EQ(count(shell("OMP_WAIT_POLICY=active $C inspect s.h5").err), 0);
}

}  // namespace
}  // namespace testing_cli

// '-', /dev/stdout, /dev/fd/N and pipes, for all that is read or written from the beginning to the end.
#include <utility>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using testing_support::shared_file;

class Streams : public Cli {
 protected:
  void SetUp() override {
    make_store("s.h5", {"--range", "0:60"});
    write("t.csv", target_table(60));
  }
  std::string shell_output(const std::string& line) const {
    const Result result = shell(line);
    EXPECT_EQ(result.exit_code, 0) << line << "\n"
                                   << result.err;
    return result.out;
  }
};

TEST_F(Streams, AreWrittenBehindWhatIsThere) {
  const std::string csv = "net,op_count_2\n\"" + key(0) + "\",0\n";
  const std::string command = "$C export s.h5 --columns op_count_2 --rows 0:1 -o ";
  for (const char* name : {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    EXPECT_EQ(shell_output("{ echo before; " + command + name + "; echo after; } > out.txt; cat out.txt"), "before\n" + csv + "after\n") << name;
    EXPECT_EQ(shell_output("echo before > out.txt; { " + command + name + "; echo after; } >> out.txt; cat out.txt"), "before\n" + csv + "after\n") << name;
    EXPECT_EQ(shell_output("{ echo before; " + command + name + "; echo after; } | cat"), "before\n" + csv + "after\n") << name;
  }
  EXPECT_EQ(shell_output("exec 7> out.txt; echo before >&7; " + command + "/dev/fd/7; echo after >&7; cat out.txt"), "before\n" + csv + "after\n");
}

TEST_F(Streams, OfTheScriptThatLostRows) {
  const auto script = shared_file("field/dev_stdout.sh");
  CARTOGRAF_SKIP_WITHOUT(script);
  EXPECT_EQ(shell_output("bash " + script.string() + " $C"), "# begin\nnet,op_count_2\n\"" + key(0) + "\",0\n\"(2, 2, 2, 2, 2, 2)\",6\n# rc=0\n");
}

TEST_F(Streams, TakeWhatEveryCommandWrites) {
  const std::string targets = " s.h5 --targets t.csv --target acc --device cpu ";
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  const std::pair<std::string, std::string> commands[] = {
      {"predict s.h5 --model m.h5 -o ", "p.csv"},
      {"export s.h5 --rows 0:9 -o ", "x.csv"},
      {"stats nasbench201 --range 0:99 --families op_count -o ", "c.csv"},
      {"search nasbench201 --model m.h5 --range 0:99 --top 3 -o ", "b.csv"},
      {"evaluate" + targets + "--models ridge --train-sizes 20 --seeds 1:2 --csv ", "e.csv"},
      {"evaluate" + targets + "--models ridge --train-sizes 20 --seeds 1:2 --html ", "e.html"},
      {"explain" + targets + "--model m.h5 --shuffles 1 --csv ", "i.csv"},
      {"select" + targets + "--by redundancy --model ridge --train-size 20 --seeds 1:2 --counts 2 -o ", "l.txt"},
      {"train" + targets + "--model xgb --param rounds=2 -o ", "m.ubj"}};
  for (const auto& [command, file] : commands) {
    shell_output("$C " + command + file);
    const std::string expected = bytes(file);
    EXPECT_FALSE(expected.empty());
    // A page quotes its command, which names the output.
    const auto expected_of = [&, name = " --html " + file](const std::string& output) {
      std::string text = expected;
      if (file.ends_with(".html")) text.replace(text.find(name), name.size(), " --html " + output);
      return text;
    };
    EXPECT_TRUE(shell_output("$C " + command + "-") == expected_of("-")) << command;
    EXPECT_TRUE(shell_output("$C " + command + "/dev/stdout | cat") == expected_of("/dev/stdout")) << command;
  }
}

TEST_F(Streams, AreOneToAnOutput) {
  const Arguments evaluate = {"evaluate", "s.h5", "--target", "params", "--models", "ridge", "--train-sizes", "20", "--seeds", "1:2"};
  const auto with = [&](const Arguments& more) {
    Arguments arguments = evaluate;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  fails(2, with({"--csv", "-", "--json"}), {"standard output: expected one output, found --json and"});
  fails(2, with({"--csv", "-", "--html", "/dev/stdout"}), {"--csv and --html: expected two files"});
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  for (const char* name : {"-", "/dev/stdout", "/dev/fd/1"}) {
    const Arguments search = {"search", "nasbench201", "--model", "m.h5", "--range", "0:60", "--top", "3", "--device", "cpu", "--timings", name};
    fails(2, search, {"standard output: expected one output, found the table of architectures and a file of its name"});
    Arguments more = search;
    more.emplace_back("--json");
    fails(2, more, {"standard output: expected one output, found --json and"});
    more.insert(more.end(), {"-o", "best.json"});
    EXPECT_EQ(json_of(more).at("architectures"), 60);
    EXPECT_EQ(nlohmann::json::parse(bytes("best.json")).size(), 3u);
    std::filesystem::remove(folder_ / "best.json");
  }
}

TEST_F(Streams, AreNotForHdf5) {
  fails(2, {"features", "nasbench201", "-o", "-"}, {"standard output: expected a regular file, found a stream"});
  EXPECT_EQ(shell("$C features nasbench201 -o /dev/stdout --overwrite > out.h5").exit_code, 2);
  EXPECT_EQ(bytes("out.h5"), "");
  for (const std::string name : {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    for (const char* behind : {" > out.h5", " | cat"}) {
      const Result result = shell("set -o pipefail; $C features nasbench201 --overwrite -o " + name + behind);
      EXPECT_EQ(result.exit_code, 2) << name << behind;
      EXPECT_EQ(result.out, "") << name << behind;
      EXPECT_TRUE(contains(result.err, "expected a regular file, found a stream; HDF5 is not written from the beginning to the end"))
          << name << behind << ": " << result.err;
    }
  }
  fails(2, {"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "-"}, {"a model of ridge is an HDF5 file"});
  EXPECT_EQ(shell("cat s.h5 | $C train s.h5 --targets - --target acc -o m.ubj").exit_code, 2);
  const Result joined = shell("cat s.h5 | $C evaluate s.h5 --target params --join -");
  EXPECT_TRUE(contains(joined.err, "standard input: expected a text, found an HDF5 file")) << joined.err;
}

TEST_F(Streams, GiveTablesListsSpacesAndTensors) {
  const std::string train = "$C train s.h5 --target acc --model ridge --device cpu --overwrite -o ";
  shell_output(train + "m.h5 --targets t.csv");
  const std::string expected = bytes("m.h5");
  for (const char* way : {"--targets - < t.csv", "--targets /dev/stdin < t.csv", "--targets <(cat t.csv)", "--targets <(gzip -c t.csv)", "--targets /dev/fd/5 5< t.csv"}) {
    shell_output(train + "n.h5 " + way);
    EXPECT_TRUE(bytes("n.h5") == expected) << way;
  }
  // What the shell has read of a file is read.
  EXPECT_EQ(shell_output("{ read -r line; $C search nasbench201 --model m.h5 --keys - ; } < <(printf 'skipped\\n" + key(5) + "\\n') | tail -n +2 | cut -d, -f1"), "5\n");
  write("a.json", R"({"kind": "layers", "name": "tiny", "layers": 2, "attributes": [{"name": "width", "values": [1, 2]}]})");
  EXPECT_EQ(shell("$C spaces a.json").exit_code, shell("$C spaces - < a.json").exit_code);
  EXPECT_EQ(shell("$C spaces a.json").out, shell("$C spaces <(cat a.json)").out);
}

TEST_F(Streams, GiveModelsOfBothKinds) {
  for (const auto& [predictor, model] : {std::pair{"ridge", "m.h5"}, std::pair{"xgb", "m.ubj"}}) {
    succeeds({"train", "s.h5", "--target", "params", "--model", predictor, "-o", model});
    const std::string file = model;
    const std::string expected = shell_output("$C predict s.h5 --device cpu --model " + file + " -o -");
    EXPECT_EQ(shell_output("$C predict s.h5 --device cpu --model - -o - < " + file), expected);
    EXPECT_EQ(shell_output("$C predict s.h5 --device cpu --model /dev/stdin -o - < " + file), expected);
    EXPECT_EQ(shell_output("$C predict s.h5 --device cpu --model <(cat " + file + ") -o -"), expected);
    EXPECT_EQ(shell_output("$C predict nasbench201 --range 0:60 --device cpu --model <(cat " + file + ") -o -"), expected);
    EXPECT_EQ(shell_output("$C search nasbench201 --range 0:60 --device cpu --model <(cat " + file + ") --top 4"),
              shell_output("$C search nasbench201 --range 0:60 --device cpu --model " + file + " --top 4"));
    write("cut", bytes(model).substr(0, bytes(model).size() / 2));
    const Result result = shell("$C predict s.h5 --model - -o p.csv < cut");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_TRUE(contains(result.err, "cartograf: standard input: expected a model of cartograf")) << result.err;
  }
}

TEST_F(Streams, DoNotGiveStores) {
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  make_store("a.h5", {"--range", "0:9", "--adjacency"});
  const std::string why = ", found an HDF5 file; an HDF5 file needs a name: it is not read from a stream";
  const std::string of_stream = ", found a stream; an HDF5 file needs a name: it is not read from a stream";
  const auto refused = [&](const std::string& command, const std::string& message) {
    const Result result = shell(command);
    EXPECT_EQ(result.exit_code, 2) << command;
    EXPECT_TRUE(contains(result.err, "cartograf: " + message)) << command << "\n"
                                                               << result.err;
  };
  for (const std::string name : {"-", "/dev/stdin", "/dev/fd/0"}) {
    const std::string called = name == "-" ? "standard input" : name;
    for (const char* from : {" < a.h5", " < <(cat a.h5)"}) {
      for (const char* more : {"", " --join t.csv"}) refused("$C predict " + name + " --model m.h5 -o p.csv" + more + from, called + ": expected a search space (JSON)" + why);
      for (const char* more : {"", " --columns op_count_1"}) refused("$C train " + name + " --target params -o m.ubj" + more + from, called + ": expected a search space (JSON)" + why);
      refused("$C stats " + name + from, called + ": expected a search space (JSON)" + why);
      refused("$C evaluate " + name + " --target params --device cpu" + from, called + ": expected a search space (JSON)" + why);
      refused("$C export " + name + " -o x.csv" + from, called + ": expected a feature store" + of_stream);
      refused("$C inspect " + name + from, called + ": expected a search space (JSON)" + why);
      refused("$C features nasbench201 -o f.h5 --adjacency-in " + name + from, called + ": expected a NumPy array (.npy)" + why);
    }
  }
  write("store.json", bytes("a.h5"));
  fails(2, {"spaces", "store.json"}, {"store.json: expected a search space (JSON), found an HDF5 file\n"});
  refused("$C features nasbench201 -o f.h5 --adjacency-in - < t.csv", "standard input: expected a NumPy array (.npy) or an HDF5 file, found another kind");
}

TEST_F(Streams, ThatAreClosedAreCalledSo) {
  for (const char* command : {"$C features nasbench201 -o f.h5 --keys - <&-", "$C spaces - <&-", "$C train s.h5 --targets /dev/stdin --target acc -o m.ubj <&-",
                              "$C predict s.h5 --model - -o p.csv <&-", "$C features nasbench201 -o f.h5 --adjacency-in - <&-"}) {
    const Result result = shell(command);
    EXPECT_EQ(result.exit_code, 2) << command;
    EXPECT_TRUE(contains(result.err, "cartograf: standard input is closed\n")) << command << "\n"
                                                                               << result.err;
  }
  std::filesystem::create_directory(folder_ / "folder");
  const Result result = shell("$C spaces - < folder");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(contains(result.err, "cartograf: standard input: expected a file, found a folder\n")) << result.err;
}

TEST_F(Streams, AreReadOnce) {
  const Result result = shell("$C evaluate s.h5 --targets - --target acc --join /dev/stdin --models ridge < t.csv");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(contains(result.err, "/dev/stdin: found an empty stream; what a stream holds can be read once")) << result.err;
}

TEST_F(Streams, ThatAreInputAndOutputAreRefused) {
  const std::string before = bytes("t.csv");
  const Result result = shell("$C predict nasbench201 --model t.csv --keys - -o - < t.csv >> t.csv");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(contains(result.err, "standard output: is also what the command reads")) << result.err;
  EXPECT_EQ(bytes("t.csv"), before);
}

}  // namespace
}  // namespace testing_cli

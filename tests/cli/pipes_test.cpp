#include <functional>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using testing_support::PipedText;

/// What a shell makes of `--targets <(...)`: each file may be read once.
class Pipes : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("text", target_table(300));
  }

  /// The command of a file must print the same when a pipe gives what is in "text".
  void expect_same(const std::function<Arguments(const std::string& file)>& command) const {
    const PipedText piped(bytes("text"));
    const std::string expected = output_of(command("text"));
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(output_of(command(piped.name())), expected);
  }

  /// The same of a command whose last argument is the file that it writes.
  void expect_same_file(const std::function<Arguments(const std::string& file)>& command) const {
    const PipedText piped(bytes("text"));
    const std::string output = command("text").back();
    succeeds(command("text"));
    const std::string expected = bytes(output);
    std::filesystem::remove(folder_ / output);
    succeeds(command(piped.name()));
    EXPECT_TRUE(bytes(output) == expected);
  }
};

TEST_F(Pipes, GiveTargetsToTrain) {
  for (const char* rows : {"s.h5", "nasbench201"}) {
    expect_same_file([&](const std::string& file) {
      return Arguments{"train", rows, "--targets", file, "--target", "acc", "--model", "ridge", "--device", "cpu", "--overwrite", "-o", "m.h5"};
    });
  }
}

TEST_F(Pipes, GiveTargetsToEvaluateSelectAndExplain) {
  expect_same([](const std::string& file) {
    return Arguments{"evaluate", "s.h5", "--targets", file, "--target", "acc", "--models", "ridge", "--train-sizes", "30", "--seeds", "1:3"};
  });
  expect_same([](const std::string& file) {
    return Arguments{"select", "s.h5", "--targets", file, "--target", "acc", "--by", "redundancy", "--model", "ridge", "--train-size", "40",
                     "--seeds", "1:2", "--counts", "2"};
  });
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  expect_same([](const std::string& file) {
    return Arguments{"explain", "s.h5", "--model", "m.h5", "--targets", file, "--target", "acc", "--shuffles", "1", "--rows-sample", "20"};
  });
}

TEST_F(Pipes, GiveColumnsAlsoFromTheTableOfTheTargets) {
  const Arguments rest = {"--exclude", "acc", "--models", "ridge", "--train-sizes", "30", "--seeds", "1:3"};
  std::string text = "net,acc,other\n";
  for (unsigned i = 0; i < 300; ++i) text += "\"" + key(i) + "\"," + std::to_string(i * i) + "," + std::to_string(i % 7) + "\n";
  write("text", text);
  expect_same([&](const std::string& file) {
    Arguments command = {"evaluate", "s.h5", "--targets", file, "--target", "acc", "--join", file};
    command.insert(command.end(), rest.begin(), rest.end());
    return command;
  });
}

TEST_F(Pipes, GiveListsOfArchitectures) {
  std::string list;
  for (unsigned i = 0; i < 40; ++i) list += key(3 * i) + "\n";
  write("text", list);
  for (const char* rows : {"s.h5", "nasbench201"}) {
    expect_same_file([&](const std::string& file) {
      return Arguments{"train", rows, "--only", file, "--target", "params", "--model", "ridge", "--overwrite", "-o", "m.h5"};
    });
  }
  expect_same_file([](const std::string& file) { return Arguments{"predict", "nasbench201", "--model", "m.h5", "--keys", file, "-o", "p.csv"}; });
  succeeds({"train", "s.h5", "--target", "params", "--model", "gp", "--train-size", "20", "--device", "cpu", "-o", "gp.h5"});
  expect_same([](const std::string& file) {
    return Arguments{"search", "nasbench201", "--model", "gp.h5", "--range", "0:200", "--acquire", "ei", "--top", "3", "--exclude", file};
  });
}

TEST_F(Pipes, GiveSplits) {
  write("text", "data_seed,train_size,train_row_indices\n42,4,9 4 3 6\n");
  expect_same([](const std::string& file) { return Arguments{"evaluate", "s.h5", "--target", "params", "--models", "ridge", "--splits", file}; });
}

TEST_F(Pipes, GiveSelectors) {
  write("text", "op_count_*\nfamily:node_degree\n");
  expect_same([](const std::string& file) { return Arguments{"export", "s.h5", "--columns", "@" + file, "--rows", "0:3", "-o", "/dev/stdout"}; });
}

}  // namespace
}  // namespace testing_cli

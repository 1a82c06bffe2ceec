// Equal input gives equal bytes: from run to run, and for every number of threads.
#include <chrono>
#include <thread>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Determinism : public Cli {
 protected:
  /// The bytes of the file `name` that the command writes; the file is removed again.
  std::string written(const Arguments& arguments, const std::string& name) const {
    succeeds(arguments);
    const std::string result = bytes(name);
    std::filesystem::remove(folder_ / name);
    return result;
  }
  /// The command must write the same file in every run; gives its bytes.
  std::string writes_the_same_again(const Arguments& arguments, const std::string& name) const {
    const std::string first = written(arguments, name);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // time stamps, where there are any, are in seconds
    EXPECT_TRUE(written(arguments, name) == first) << "a second run";
    return first;
  }
  /// The same for every number of threads.
  void writes_the_same(const Arguments& arguments, const std::string& name) const {
    const std::string first = writes_the_same_again(arguments, name);
    for (const char* threads : {"1", "2", "7"}) {
      Arguments with_threads = arguments;
      with_threads.insert(with_threads.end(), {"--threads", threads});
      EXPECT_TRUE(written(with_threads, name) == first) << threads << " threads";
    }
  }
};

class DeterministicStore : public Determinism, public testing::WithParamInterface<Arguments> {};

TEST_P(DeterministicStore, HasTheSameBytes) {
  Arguments arguments = {"features", "nasbench201", "-o", "x.h5", "--device", "cpu"};
  arguments.insert(arguments.end(), GetParam().begin(), GetParam().end());
  writes_the_same(arguments, "x.h5");
}

INSTANTIATE_TEST_SUITE_P(Kinds, DeterministicStore,
                         testing::Values(Arguments{}, Arguments{"--dtype", "int8", "--compression", "gzip"},
                                         Arguments{"--dtype", "float64", "--convention", "zc_combine"},
                                         Arguments{"--compression", "gzip:9", "--families", "node_degree,cost", "--adjacency"},
                                         Arguments{"--sample", "3000", "--seed", "5", "--no-keys"}),
                         [](const auto& run) { return std::to_string(run.index) + test_name(run.param); });

TEST_F(Determinism, OfExports) {
  make_store("s.h5", {});
  writes_the_same_again({"export", "s.h5", "-o", "x.csv"}, "x.csv");
  writes_the_same_again({"export", "s.h5", "-o", "x.npy"}, "x.npy");
}

TEST_F(Determinism, OfModelsAndPredictions) {
  make_store("s.h5", {});
  for (const char* model : {"rf", "xgb"}) {
    const Arguments train = {"train", "s.h5", "--target", "flops", "--model", model, "--train-size", "500", "--device", "cpu", "-o"};
    Arguments again = train, once = train;
    again.push_back("x.ubj");
    once.push_back(std::string(model) + ".ubj");
    writes_the_same(again, "x.ubj");
    succeeds(once);
    writes_the_same({"predict", "s.h5", "--model", once.back(), "--device", "cpu", "-o", "x.csv"}, "x.csv");
    writes_the_same({"predict", "s.h5", "--model", once.back(), "--device", "cpu", "-o", "x.h5"}, "x.h5");
  }
}

TEST_F(Determinism, OfEvaluations) {
  make_store("s.h5", {});
  const auto evaluation = [&](const char* threads) {
    return output_of({"evaluate", "s.h5", "--target", "params", "--models", "rf,xgb", "--train-sizes", "16,64", "--seeds", "1:4", "--device", "cpu",
                      "--json", "--threads", threads});
  };
  const std::string one = evaluation("1");
  EXPECT_EQ(evaluation("1"), one);
  EXPECT_EQ(evaluation("2"), one);
  EXPECT_EQ(evaluation("7"), one);
}

// Neither the folder nor the time of the run goes into a file.
TEST_F(Determinism, DoesNotDependOnThePlace) {
  std::filesystem::create_directory(folder_ / "d");
  make_store("a.h5");
  make_store("d/b.h5");
  EXPECT_TRUE(bytes("a.h5") == bytes("d/b.h5"));
}

}  // namespace
}  // namespace testing_cli

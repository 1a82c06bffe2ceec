#include <algorithm>
#include <csignal>
#include <cstdint>
#include <set>
#include <utility>

#include <cartograf/version.hpp>

#include "kernels/cuda/runtime.hpp"
#include "tests/cli/cli.hpp"
#include "tests/support/cuda.hpp"

namespace testing_cli {
namespace {

class Bench : public Cli {
 protected:
  /// A benchmark too small to tell anything, in JSON.
  nlohmann::json entries(const Arguments& more) const {
    Arguments arguments = {"bench", "--device", "cpu", "--json", "--repetitions", "1", "--folder", "."};
    arguments.insert(arguments.end(), more.begin(), more.end());
    for (const auto& [option, value] : {std::pair("--memory", "1MiB"), std::pair("--rows", "10000")}) {
      if (std::find(more.begin(), more.end(), option) == more.end()) arguments.insert(arguments.end(), {option, value});
    }
    return json_of(arguments);
  }

  static std::set<std::string> works(const nlohmann::json& list) {
    std::set<std::string> names;
    for (const nlohmann::json& entry : list) names.insert(entry.at("work").get<std::string>());
    return names;
  }
};

void expect_consistent(const nlohmann::json& entry) {
  SCOPED_TRACE(entry.dump());
  const double rows = entry.at("rows"), seconds = entry.at("seconds");
  EXPECT_GT(rows, 0);
  EXPECT_GT(seconds, 0);
  EXPECT_LE(entry.at("seconds_min"), entry.at("seconds"));
  EXPECT_GE(entry.at("seconds_max"), entry.at("seconds"));
  EXPECT_NEAR(entry.at("architectures_per_second").get<double>() * seconds, rows, 1e-6 * rows);
  if (!entry.at("bytes").is_null()) {
    const double bytes = entry.at("bytes");
    EXPECT_NEAR(entry.at("gb_per_second").get<double>() * 1e9 * seconds, bytes, 1e-6 * bytes);
  }
  ASSERT_EQ(entry.at("fraction").is_null(), entry.at("limit_gb_per_second").is_null());
  ASSERT_EQ(entry.at("fraction").is_null(), entry.at("limit").is_null());
  if (entry.at("fraction").is_null()) return;
  EXPECT_DOUBLE_EQ(entry.at("fraction"), entry.at("gb_per_second").get<double>() / entry.at("limit_gb_per_second").get<double>());
  EXPECT_GT(entry.at("limit_seconds"), 0);
}

TEST_F(Bench, MeasuresEveryWorkOfTheCpu) {
  const nlohmann::json list = entries({"nasbench201", "nasbench101", "--dtype", "float32,int8"});
  ASSERT_TRUE(list.is_array());
  EXPECT_EQ(works(list), (std::set<std::string>{"rows", "stream", "scaling", "hdf5_write", "fit", "predict", "features_fit_predict", "enumerate"}));
  for (const nlohmann::json& entry : list) expect_consistent(entry);
  // Each but the enumeration for two spaces and two dtypes; the rows in an array and in a block, scaling for 10^4 alone.
  EXPECT_EQ(list.size(), 2 * 2 * 8 + 1);
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(Bench, CountsRowsAndBytes) {
  for (const nlohmann::json& entry : entries({"nasbench201", "darts_cell", "--work", "rows,stream", "--dtype", "int8,float32,float64"})) {
    SCOPED_TRACE(entry.dump());
    const std::uint64_t columns = entry.at("space") == "nasbench201" ? 191 : 516;
    const std::uint64_t size = entry.at("dtype") == "int8" ? 1 : entry.at("dtype") == "float32" ? 4
                                                                                                : 8;
    EXPECT_EQ(entry.at("bytes"), entry.at("rows").get<std::uint64_t>() * columns * size);
    EXPECT_EQ(entry.at("rows"), entry.at("work") == "stream" ? 10000 : (1 << 20) / (columns * size));
    EXPECT_EQ(entry.at("device"), "cpu");
  }
}

// More rows than a small space has, and a block that holds less than all of them.
TEST_F(Bench, GoesRoundASmallSpace) {
  const nlohmann::json list = entries({"transnasbench101_micro", "--work", "rows", "--dtype", "int8", "--memory", "2MB", "--block", "300kB"});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("variant"), "array");
  EXPECT_EQ(list[1].at("variant"), "block");
  for (const nlohmann::json& entry : list) EXPECT_EQ(entry.at("rows"), 2'000'000 / 95);
}

// Spaces with columns outside /features, with divisors that the row has, with fewer rows than are trained on elsewhere.
TEST_F(Bench, TakesEveryKindOfSpace) {
  const nlohmann::json list = entries({"naap440", "nasbench101", "nasbench_macro", "--work", "rows,hdf5_write,predict", "--dtype", "int8"});
  EXPECT_EQ(list.size(), 3 * 4u);
  for (const nlohmann::json& entry : list) expect_consistent(entry);
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(Bench, ScalesInPowersOfTenUpToTheRowsAskedFor) {
  const nlohmann::json list = entries({"nasbench201", "--work", "scaling", "--dtype", "int8", "--rows", "250000"});
  std::vector<std::uint64_t> rows;
  for (const nlohmann::json& entry : list) {
    rows.push_back(entry.at("rows"));
    // The process holds a batch and what it is compared with, not the rows.
    EXPECT_GT(entry.at("peak_memory_bytes"), 1 << 20);
    expect_consistent(entry);
  }
  EXPECT_EQ(rows, (std::vector<std::uint64_t>{10'000, 100'000, 250'000}));
}

TEST_F(Bench, EnumeratesAllClassesOfNasbench101) {
  const nlohmann::json list = entries({"nasbench101", "--work", "enumerate"});
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].at("rows"), 423624);
  EXPECT_EQ(list[0].at("goal_seconds"), 0.5);
  EXPECT_TRUE(list[0].at("dtype").is_null());
}

TEST_F(Bench, TrainsAsOnNasbench201) {
  std::set<std::pair<std::string, std::uint64_t>> rows;
  for (const nlohmann::json& entry : entries({"nasbench201", "--work", "fit,predict,features_fit_predict", "--dtype", "float32"})) {
    rows.emplace(entry.at("work"), entry.at("rows"));
  }
  EXPECT_EQ(rows, (std::set<std::pair<std::string, std::uint64_t>>{{"fit", 1024}, {"predict", 15625}, {"features_fit_predict", 15625}}));
}

TEST_F(Bench, GivesOnlyWhatWasAskedFor) {
  EXPECT_EQ(works(entries({"nasbench201", "--work", "predict", "--dtype", "float32"})), std::set<std::string>{"predict"});
}

TEST_F(Bench, TakesTheInstructionSetAskedFor) {
  for (const nlohmann::json& entry : entries({"nasbench201", "--work", "rows,fit", "--isa", "baseline"})) EXPECT_EQ(entry.at("isa"), "baseline");
}

TEST_F(Bench, SaysWhatItWasMeasuredOn) {
  const nlohmann::json list = entries({"nasbench201", "--work", "rows", "--dtype", "int8", "--threads", "1"});
  for (const nlohmann::json& entry : list) {
    EXPECT_EQ(entry.at("threads"), 1);
    const nlohmann::json& machine = entry.at("machine");
    EXPECT_EQ(machine.at("cartograf"), CARTOGRAF_VERSION);
    for (const char* name : {"cpu", "kernel", "compiler", "build_type", "hdf5", "xgboost", "time"}) {
      EXPECT_FALSE(machine.at(name).get<std::string>().empty()) << name;
    }
    EXPECT_GE(machine.at("cores"), 1);
    EXPECT_GT(machine.at("memory_bytes"), 1 << 20);
    EXPECT_TRUE(machine.at("gpu").is_null());
  }
}

TEST_F(Bench, PrintsATableForPeople) {
  const std::string text =
      output_of({"bench", "nasbench201", "--device", "cpu", "--work", "rows,hdf5_write", "--memory", "1MiB", "--repetitions", "1"});
  for (const char* part : {"rows (array)", "rows (block)", "hdf5_write", "nasbench201", "float32", "int8", "fraction", "XGBoost"}) {
    EXPECT_TRUE(contains(text, part)) << part << " is not in\n"
                                      << text;
  }
}

TEST_F(Bench, RefusesWhatItDoesNotKnow) {
  fails(2, {"bench", "--device", "cpu", "--work", "row"}, {"unknown work 'row'", "did you mean rows"});
  fails(2, {"bench", "--device", "cpu", "--dtype", "float16"}, {"float16", "float32"});
  fails(2, {"bench", "--device", "cpu", "nasbench"}, {"unknown search space 'nasbench'", "nasbench201"});
  fails(2, {"bench", "--device", "cpu", "--repetitions", "0"}, {"--repetitions"});
  fails(2, {"bench", "--device", "cpu", "--rows", "0"}, {"--rows"});
  fails(2, {"bench", "--device", "cpu", "--isa", "mmx"}, {"unknown instruction set 'mmx'", "baseline"});
  for (const char* size : {"x", "0", "-1", "1TiBi", "1.5GiB", "9999999999999GiB", "99999999999999999999"}) {
    fails(2, {"bench", "--device", "cpu", "--memory", size}, {"--memory", size});
    fails(2, {"bench", "--device", "cpu", "--block", size}, {"--block", size});
  }
}

TEST_F(Bench, RefusesWhatItWouldLeaveOut) {
  fails(2, {"bench", "nasbench201", "--device", "cpu", "--work", "enumerate"}, {"enumerate", "nasbench101"});
  fails(2, {"bench", "nasbench201", "--device", "cpu", "--work", "copy_to_host"}, {"copy_to_host", "GPU"});
}

TEST_F(Bench, RefusesMoreMemoryThanTheMachineHas) {
  fails(2, {"bench", "nasbench201", "--device", "cpu", "--work", "rows", "--memory", "900000GiB"}, {"does not fit into the memory"});
}

TEST_F(Bench, FailsInAFolderThatCannotBeWritten) {
  fails(1, {"bench", "nasbench201", "--device", "cpu", "--work", "hdf5_write", "--memory", "1MiB", "--folder", "missing"}, {"missing", "temporary files"});
}

TEST_F(Bench, FailsOnADeviceThatIsMissing) {
  fails(3, {"bench", "--device", "cuda:4711"}, {"device cuda:4711 is not available"});
}

TEST_F(Bench, LeavesNothingBehindWhenItIsStopped) {
  Process process({"bench", "nasbench201", "--device", "cpu", "--work", "hdf5_write", "--memory", "1MiB", "--repetitions", "1000", "--folder", "."},
                  folder_.path());
  process.wait_until_it_catches(SIGINT);
  while (folder_.names().empty() && process.running()) {
  }
  process.send(SIGINT);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 130) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(folder_.names().empty());
}

class BenchCuda : public Cli {};

TEST_F(BenchCuda, MeasuresEveryWorkOfTheGpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const nlohmann::json list = json_of({"bench", "nasbench201", "darts_cell", "--device", "cuda", "--json", "--memory", "8MiB", "--rows", "10000",
                                       "--repetitions", "1", "--folder", "."});
  std::set<std::string> works;
  for (const nlohmann::json& entry : list) {
    expect_consistent(entry);
    works.insert(entry.at("work").get<std::string>());
    EXPECT_EQ(entry.at("device"), "cuda:0");
    EXPECT_EQ(entry.at("machine").at("gpu").at("name"), cartograf::cuda::device_name(0));
  }
  EXPECT_EQ(works, (std::set<std::string>{"rows", "copy_to_host", "stream", "scaling", "hdf5_write", "fit", "predict", "features_fit_predict"}));
}

}  // namespace
}  // namespace testing_cli

#include <sstream>

#include "kernels/cuda/runtime.hpp"
#include "tests/cli/cli.hpp"
#include "tests/support/cuda.hpp"

namespace testing_cli {
namespace {

class DeviceCuda : public Cli {};

class DeviceOfCommand : public Cli {
 protected:
  void SetUp() override { make_store(); }
};

TEST_F(DeviceOfCommand, ThatIsMissingEndsWithThreeAndTheReason) {
  const std::string reason = cartograf::cuda::why_unusable(0);
  if (reason.empty()) GTEST_SKIP() << "there is a GPU";
  succeeds({"train", "s.h5", "--target", "params", "--train-size", "9", "--device", "cpu", "-o", "m.ubj"});
  const std::vector<Arguments> commands = {{"features", "nasbench201", "-o", "new.h5"},
                                           {"features", "nasbench201", "-o", "new.h5", "--dry-run"},
                                           {"train", "s.h5", "--target", "params", "-o", "new.ubj"},
                                           {"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"},
                                           {"evaluate", "s.h5", "--target", "params", "--train-sizes", "9"}};
  for (const Arguments& command : commands) {
    for (const char* device : {"cuda", "cuda:0"}) {
      Arguments arguments = command;
      arguments.insert(arguments.end(), {"--device", device});
      fails(3, arguments, {"device cuda:0 is not available", reason});
    }
  }
}

TEST_F(DeviceOfCommand, ThatNoMachineHasEndsWithThree) {
  fails(3, {"features", "nasbench201", "-o", "new.h5", "--device", "cuda:4711"}, {"device cuda:4711 is not available"});
}

TEST_F(DeviceOfCommand, ThatIsAListIsRefusedWhereOnlyOneCanBeUsed) {
  succeeds({"train", "s.h5", "--target", "params", "--train-size", "9", "--device", "cpu", "-o", "m.ubj"});
  const std::vector<Arguments> commands = {{"train", "s.h5", "--target", "params", "-o", "new.ubj"},
                                           {"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"},
                                           {"evaluate", "s.h5", "--target", "params", "--train-sizes", "9"}};
  for (const Arguments& command : commands) {
    for (const std::string device : {"cuda:0,1", "cuda:all"}) {
      Arguments arguments = command;
      arguments.insert(arguments.end(), {"--device", device});
      fails(2, arguments, {"only one can be used here", "'" + device + "'"});
    }
  }
}

TEST_F(DeviceOfCommand, ThatIsAListIsThereForFeatures) {
  const std::string reason = cartograf::cuda::why_unusable(0);
  if (reason.empty()) GTEST_SKIP() << "there is a GPU";
  for (const char* device : {"cuda:0,0", "cuda:0,1", "cuda:all"}) {
    fails(3, {"features", "nasbench201", "-o", "new.h5", "--device", device}, {"device cuda:0 is not available", reason});
  }
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--device", "cuda:0,x"}, {"cuda:K,L,...", "'cuda:0,x'"});
}

TEST_F(DeviceOfCommand, ThatIsTheCpuIsSaidOnlyWhereThereIsADriverOfGpus) {
  const std::string reason = cartograf::cuda::why_unusable(0);
  if (reason.empty()) GTEST_SKIP() << "there is a GPU";
  const Result result = cartograf({"features", "nasbench201", "-o", "new.h5"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(contains(result.err, "device: cpu (auto: " + reason), cartograf::cuda::has_driver()) << result.err;
  EXPECT_EQ(contains(cartograf({"evaluate", "s.h5", "--target", "params", "--models", "ridge", "--train-sizes", "9"}).err, "device: "), cartograf::cuda::has_driver());
}

TEST_F(DeviceCuda, ThatIsUsedIsSaid) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  for (const char* device : {"auto", "cuda", "cuda:0"}) {
    const Result result = cartograf({"features", "nasbench201", "-o", "new.h5", "--overwrite", "--device", device});
    EXPECT_TRUE(contains(result.err, "device: cuda:0 (")) << result.err;
  }
}

TEST_F(DeviceCuda, WritesTheSameStoreAsTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  for (const char* dtype : {"int8", "float32", "float64"}) {
    make_store("cpu.h5", {"--device", "cpu", "--dtype", dtype, "--overwrite"});
    for (const char* device : {"cuda", "cuda:0,0", "cuda:all"}) {
      make_store("gpu.h5", {"--device", device, "--dtype", dtype, "--overwrite"});
      EXPECT_TRUE(bytes("cpu.h5") == bytes("gpu.h5")) << dtype << " on " << device;
    }
  }
}

TEST_F(DeviceCuda, PredictsNearlyWhatTheCpuDoes) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "--train-size", "100", "--device", "cuda", "-o", "m.ubj"});
  succeeds({"predict", "s.h5", "--model", "m.ubj", "--device", "cuda", "-o", "gpu.csv"});
  succeeds({"predict", "s.h5", "--model", "m.ubj", "--device", "cpu", "-o", "cpu.csv"});
  std::istringstream gpu(bytes("gpu.csv")), cpu(bytes("cpu.csv"));
  std::string gpu_line, cpu_line;
  std::getline(gpu, gpu_line);
  std::getline(cpu, cpu_line);
  while (std::getline(cpu, cpu_line)) {
    ASSERT_TRUE(std::getline(gpu, gpu_line));
    const std::size_t number = cpu_line.rfind(',') + 1;
    ASSERT_EQ(gpu_line.substr(0, number), cpu_line.substr(0, number));
    const double expected = std::stod(cpu_line.substr(number));
    EXPECT_NEAR(std::stod(gpu_line.substr(number)), expected, 1e-4 * expected) << cpu_line;
  }
}

}  // namespace
}  // namespace testing_cli

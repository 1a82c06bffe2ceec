#include "host/engine/device.hpp"

#include <gtest/gtest.h>

#include "kernels/base/error.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

constexpr Device kCpu{Backend::cpu, 0};

TEST(ResolveDevice, TakesTheCpuWhenAsked) {
  EXPECT_EQ(resolve_device({false, kCpu}), kCpu);
  EXPECT_EQ(describe_choice({false, kCpu}, kCpu), "cpu");
}

TEST(ResolveDevice, AutoTakesTheCpuWithoutAGpuAndSaysWhy) {
  if (cuda::device_count() > 0) GTEST_SKIP() << "there is a GPU";
  EXPECT_EQ(resolve_device({}), kCpu);
  EXPECT_EQ(describe_choice({}, kCpu), "cpu (auto: " + cuda::why_unusable(0) + ")");
}

TEST(ResolveDevice, AGpuThatIsNotThereIsAnErrorWithTheReason) {
  const Device missing{Backend::cuda, cuda::device_count()};
  const std::string message = message_of<DeviceError>([&] { resolve_device({false, missing}); });
  EXPECT_TRUE(contains(message, to_string(missing) + " is not available: " + cuda::why_unusable(missing.ordinal))) << message;
}

TEST(ResolveDevices, TakesTheCpuWhenAsked) { EXPECT_EQ(resolve_devices({false, false, {kCpu}}), std::vector<Device>{kCpu}); }

TEST(ResolveDevices, AutoTakesWhatItTakesAlone) { EXPECT_EQ(resolve_devices({}), std::vector<Device>{resolve_device({})}); }

TEST(ResolveDevices, OneGpuOfAListThatIsNotThereIsAnError) {
  const Device missing{Backend::cuda, cuda::device_count()};
  const std::string message = message_of<DeviceError>([&] { resolve_devices({false, false, {missing, missing}}); });
  EXPECT_TRUE(contains(message, to_string(missing) + " is not available: " + cuda::why_unusable(missing.ordinal))) << message;
}

TEST(ResolveDevices, EveryGpuOfAMachineWithoutOneIsAnErrorWithTheReason) {
  if (cuda::device_count() > 0) GTEST_SKIP() << "there is a GPU";
  const std::string message = message_of<DeviceError>([&] { resolve_devices({false, true, {}}); });
  EXPECT_TRUE(contains(message, "cuda:0 is not available: " + cuda::why_unusable(0))) << message;
}

TEST(CudaDevices, EveryGpuIsThoseOfTheMachine) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  std::vector<Device> expected;
  for (int ordinal = 0; ordinal < cuda::device_count(); ++ordinal) expected.push_back({Backend::cuda, ordinal});
  EXPECT_EQ(resolve_devices({false, true, {}}), expected);
}

TEST(CudaDevices, AutoTakesTheFirstGpuAndNamesIt) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Device first{Backend::cuda, 0};
  EXPECT_EQ(resolve_device({}), first);
  EXPECT_EQ(describe_choice({}, first), "cuda:0 (" + cuda::device_name(0) + ")");
}

}  // namespace
}  // namespace cartograf

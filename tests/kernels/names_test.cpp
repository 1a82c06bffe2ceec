// What users write for devices and dtypes.
#include <gtest/gtest.h>

#include <cerrno>

#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/bench.hpp"
#include "kernels/cuda/runtime.hpp"

namespace cartograf {
namespace {

std::string message_of(void (*f)()) {
  try {
    f();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(ParseDevice, TakesTheDocumentedForms) {
  EXPECT_EQ(parse_device("auto"), DeviceRequest{});
  EXPECT_EQ(parse_device("cpu"), (DeviceRequest{false, {Backend::cpu, 0}}));
  EXPECT_EQ(parse_device("cuda"), (DeviceRequest{false, {Backend::cuda, 0}}));
  EXPECT_EQ(parse_device("cuda:0"), (DeviceRequest{false, {Backend::cuda, 0}}));
  EXPECT_EQ(parse_device("cuda:13"), (DeviceRequest{false, {Backend::cuda, 13}}));
}

class BadDevices : public testing::TestWithParam<const char*> {};

TEST_P(BadDevices, AreInputErrors) { EXPECT_THROW(parse_device(GetParam()), InputError); }

INSTANTIATE_TEST_SUITE_P(ParseDevice, BadDevices,
                         testing::Values("", "gpu", "CPU", "cpu:0", "cuda:", "cuda:-1", "cuda:+1", "cuda: 1", "cuda:1 ", "cuda:1x",
                                         "cuda:99999999999", "auto ", "cuda:0,1", "cuda:all"));

TEST(ParseDevice, SaysWhatWasExpectedAndFound) {
  const std::string message = message_of([] { parse_device("gpu"); });
  EXPECT_EQ(message, "device: expected auto, cpu, cuda or cuda:K (K = 0, 1, ...), found 'gpu'");
}

TEST(ParseDevice, SaysThatAListIsNone) {
  const std::string message = message_of([] { parse_device("cuda:0,1"); });
  EXPECT_EQ(message, "device: only one can be used here, expected auto, cpu, cuda or cuda:K (K = 0, 1, ...), found 'cuda:0,1'");
}

Device gpu(int ordinal) { return {Backend::cuda, ordinal}; }

TEST(ParseDevices, TakesTheDocumentedForms) {
  EXPECT_EQ(parse_devices("auto"), DevicesRequest{});
  EXPECT_EQ(parse_devices("cpu"), (DevicesRequest{false, false, {{Backend::cpu, 0}}}));
  EXPECT_EQ(parse_devices("cuda"), (DevicesRequest{false, false, {gpu(0)}}));
  EXPECT_EQ(parse_devices("cuda:3"), (DevicesRequest{false, false, {gpu(3)}}));
  EXPECT_EQ(parse_devices("cuda:0,1"), (DevicesRequest{false, false, {gpu(0), gpu(1)}}));
  EXPECT_EQ(parse_devices("cuda:2,0,0,13"), (DevicesRequest{false, false, {gpu(2), gpu(0), gpu(0), gpu(13)}}));
  EXPECT_EQ(parse_devices("cuda:all"), (DevicesRequest{false, true, {}}));
}

class BadDeviceLists : public testing::TestWithParam<const char*> {};

TEST_P(BadDeviceLists, AreInputErrors) { EXPECT_THROW(parse_devices(GetParam()), InputError); }

INSTANTIATE_TEST_SUITE_P(ParseDevices, BadDeviceLists,
                         testing::Values("", "gpu", "all", "cpu,cuda", "cpu:0", "cuda:", "cuda:,", "cuda:0,", "cuda:,0", "cuda:0,,1",
                                         "cuda:0, 1", "cuda:0,all", "cuda:all,0", "cuda:0,-1", "cuda:0,cuda:1", "cuda:0;1", "cuda,0"));

TEST(ParseDevices, SaysWhatWasExpectedAndFound) {
  const std::string message = message_of([] { parse_devices("cuda:0,x"); });
  EXPECT_EQ(message, "device: expected auto, cpu, cuda, cuda:K, cuda:K,L,... or cuda:all (K, L = 0, 1, ...), found 'cuda:0,x'");
}

TEST(Devices, PrintAsTheyAreParsed) {
  for (const char* text : {"cpu", "cuda:0", "cuda:3", "cuda:0,1", "cuda:0,0"}) EXPECT_EQ(to_string(parse_devices(text).devices), text);
}

TEST(Device, PrintsAsItIsParsed) {
  for (const char* text : {"cpu", "cuda:0", "cuda:3"}) EXPECT_EQ(to_string(parse_device(text).device), text);
}

TEST(ParseDtype, TakesTheThreeNames) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) EXPECT_EQ(parse_dtype(to_string(dtype)), dtype);
}

TEST(ParseDtype, RejectsEverythingElse) {
  for (const char* text : {"", "int", "int16", "float", "Float32", "float32 "}) EXPECT_THROW(parse_dtype(text), InputError) << text;
  EXPECT_EQ(message_of([] { parse_dtype("int16"); }), "dtype: expected int8, float32 or float64, found 'int16'");
}

TEST(Dtype, SizesAreThoseOfTheTypes) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    EXPECT_EQ(with_dtype(dtype, [](auto zero) { return sizeof zero; }), size_of(dtype));
  }
}

TEST(Errors, DescribeErrnoNamesTextAndNumber) { EXPECT_EQ(describe_errno(ENOSPC), "No space left on device (errno 28)"); }

TEST(DeviceCount, AgreesWithWhyUnusable) {
  EXPECT_EQ(cuda::why_unusable(0).empty(), cuda::device_count() > 0);
  EXPECT_FALSE(cuda::why_unusable(cuda::device_count()).empty());
}

TEST(Benchmarks, AreRefusedWhereGpusAreNotCompiledIn) {
  if (cuda::compiled_in()) GTEST_SKIP() << "CUDA is compiled in";
  EXPECT_THROW(cuda::describe(0), DeviceError);
  EXPECT_THROW(cuda::fill_seconds(0, 1, 1), DeviceError);
  EXPECT_THROW(cuda::copy_to_host_seconds(0, 1, 1), DeviceError);
}

TEST(DeviceCount, IsZeroWhenNotCompiledIn) {
  if (cuda::compiled_in()) GTEST_SKIP() << "CUDA is compiled in";
  EXPECT_EQ(cuda::device_count(), 0);
  EXPECT_NE(cuda::why_unusable(0).find("not compiled in"), std::string::npos);
  EXPECT_THROW(cuda::device_name(0), DeviceError);
}

}  // namespace
}  // namespace cartograf

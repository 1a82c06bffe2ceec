#include <gtest/gtest.h>

#include <numeric>
#include <set>
#include <tuple>

#include "kernels/base/error.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/cuda.hpp"

namespace cartograf {
namespace {

using testing_engine::computed;
using testing_engine::nasbench201;
using testing_engine::nasbench201_features;
using testing_engine::whole_space;

TEST(WholeSpace, HasThePublishedNumberOfDistinctColumns) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::vector<double> values = whole_space(features);
  const std::size_t n_columns = features.columns.size();
  std::set<std::vector<double>> distinct;
  for (std::size_t column = 0; column < n_columns; ++column) {
    std::vector<double> one;
    for (std::uint64_t row = 0; row < nasbench201().size(); ++row) one.push_back(values[row * n_columns + column]);
    distinct.insert(std::move(one));
  }
  EXPECT_EQ(distinct.size(), 158u);
}

TEST(WholeSpace, HasThePublishedNumberOfDistinctRows) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::vector<double> values = whole_space(features);
  std::set<std::vector<double>> distinct;
  const auto n_columns = static_cast<std::ptrdiff_t>(features.columns.size());
  for (auto row = values.begin(); row != values.end(); row += n_columns) distinct.emplace(row, row + n_columns);
  EXPECT_EQ(distinct.size(), 15175u);
}

using Case = std::tuple<Strategy, int>;
class Engines : public testing::TestWithParam<Case> {};

TEST_P(Engines, GiveTheSameBits) {
  const auto [strategy, threads] = GetParam();
  for (const Convention convention : {Convention::graf_nas, Convention::zc_combine}) {
    const FeatureSet features = nasbench201_features(convention);
    EXPECT_TRUE(whole_space(features, {{}, threads, strategy}) == whole_space(features, {{}, 1, Strategy::tabulated}));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Engines,
                         testing::Combine(testing::Values(Strategy::tabulated, Strategy::direct), testing::Values(1, 2, 7)));

TEST(FeatureEngine, ComputesARangeInsideTheSpace) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::vector<double> all = whole_space(features);
  const std::size_t n_columns = features.columns.size();
  const std::vector<double> part = computed<double>(features, Dtype::float64, 4321, 1000);
  EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + static_cast<std::ptrdiff_t>(4321 * n_columns)));
}

TEST(FeatureEngine, ComputesListedArchitecturesInTheirOrder) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::size_t n_columns = features.columns.size();
  const std::vector<std::uint64_t> indices = {15624, 0, 77, 77};
  std::vector<double> rows(indices.size() * n_columns);
  FeatureEngine(nasbench201(), features, {}).compute(indices, Dtype::float64, rows.data());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::vector<double> expected = computed<double>(features, Dtype::float64, indices[i], 1);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * n_columns))) << i;
  }
}

TEST(FeatureEngine, OnTheCpuSaysSo) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  EXPECT_EQ(FeatureEngine(nasbench201(), features, {}).device(), (Device{Backend::cpu, 0}));
}

TEST(FeatureEngine, OnAGpuThatIsNotThereIsADeviceError) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const int missing = cuda::device_count();
  try {
    FeatureEngine(nasbench201(), features, {{Backend::cuda, missing}, 1, Strategy::tabulated});
    FAIL() << "it ran somewhere else";
  } catch (const DeviceError& error) {
    const std::string device = "cuda:" + std::to_string(missing);
    EXPECT_EQ(error.what(), "device " + device + " is not available: " + cuda::why_unusable(missing));
  }
}

class CudaEngine : public testing::TestWithParam<Strategy> {};

TEST_P(CudaEngine, RunsOnTheGpuAndGivesTheBitsOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Device gpu{Backend::cuda, 0};
  for (const Convention convention : {Convention::graf_nas, Convention::zc_combine}) {
    const FeatureSet features = nasbench201_features(convention);
    const EngineOptions options{gpu, 0, GetParam()};
    EXPECT_EQ(FeatureEngine(nasbench201(), features, options).device(), gpu);
    EXPECT_TRUE(whole_space(features, options) == whole_space(features));
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, CudaEngine, testing::Values(Strategy::tabulated, Strategy::direct));

}  // namespace
}  // namespace cartograf

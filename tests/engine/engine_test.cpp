#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <tuple>

#include "host/family/family.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/memory.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/cuda.hpp"

namespace cartograf {
namespace {

using testing_engine::computed;
using testing_engine::computed_of_indices;
using testing_engine::computed_of_words;
using testing_engine::nasbench201;
using testing_engine::nasbench201_features;
using testing_engine::space_called;
using testing_engine::whole_space;

std::vector<std::uint64_t> random_indices(const SearchSpace& space, std::size_t n) {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> indices = {0, space.size() - 1};
  while (indices.size() < n) indices.push_back(random() % space.size());
  return indices;
}

struct Facts {
  const char* space;
  std::size_t n_columns;
  std::size_t n_rows;
};

class WholeSpace : public testing::TestWithParam<Facts> {
 protected:
  const SearchSpace& space_ = space_called(GetParam().space);
  FeatureSet features_ = select_features(space_, Convention::graf_nas, {});
  std::vector<double> values_ = whole_space(space_, features_);
};

TEST_P(WholeSpace, HasThePublishedNumberOfDistinctColumns) {
  const std::size_t n_columns = features_.columns().size();
  std::set<std::vector<double>> distinct;
  for (std::size_t column = 0; column < n_columns; ++column) {
    std::vector<double> one;
    for (std::uint64_t row = 0; row < space_.size(); ++row) one.push_back(values_[row * n_columns + column]);
    distinct.insert(std::move(one));
  }
  EXPECT_EQ(distinct.size(), GetParam().n_columns);
}

TEST_P(WholeSpace, HasThePublishedNumberOfDistinctRows) {
  std::set<std::vector<double>> distinct;
  const auto n_columns = static_cast<std::ptrdiff_t>(features_.columns().size());
  for (auto row = values_.begin(); row != values_.end(); row += n_columns) distinct.emplace(row, row + n_columns);
  EXPECT_EQ(distinct.size(), GetParam().n_rows);
}

INSTANTIATE_TEST_SUITE_P(Spaces, WholeSpace,
                         testing::Values(Facts{"nasbench201", 158, 15175}, Facts{"transnasbench101_micro", 78, 3904}),
                         [](const auto& test) { return std::string(test.param.space); });

using Case = std::tuple<EvaluationStrategy, int>;
class Engines : public testing::TestWithParam<Case> {};

TEST_P(Engines, GiveTheSameBits) {
  const auto [strategy, threads] = GetParam();
  for (const char* name : {"nasbench201", "transnasbench101_micro"}) {
    for (const Convention convention : kConventions) {
      const SearchSpace& space = space_called(name);
      const FeatureSet features = select_features(space, convention, {});
      EXPECT_TRUE(whole_space(space, features, {{}, threads, strategy}) == whole_space(space, features, {{}, 1, EvaluationStrategy::tabulated}));
    }
  }
}

TEST_P(Engines, GiveTheSameBitsOfDarts) {
  const auto [strategy, threads] = GetParam();
  for (const char* name : {"darts_cell", "darts"}) {
    for (const Convention convention : kConventions) {
      const SearchSpace& space = space_called(name);
      const FeatureSet features = select_features(space, convention, {});
      const std::vector<std::uint64_t> indices = random_indices(space, 700);
      const auto expected = computed_of_indices<float>(space, features, Dtype::float32, indices, {{}, 1, EvaluationStrategy::tabulated});
      EXPECT_TRUE(computed_of_indices<float>(space, features, Dtype::float32, indices, {{}, threads, strategy}) == expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Engines,
                         testing::Combine(testing::Values(EvaluationStrategy::tabulated, EvaluationStrategy::direct), testing::Values(1, 2, 7)));

class EverySpace : public testing::TestWithParam<const char*> {};

TEST_P(EverySpace, PackedArchitecturesGiveTheRowsOfTheirIndices) {
  const SearchSpace& space = space_called(GetParam());
  const std::vector<std::uint64_t> indices = random_indices(space, 2000);
  std::vector<std::uint64_t> words;
  for (const std::uint64_t index : indices) {
    const std::vector<std::uint64_t> one = words_of(space, index);
    words.insert(words.end(), one.begin(), one.end());
  }
  for (const Convention convention : kConventions) {
    const FeatureSet features = select_features(space, convention, {});
    for (const EvaluationStrategy strategy : {EvaluationStrategy::tabulated, EvaluationStrategy::direct}) {
      EXPECT_TRUE(computed_of_words<float>(space, features, Dtype::float32, words, {{}, 2, strategy}) ==
                  computed_of_indices<float>(space, features, Dtype::float32, indices, {{}, 2, strategy}));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpace, testing::Values("nasbench201", "transnasbench101_micro", "darts", "darts_cell"),
                         [](const auto& test) { return std::string(test.param); });

TEST(FeatureEngine, ComputesARangeInsideTheSpace) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::vector<double> all = whole_space(features);
  const std::size_t n_columns = features.columns().size();
  const std::vector<double> part = computed<double>(features, Dtype::float64, 4321, 1000);
  EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + static_cast<std::ptrdiff_t>(4321 * n_columns)));
}

TEST(FeatureEngine, ComputesListedArchitecturesInTheirOrder) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const std::size_t n_columns = features.columns().size();
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
    FeatureEngine(nasbench201(), features, {{Backend::cuda, missing}, 1, EvaluationStrategy::tabulated});
    FAIL() << "it ran somewhere else";
  } catch (const DeviceError& error) {
    const std::string device = "cuda:" + std::to_string(missing);
    EXPECT_EQ(error.what(), "device " + device + " is not available: " + cuda::why_unusable(missing));
  }
}

TEST(FeatureEngine, OnSeveralDevicesThatAreNotAllGpusIsAnInputError) {
  const FeatureSet features = nasbench201_features(Convention::graf_nas);
  const Device cpu{Backend::cpu, 0};
  EXPECT_THROW(FeatureEngine(nasbench201(), features, {cpu, 1, EvaluationStrategy::tabulated, {cpu}}), InputError);
}

class CudaEngine : public testing::TestWithParam<EvaluationStrategy> {};

TEST_P(CudaEngine, RunsOnTheGpuAndGivesTheBitsOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Device gpu{Backend::cuda, 0};
  for (const Convention convention : kConventions) {
    const FeatureSet features = nasbench201_features(convention);
    const Execution options{gpu, 0, GetParam()};
    EXPECT_EQ(FeatureEngine(nasbench201(), features, options).device(), gpu);
    EXPECT_TRUE(whole_space(features, options) == whole_space(features));
  }
}

TEST_P(CudaEngine, GivesTheBitsOfTheCpuOfEverySpace) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Execution options{{Backend::cuda, 0}, 0, GetParam()};
  for (const char* name : {"transnasbench101_micro", "darts", "darts_cell", "nasbench101", "nasbench_macro",
                           "transnasbench101_macro", "naap440"}) {
    const SearchSpace& space = space_called(name);
    const std::vector<std::uint64_t> indices = random_indices(space, 5000);
    std::vector<std::uint64_t> words;
    for (const std::uint64_t index : indices) {
      const std::vector<std::uint64_t> one = words_of(space, index);
      words.insert(words.end(), one.begin(), one.end());
    }
    for (const Convention convention : kConventions) {
      const FeatureSet features = select_features(space, convention, {});
      const auto expected = computed_of_indices<float>(space, features, Dtype::float32, indices);
      EXPECT_TRUE(computed_of_indices<float>(space, features, Dtype::float32, indices, options) == expected) << name;
      EXPECT_TRUE(computed_of_words<float>(space, features, Dtype::float32, words, options) == expected) << name;
    }
  }
}

TEST_P(CudaEngine, BatchesStayOnTheGpuWithTheRowsOfARange) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const SearchSpace& space = space_called("darts_cell");
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  FeatureEngine engine(space, features, {{Backend::cuda, 0}, 0, GetParam()});
  for (const std::uint64_t n_rows : {std::uint64_t{1}, std::uint64_t{64}, std::uint64_t{20'001}}) {
    const MatrixView rows = engine.batch(123'456'789, n_rows, Dtype::int8);
    EXPECT_EQ(rows.device, (Device{Backend::cuda, 0}));
    std::vector<std::int8_t> values(rows.size());
    cuda::copy_to_host(values.data(), rows.data, rows.size());
    EXPECT_TRUE(values == computed<std::int8_t>(space, features, Dtype::int8, 123'456'789, n_rows)) << n_rows;
  }
}

TEST_P(CudaEngine, SharesTheRowsAmongSeveralAndGivesTheBitsOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Device gpu{Backend::cuda, 0};
  for (const std::vector<Device>& more : {std::vector<Device>{gpu}, std::vector<Device>{gpu, gpu}}) {
    const Execution options{gpu, 0, GetParam(), more};
    const SearchSpace& space = nasbench201();
    const FeatureSet features = nasbench201_features(Convention::graf_nas);
    EXPECT_TRUE(whole_space(features, options) == whole_space(features));
    const std::vector<std::uint64_t> indices = random_indices(space, 5000);
    std::vector<std::uint64_t> words;
    for (const std::uint64_t index : indices) {
      const std::vector<std::uint64_t> one = words_of(space, index);
      words.insert(words.end(), one.begin(), one.end());
    }
    const auto expected = computed_of_indices<float>(space, features, Dtype::float32, indices);
    EXPECT_TRUE(computed_of_indices<float>(space, features, Dtype::float32, indices, options) == expected);
    EXPECT_TRUE(computed_of_words<float>(space, features, Dtype::float32, words, options) == expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, CudaEngine, testing::Values(EvaluationStrategy::tabulated, EvaluationStrategy::direct));

}  // namespace
}  // namespace cartograf

// The kernels of the GPU on threads give the values of the published code.
#include <gtest/gtest.h>

#include "tests/device_on_threads/device_plan.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using testing_device::DevicePlan;
using testing_device::range_of;
using testing_device::space_called;
using testing_support::golden_file;
using testing_support::GoldenTable;

class Golden : public testing::TestWithParam<Convention> {
 protected:
  void SetUp() override { CARTOGRAF_SKIP_WITHOUT(path_); }

  bool paper() const { return GetParam() == Convention::paper; }
  std::string kind_ = paper() ? "paper_max_op_on_path" : std::string(to_string(GetParam()));
  std::filesystem::path path_ = golden_file("nasbench201." + kind_ + ".csv.gz");
  const SearchSpace& space_ = space_called("nasbench201");
  FeatureSet features_ = select_features(space_, GetParam(), paper() ? std::vector<std::string>{"max_op_on_path"} : std::vector<std::string>{});
};

TEST_P(Golden, ValuesOfTheWholeSpaceInEveryDtype) {
  const GoldenTable golden = GoldenTable::read(path_);  // every second architecture
  ASSERT_EQ(golden.rows.size(), 7813u);
  const std::size_t n_columns = golden.names.size();
  const FeaturePlan plan = plan_of(space_, features_);
  ASSERT_EQ(plan.n_columns(), n_columns);
  const DevicePlan device(plan, space_.codec(), EvaluationStrategy::tabulated);
  const ArchitectureSource source = range_of(space_, 0);
  const auto numerators = device.tiles<std::int8_t>(source, space_.size());
  const auto floats = device.tiles<float>(source, space_.size());
  const auto doubles = device.tiles<double>(source, space_.size());
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    for (std::size_t column = 0; column < n_columns; ++column) {
      const double expected = golden.rows[row][column];
      const std::size_t place = 2 * row * n_columns + column;
      ASSERT_EQ(doubles[place], expected) << golden.keys[row] << ", " << golden.names[column];
      ASSERT_EQ(floats[place], static_cast<float>(expected)) << golden.keys[row] << ", " << golden.names[column];
      ASSERT_EQ(static_cast<double>(numerators[place]) / plan.divisors()[column], expected) << golden.keys[row];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Conventions, Golden, testing::ValuesIn(kConventions),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace cartograf

// The kernel of the tables on threads: every case of every measure, evaluated once more on this thread.
#include <gtest/gtest.h>

#include "tests/device_on_threads/device_plan.hpp"
#include "tests/support/features.hpp"

namespace cartograf {
namespace {

using testing_device::DevicePlan;
using testing_device::space_called;

class Tables : public testing::TestWithParam<const char*> {};

TEST_P(Tables, HoldEveryCaseOfEveryMeasure) {
  const SearchSpace& space = space_called(GetParam());
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  const FeaturePlan plan = plan_of(space, features);
  ASSERT_GT(plan.table_size(), 0u);
  const DevicePlan device(plan, space.codec(), EvaluationStrategy::tabulated);
  std::vector<std::int8_t> expected(plan.table_size());
  const TableCases cases{plan.view(), expected.data()};
  for (std::uint64_t one = 0; one < plan.n_cases(); ++one) cases(one);
  for (std::size_t place = 0; place < expected.size(); ++place) ASSERT_EQ(device.view().table[place], expected[place]) << place;
}

INSTANTIATE_TEST_SUITE_P(Spaces, Tables, testing::Values("nasbench201", "darts_cell", "nasbench101", "nasbench_macro"));

}  // namespace
}  // namespace cartograf

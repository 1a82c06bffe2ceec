#include "host/reproduce/task_preferences.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

/// 200 rows of three columns without a relation; the first two are of the family "left".
FeatureMatrix three_columns() {
  FeatureMatrix matrix;
  matrix.features.space = "three";
  matrix.n_rows = 200;
  matrix.features.columns = {{"a", 1}, {"b", 1}, {"c", 1}};
  matrix.features.column_families = {"left", "left", "right"};
  std::vector<float> values;
  std::uint64_t state = 5;
  for (int i = 0; i < 600; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    values.push_back(static_cast<float>(state >> 54));
  }
  matrix.data.resize(values.size() * sizeof(float));
  std::memcpy(matrix.data.data(), values.data(), matrix.data.size());
  return matrix;
}

std::vector<TaskTargets> two_tasks(const FeatureMatrix& matrix) {
  const std::vector<double> values = testing_model::numbers(matrix);
  std::vector<TaskTargets> tasks = {{"of a", {}}, {"of c", {}}};
  for (std::size_t row = 0; row < matrix.n_rows; ++row) {
    tasks[0].targets.push_back(values[3 * row]);
    tasks[1].targets.push_back(-5 * values[3 * row + 2]);
  }
  return tasks;
}

TaskPreferenceOptions small() {
  TaskPreferenceOptions options;
  options.train_size = 100;
  options.seeds = {1, 2, 3};
  return options;
}

TEST(TaskPreferences, FindWhatEachTaskIsMadeOf) {
  const FeatureMatrix matrix = three_columns();
  const TaskPreferences found = task_preferences(matrix, two_tasks(matrix), small());
  EXPECT_EQ(found.families, (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(found.features, (std::vector<std::string>{"a", "b", "c"}));
  ASSERT_EQ(found.tasks.size(), 2u);
  for (std::size_t task = 0; task < 2; ++task) {
    const TaskPreference& preference = found.tasks[task];
    EXPECT_GT(preference.tau.mean, 0.7);
    EXPECT_GT(preference.family_shares[task].mean, 0.8);
    EXPECT_NEAR(preference.family_shares[0].mean + preference.family_shares[1].mean, 1, 1e-12);
    EXPECT_GT(preference.family_drops[task].mean, 0.5);
    EXPECT_LT(std::abs(preference.family_drops[1 - task].mean), 0.2);
    EXPECT_GT(preference.feature_shares[task == 0 ? 0 : 2].mean, 0.8);
    EXPECT_GT(preference.tau.deviation, 0);
  }
}

TEST(TaskPreferences, DoNotDependOnThreads) {
  const FeatureMatrix matrix = three_columns();
  TaskPreferenceOptions options = small();
  options.execution.threads = 1;
  const TaskPreferences one = task_preferences(matrix, two_tasks(matrix), options);
  options.execution.threads = 3;
  const TaskPreferences three = task_preferences(matrix, two_tasks(matrix), options);
  for (std::size_t task = 0; task < 2; ++task) {
    for (std::size_t family = 0; family < 2; ++family) {
      EXPECT_EQ(one.tasks[task].family_shares[family].mean, three.tasks[task].family_shares[family].mean);
      EXPECT_EQ(one.tasks[task].family_drops[family].deviation, three.tasks[task].family_drops[family].deviation);
    }
  }
}

TEST(TaskPreferences, RefuseWhatLeavesNothingToExplainOn) {
  const FeatureMatrix matrix = three_columns();
  std::vector<TaskTargets> tasks = two_tasks(matrix);
  TaskPreferenceOptions options = small();
  options.train_size = 199;
  EXPECT_THROW(task_preferences(matrix, tasks, options), InputError);
  tasks[1].targets.pop_back();
  EXPECT_EQ(testing_support::message_of<InputError>([&] { task_preferences(matrix, tasks, small()); }),
            "task of c: expected 200 targets, found 199");
}

// Operations of TransNAS-Bench-101 micro: 0 zero, 1 skip, 2 and 3 convolutions.
TEST(TaskPreferences, KnowPropertiesByName) {
  EXPECT_EQ(property_of_column("op_count_1", 4), "count of skip");
  EXPECT_EQ(property_of_column("op_count_3", 4), "count of convolution");
  EXPECT_EQ(property_of_column("min_path_len_banned_()", 4), "path of both");
  EXPECT_EQ(property_of_column("min_path_len_banned_(0, 1)", 4), "path of convolution");
  EXPECT_EQ(property_of_column("min_path_len_banned_(0, 2, 3)", 4), "path of skip");
  EXPECT_EQ(property_of_column("max_op_on_path_allowed_(0)", 4), "path of zero");
  EXPECT_EQ(property_of_column("max_op_on_path_allowed_(1)", 4), "path of skip");
  EXPECT_EQ(property_of_column("max_op_on_path_allowed_(2, 3)", 4), "path of convolution");
  EXPECT_EQ(property_of_column("node_degree_allowed_(0, 3)_avg_in", 4), "degree of convolution");
  EXPECT_EQ(property_of_column("node_degree_allowed_(1, 3)_in_degree", 4), "degree of both");
  EXPECT_THROW(property_of_column("flops", 4), InputError);
}

}  // namespace
}  // namespace cartograf

#include "host/report/evaluation_page.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cartograf {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

EvaluationSummary summary(const std::string& features, const std::string& model, std::uint64_t size, double tau, double deviation) {
  return {features, model, size, 10, {tau, 0.5, 0.25, 1e9, 2}, {deviation, 0.1, 0.1, 0.1, 0.1}};
}

const std::vector<EvaluationSummary> kSummaries = {summary("", "rf", 128, 0.7, 0.02), summary("graf", "rf", 32, 0.6, 0.05),
                                                   summary("", "rf", 32, 0.5, 0.25), summary("graf", "rf", 128, 0.8, kNotANumber)};

TEST(EvaluationPage, HasALineForEachFeaturesAndModel) {
  const LineChart chart = tau_chart(kSummaries);
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_TRUE(chart.log_x);
  EXPECT_EQ(chart.series[0].name, "rf");
  EXPECT_EQ(chart.series[0].x, (std::vector<double>{32, 128}));
  EXPECT_EQ(chart.series[0].y, (std::vector<double>{0.5, 0.7}));
  EXPECT_EQ(chart.series[0].low[0], 0.25);
  EXPECT_EQ(chart.series[0].high[0], 0.75);
  EXPECT_EQ(chart.series[1].name, "rf, graf");
  EXPECT_TRUE(std::isnan(chart.series[1].low[1]));
}

TEST(EvaluationPage, HasATableOfAllMetrics) {
  const PageTable table = metrics_table(kSummaries);
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"rf", "128", "10", "0.7 ± 0.02", "0.5 ± 0.1", "0.25 ± 0.1", "1e+09 ± 0.1", "2 ± 0.1"}));
  EXPECT_EQ(table.rows[3][3], "0.8");
}

TEST(EvaluationPage, LeavesOutPredictionsThatThereAreNot) {
  EXPECT_EQ(evaluation_page("E", "", "acc", kSummaries, {}).parts.size(), 2u);
  const std::vector<PredictedRun> rows = {{"rf", {1, 2}, {1.5, 2.5}}};
  const ChartPage page = evaluation_page("E", "", "acc", kSummaries, rows);
  ASSERT_EQ(page.parts.size(), 3u);
  const auto& chart = std::get<ScatterChart>(page.parts[1]);
  EXPECT_EQ(chart.series[0].x, (std::vector<double>{1, 2}));
  EXPECT_EQ(chart.series[0].y, (std::vector<double>{1.5, 2.5}));
  EXPECT_TRUE(chart.diagonal);
}

TEST(EvaluationPage, MapsFamiliesByTask) {
  const TaskPreferences preferences = {{"f", "g"}, {"a", "b"}, {{"s", {}, {{0.25, 0}, {0.75, 0}}, {{0.1, 0}, {0.5, 0}}, {}}, {"t", {}, {{1, 0}, {0, 0}}, {{0.2, 0}, {-0.1, 0}}, {}}}};
  EXPECT_EQ(share_map(preferences).row_names, (std::vector<std::string>{"s", "t"}));
  EXPECT_EQ(share_map(preferences).column_names, (std::vector<std::string>{"f", "g"}));
  EXPECT_EQ(share_map(preferences).values, (std::vector<double>{0.25, 0.75, 1, 0}));
  EXPECT_EQ(drop_map(preferences).values, (std::vector<double>{0.1, 0.5, 0.2, -0.1}));
}

}  // namespace
}  // namespace cartograf

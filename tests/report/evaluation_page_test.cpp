#include "host/report/evaluation_page.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cartograf {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

/// A figure without the blanks that align it.
std::string unpadded(std::string text) {
  for (const std::string blank : {"\u2007", "\u2008"}) {
    for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank)) text.erase(at, blank.size());
  }
  return text;
}

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
  std::vector<std::string> names, first;
  for (const PageTable::Column& column : table.columns) names.push_back(column.name);
  EXPECT_EQ(names, (std::vector<std::string>{"trained on", "predictor", "runs", "Kendall tau", "Spearman", "R²", "MSE, ×10⁹ (lower is better)", "MAE (lower is better)"}));
  // By size, then as they come; the decimals are those that a deviation of 0.05 or 0.25 allows.
  for (const PageCell& cell : table.rows[0]) first.push_back(unpadded(cell.text));
  EXPECT_EQ(first[0], "32");
  EXPECT_EQ(first[1], "rf, graf");
  EXPECT_EQ(first[3], "0.60 ± 0.05");
  EXPECT_EQ(unpadded(table.rows[1][3].text), "0.50 ± 0.25");
  EXPECT_EQ(unpadded(table.rows[2][3].text), "0.700 ± 0.020");
  EXPECT_EQ(unpadded(table.rows[3][3].text), "0.800");  // of one run
  EXPECT_EQ(first[7], "2.00 ± 0.10");
}

TEST(EvaluationPage, LeavesOutPredictionsThatThereAreNot) {
  EXPECT_EQ(evaluation_page({"acc", "", kSummaries, {}}, {}).tabs.size(), 2u);
  const std::vector<PredictedRun> rows = {{"rf", {1, 2}, {1.5, 2.5}}};
  const ChartPage page = evaluation_page({"acc", "", kSummaries, rows}, {{"seeds", "42"}});
  ASSERT_EQ(page.tabs.size(), 3u);
  EXPECT_EQ(page.provenance.at(0).name, "seeds");
  const auto& chart = std::get<ScatterChart>(page.tabs[1].parts.at(0));
  EXPECT_EQ(chart.series[0].x, (std::vector<double>{1, 2}));
  EXPECT_EQ(chart.series[0].y, (std::vector<double>{1.5, 2.5}));
  EXPECT_TRUE(chart.diagonal);
}

TEST(EvaluationPage, MarksTheBestAndThoseThatCannotBeTold) {
  using Mark = PageCell::Mark;
  const std::vector<EvaluationSummary> summaries = {summary("", "a", 32, 0.6, 0.1), summary("", "b", 32, 0.7, 0.05), summary("", "c", 32, 0.66, 0.3),
                                                    summary("", "d", 32, kNotANumber, kNotANumber), summary("", "a", 64, 0.1, 0.1)};
  const PageTable table = tau_table(summaries);
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[1].name, "trained on 32");
  const auto mark = [&](std::size_t row, std::size_t column) { return table.rows[row][column].mark; };
  EXPECT_EQ(mark(0, 1), Mark::none);  // 0.1 away, the deviation of the best is 0.05
  EXPECT_EQ(mark(1, 1), Mark::best);
  EXPECT_EQ(mark(2, 1), Mark::close);
  EXPECT_EQ(mark(3, 1), Mark::none);
  EXPECT_EQ(table.rows[3][1].text, "undefined");
  EXPECT_EQ(mark(0, 2), Mark::none);  // alone
  EXPECT_EQ(table.rows[1][2].text, "");
  // A small error is a good one: MSE is the seventh column.
  std::vector<EvaluationSummary> errors = {summary("", "a", 32, 0.6, 0.1), summary("", "b", 32, 0.7, 0.05)};
  errors[0].mean.mse = 0.5;
  const PageTable metrics = metrics_table(errors);
  EXPECT_EQ(metrics.rows[0][6].mark, Mark::best);
  EXPECT_EQ(metrics.rows[1][6].mark, Mark::none);
}

TEST(EvaluationPage, GivesFeaturesPanelsOfTheirOwn) {
  std::vector<EvaluationSummary> summaries;
  for (const char* features : {"graf", "zcp"}) {
    for (const char* model : {"rf", "xgb"}) summaries.push_back(summary(features, model, 32, 0.5, 0.1));
  }
  const LineChart chart = tau_chart(summaries);
  std::vector<std::string> panels;
  for (const LineSeries& series : chart.series) panels.push_back(series.panel);
  EXPECT_EQ(panels, (std::vector<std::string>{"graf", "graf", "zcp", "zcp"}));
  EXPECT_TRUE(chart.backdrop);
  // Many lines of one model, too, and few lines share a chart.
  summaries.clear();
  for (int i = 0; i < 20; ++i) summaries.push_back(summary("set" + std::to_string(i), "rf", 32, 0.5, 0.1));
  EXPECT_EQ(tau_chart(summaries).series[7].panel, "rf, set7");
  summaries.resize(6);
  EXPECT_EQ(tau_chart(summaries).series[3].panel, "");
}

TEST(EvaluationPage, ShowsTheBestOfManyPredictions) {
  std::vector<PredictedRun> runs;
  for (int i = 0; i < 14; ++i) runs.push_back({"run" + std::to_string(i), {1, 2, 3}, i < 2 ? std::vector<double>{3, 2, 1} : std::vector<double>{1, 2, 3}});
  const ScatterChart chart = predicted_chart(runs, "acc");
  ASSERT_EQ(chart.series.size(), 12u);
  EXPECT_EQ(chart.series[0].name, "run2: Kendall tau 1.000");
  EXPECT_NE(chart.note.find("the 12 of 14 predictors with the largest Kendall tau"), std::string::npos);
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

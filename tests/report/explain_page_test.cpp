#include "host/report/explain_page.hpp"

#include <gtest/gtest.h>

namespace cartograf {
namespace {

Importance importance(double shap, double drop) {
  Importance result;
  result.shap = shap;
  result.tau_drop = drop;
  result.tau_drop_deviation = drop / 10;
  return result;
}

/// Two columns of a model, the second the more important by SHAP.
Explanation two_columns() {
  Explanation explanation;
  explanation.predictions = {1, 2, 3};
  explanation.metrics = {1, 1, 0.5, 0, 0};
  explanation.features = {{"op_count_0", {0}, importance(0.1, 0.3)}, {"min_path_len_banned_(1)", {1}, importance(0.2, 0.1)}};
  explanation.families = {{"op_count", {0}, importance(0.1, 0.3)}, {"min_path_len", {1}, importance(0.2, 0.1)}};
  explanation.groups = {{"op_count_0", {0, 1}, importance(0.3, 0.4)}};
  return explanation;
}

struct Parts {
  Explanation explanation = two_columns();
  std::vector<double> targets = {1, 2, 4};
  std::vector<std::string> keys = {"k0", "k1", "k2"};
  ModelInfo model;
  ExplainOptions options;

  Parts() {
    model.predictor = "rf";
    model.target = "acc";
    model.train_size = 1;
    options.gain = false;
  }
  ChartPage page(const Effects& effects, std::size_t top = 20) const {
    return explain_page(explanation, effects, model, {"s.h5", targets, keys, 3, {{"skip", "none"}, 0}}, options, top, {{"command", "cartograf explain"}});
  }
};

std::vector<std::string> tab_names(const ChartPage& page) {
  std::vector<std::string> names;
  for (const PageTab& tab : page.tabs) names.push_back(tab.name);
  return names;
}

TEST(ExplainPage, HasOneListWithAllMeasures) {
  const ChartPage page = Parts().page({});
  EXPECT_EQ(tab_names(page), (std::vector<std::string>{"Overview", "Features", "Groups"}));
  const auto& bars = std::get<BarChart>(page.tabs[1].parts.at(0));
  EXPECT_EQ(bars.labels, (std::vector<std::string>{"min_path_len_banned_(1)", "op_count_0"}));
  ASSERT_EQ(bars.measures.size(), 2u);
  EXPECT_EQ(bars.measures[0].name, "mean |SHAP|");
  EXPECT_EQ(bars.measures[0].values, (std::vector<double>{0.2, 0.1}));
  EXPECT_TRUE(bars.measures[0].deviations.empty());
  EXPECT_EQ(bars.measures[1].values, (std::vector<double>{0.1, 0.3}));
  EXPECT_EQ(bars.measures[1].deviations, (std::vector<double>{0.01, 0.03}));
  EXPECT_EQ(std::get<BarChart>(page.tabs[2].parts.at(0)).members.at(0), (std::vector<std::string>{"op_count_0", "min_path_len_banned_(1)"}));
  EXPECT_EQ(page.operations.names.size(), 2u);
  EXPECT_EQ(page.provenance.at(0).value, "cartograf explain");
  EXPECT_EQ(page.introduction.find("1 architectures"), std::string::npos);
}

TEST(ExplainPage, HasNoListOfGroupsWhereNothingIsGrouped) {
  Parts parts;
  parts.explanation.groups = parts.explanation.features;
  EXPECT_EQ(tab_names(parts.page({})), (std::vector<std::string>{"Overview", "Features"}));
}

TEST(ExplainPage, SaysWhatItLeavesOut) {
  const ChartPage page = Parts().page({}, 1);
  const auto& bars = std::get<BarChart>(page.tabs[1].parts.at(0));
  EXPECT_EQ(bars.labels.size(), 1u);
  EXPECT_NE(bars.note.find("the first 1 of 2 by mean |SHAP|"), std::string::npos);
}

TEST(ExplainPage, ShowsDirections) {
  Effects effects;
  effects.shap = {{0, 2}, {{1, {1, 2}, {-0.5, 0.5}}, {0, {1, 2}, {0.5, -0.5}}}};
  const ChartPage page = Parts().page(effects);
  ASSERT_EQ(tab_names(page), (std::vector<std::string>{"Overview", "Direction", "Features", "Groups"}));
  const auto& swarm = std::get<SwarmChart>(page.tabs[1].parts.at(0));
  EXPECT_EQ(swarm.points, (std::vector<std::string>{"k0", "k2"}));
  ASSERT_EQ(swarm.rows.size(), 2u);
  EXPECT_EQ(swarm.rows[0].label, "min_path_len_banned_(1)");
  EXPECT_EQ(swarm.rows[0].remark, "▲ larger raises");
  EXPECT_EQ(swarm.rows[1].remark, "▼ larger lowers");
  EXPECT_NE(swarm.note.find("2 of the 3 architectures, a random part"), std::string::npos);
}

TEST(ExplainPage, ShowsPartialDependenceWithoutShap) {
  Parts parts;
  parts.options.shap = false;
  Effects effects;
  effects.dependence = {{1, {2, 3}, {0.25, 0.75}}, {0, {}, {}}};
  const ChartPage page = parts.page(effects);
  const auto& chart = std::get<LineChart>(page.tabs.at(1).parts.at(0));
  ASSERT_EQ(chart.series.size(), 1u);  // the other is missing in all rows
  EXPECT_EQ(chart.series[0].panel, "min_path_len_banned_(1)");
  EXPECT_EQ(chart.series[0].y, (std::vector<double>{0.25, 0.75}));
  EXPECT_TRUE(chart.own_x);
}

}  // namespace
}  // namespace cartograf

#include "host/report/reproduction_page.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/evaluation_page.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

PageTable figures_table(const Reproduction& result) {
  PageTable table;
  table.title = "Figures beside the published ones";
  table.columns = {{"row", false}, {"ours", true}, {"+-", true}, {"runs", true}, {"reference", true}, {"difference", true}};
  for (const ReproducedRow& row : result.rows) {
    table.rows.push_back({row.row, rounded(row.ours), std::isnan(row.deviation) ? "" : rounded(row.deviation), std::to_string(row.runs),
                          row.reference ? rounded(*row.reference) : "", row.reference ? rounded(row.difference()) : ""});
  }
  return table;
}

/// Figures of one kind, published against ours: on the diagonal they are equal.
ScatterChart figures_chart(const Reproduction& result) {
  ScatterChart chart;
  chart.title = "Published against ours";
  chart.note = "Each point is a figure of the table; on the line both are equal.";
  chart.x_label = "published";
  chart.y_label = "ours";
  chart.diagonal = true;
  PointSeries points{result.table, {}, {}, {}};
  for (const ReproducedRow& row : result.rows) {
    if (!row.reference) continue;
    points.x.push_back(*row.reference);
    points.y.push_back(row.ours);
    points.labels.push_back(row.row);
  }
  chart.series = {std::move(points)};
  return chart;
}

/// "TARGET: FEATURES" -> both; without a target the first is empty.
std::pair<std::string, std::string> split_name(const std::string& features) {
  const auto end = features.rfind(": ");
  if (end == std::string::npos) return {"", features};
  return {features.substr(0, end), features.substr(end + 2)};
}

/// Summaries of each target, with the names of the features alone.
std::vector<std::pair<std::string, std::vector<EvaluationSummary>>> by_target(const std::vector<Evaluation>& evaluations) {
  std::vector<std::pair<std::string, std::vector<EvaluationSummary>>> groups;
  for (EvaluationSummary& summary : summarise(evaluations)) {
    const auto [target, features] = split_name(summary.features);
    auto group = std::find_if(groups.begin(), groups.end(), [&, name = target](const auto& known) { return known.first == name; });
    if (group == groups.end()) group = groups.insert(group, {target, {}});
    summary.features = features;
    group->second.push_back(std::move(summary));
  }
  return groups;
}

void add_evaluations(const Reproduction& result, ChartPage& page) {
  for (const auto& [target, summaries] : by_target(result.evaluations)) {
    LineChart chart = tau_chart(summaries);
    if (!target.empty()) chart.title += ": " + target;
    page.parts.emplace_back(std::move(chart));
  }
  for (const PredictedRun& example : result.examples) {
    ScatterChart chart = predicted_chart({&example, 1}, split_name(example.title).first);
    chart.title += ": " + example.title;
    page.parts.emplace_back(std::move(chart));
  }
}

}  // namespace

ChartPage reproduction_page(const Reproduction& result) {
  ChartPage page{"cartograf reproduce " + result.table, result.title, {}};
  bool compared = false;
  for (const ReproducedRow& row : result.rows) compared = compared || row.reference;
  if (compared) page.parts.emplace_back(figures_chart(result));
  if (result.preferences) {
    page.parts.emplace_back(share_map(*result.preferences));
    page.parts.emplace_back(drop_map(*result.preferences));
  }
  page.parts.emplace_back(figures_table(result));
  add_evaluations(result, page);
  return page;
}

}  // namespace cartograf

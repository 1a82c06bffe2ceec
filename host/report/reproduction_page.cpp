#include "host/report/reproduction_page.hpp"

#include "host/report/evaluation_page.hpp"
#include "host/report/number_text.hpp"

namespace cartograf {
namespace {

PageTable figures_table(const Reproduction& result) {
  PageTable table;
  table.title = "Figures beside the published ones";
  table.columns = {{"row", false}, {"ours", true}, {"+-", true}, {"runs", true}, {"reference", true}, {"difference", true}};
  for (const ReproducedRow& row : result.rows) {
    table.rows.push_back({row.row, fixed_text(row.ours), fixed_text(row.deviation), std::to_string(row.runs),
                          row.reference ? fixed_text(*row.reference) : "", row.reference ? fixed_text(row.difference()) : ""});
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

HeatMap preferences_map(const TaskPreferences& preferences) {
  HeatMap map;
  map.title = "Which properties each task goes by";
  map.note = "Share of the mean |SHAP| of a random forest on GRAF; compare a column between tasks.";
  map.value_label = "share of mean |SHAP|";
  map.column_names = preferences.families;
  for (const TaskPreference& task : preferences.tasks) {
    map.row_names.push_back(task.task);
    for (const Spread& share : task.family_shares) map.values.push_back(share.mean);
  }
  return map;
}

}  // namespace

ChartPage reproduction_page(const Reproduction& result) {
  ChartPage page{"cartograf reproduce " + result.table, result.title, {}};
  bool compared = false;
  for (const ReproducedRow& row : result.rows) compared = compared || row.reference;
  if (compared) page.parts.emplace_back(figures_chart(result));
  if (result.preferences) page.parts.emplace_back(preferences_map(*result.preferences));
  page.parts.emplace_back(figures_table(result));
  if (!result.evaluations.empty()) {
    ChartPage evaluations = evaluation_page("", "", result.evaluations, result.examples);
    for (auto& part : evaluations.parts) page.parts.push_back(std::move(part));
  }
  return page;
}

}  // namespace cartograf

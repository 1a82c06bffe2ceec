#include "host/report/evaluation_page.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

std::string name_of(const EvaluationSummary& summary) {
  return summary.features.empty() ? summary.model : summary.model + ", " + summary.features;
}

std::string spread_text(double mean, double deviation) {
  return std::isnan(deviation) ? rounded(mean) : rounded(mean) + " ± " + rounded(deviation);
}

HeatMap map_of(const TaskPreferences& preferences, const std::string& title, const std::string& value_label,
               std::vector<Spread> TaskPreference::*values) {
  HeatMap map{title, "Compare a family between tasks: one of many columns has a large share in all.", value_label, {}, preferences.families, {}};
  for (const TaskPreference& task : preferences.tasks) {
    map.row_names.push_back(task.task);
    for (const Spread& value : task.*values) map.values.push_back(value.mean);
  }
  return map;
}

}  // namespace

LineChart tau_chart(std::span<const EvaluationSummary> summaries) {
  LineChart chart{"Kendall tau against train size", "Mean over the seeds; bands: one standard deviation.", "train size", "Kendall tau", true, {}};
  for (const EvaluationSummary& summary : summaries) {
    const std::string name = name_of(summary);
    auto series = std::find_if(chart.series.begin(), chart.series.end(), [&](const LineSeries& known) { return known.name == name; });
    if (series == chart.series.end()) series = chart.series.insert(chart.series.end(), {name, {}, {}, {}, {}});
    // Train sizes come in any order, a line goes up.
    const auto size = static_cast<double>(summary.train_size);
    const auto at = std::upper_bound(series->x.begin(), series->x.end(), size) - series->x.begin();
    const double tau = summary.mean.tau, deviation = summary.standard_deviation.tau;
    series->x.insert(series->x.begin() + at, size);
    series->y.insert(series->y.begin() + at, tau);
    series->low.insert(series->low.begin() + at, tau - deviation);
    series->high.insert(series->high.begin() + at, tau + deviation);
  }
  return chart;
}

PageTable metrics_table(std::span<const EvaluationSummary> summaries) {
  PageTable table{"All metrics",
                  "Mean ± standard deviation over the seeds.",
                  {{"model", false}, {"train size", true}, {"runs", true}, {"Kendall tau", true}, {"Spearman", true}, {"R2", true}, {"MSE", true}, {"MAE", true}},
                  {}};
  for (const EvaluationSummary& summary : summaries) {
    std::vector<std::string> row = {name_of(summary), std::to_string(summary.train_size), std::to_string(summary.n_seeds)};
    for (const auto metric : {&Metrics::tau, &Metrics::spearman, &Metrics::r2, &Metrics::mse, &Metrics::mae}) {
      row.push_back(spread_text(summary.mean.*metric, summary.standard_deviation.*metric));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

ScatterChart predicted_chart(std::span<const PredictedRun> rows, const std::string& target) {
  ScatterChart chart{"Predicted against true", "On architectures that were not trained on.", "true " + target, "predicted " + target, true, 4000, {}};
  for (const PredictedRun& some : rows) chart.series.push_back({some.title, some.truth, some.predicted, {}});
  return chart;
}

ChartPage evaluation_page(const std::string& title, const std::string& introduction, const std::string& target,
                          std::span<const EvaluationSummary> summaries, std::span<const PredictedRun> rows) {
  ChartPage page{title, introduction, {}};
  page.parts.push_back(tau_chart(summaries));
  if (!rows.empty()) page.parts.push_back(predicted_chart(rows, target));
  page.parts.push_back(metrics_table(summaries));
  return page;
}

HeatMap share_map(const TaskPreferences& preferences) {
  return map_of(preferences, "What each task goes by: share of mean |SHAP|", "share of mean |SHAP|", &TaskPreference::family_shares);
}

HeatMap drop_map(const TaskPreferences& preferences) {
  return map_of(preferences, "What each task goes by: drop of Kendall tau", "drop of tau", &TaskPreference::family_drops);
}

}  // namespace cartograf

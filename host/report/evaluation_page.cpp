#include "host/report/evaluation_page.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/number_text.hpp"

namespace cartograf {
namespace {

/// "TARGET: FEATURES" -> both; without a target the first is empty.
std::pair<std::string, std::string> split_name(const std::string& features) {
  const auto end = features.rfind(": ");
  if (end == std::string::npos) return {"", features};
  return {features.substr(0, end), features.substr(end + 2)};
}

std::string series_name(const EvaluationSummary& summary) {
  const std::string features = split_name(summary.features).second;
  return features.empty() ? summary.model : summary.model + ", " + features;
}

LineChart tau_chart(const std::string& target, const std::vector<EvaluationSummary>& summaries) {
  LineChart chart;
  chart.title = "Kendall's tau against training rows" + (target.empty() ? "" : ": " + target);
  chart.note = "Mean over the runs; the band is one standard deviation.";
  chart.x_label = "training rows";
  chart.y_label = "Kendall's tau";
  chart.log_x = true;
  for (const EvaluationSummary& summary : summaries) {
    if (split_name(summary.features).first != target) continue;
    const std::string name = series_name(summary);
    auto series = std::find_if(chart.series.begin(), chart.series.end(), [&](const LineSeries& known) { return known.name == name; });
    if (series == chart.series.end()) series = chart.series.insert(series, LineSeries{name, {}, {}, {}, {}});
    const double mean = summary.mean.tau, spread = summary.standard_deviation.tau;
    series->x.push_back(static_cast<double>(summary.train_size));
    series->y.push_back(mean);
    series->low.push_back(std::isnan(spread) ? mean : mean - spread);
    series->high.push_back(std::isnan(spread) ? mean : mean + spread);
  }
  return chart;
}

PageTable metrics_table(const std::vector<EvaluationSummary>& summaries) {
  PageTable table;
  table.title = "All metrics";
  table.note = "Means over the runs; +- is the standard deviation of Kendall's tau.";
  table.columns = {{"features", false}, {"model", false}, {"training rows", true}, {"runs", true}, {"Kendall's tau", true}, {"+-", true},
                   {"Spearman", true},  {"R2", true},     {"MSE", true},           {"MAE", true}};
  for (const EvaluationSummary& s : summaries) {
    table.rows.push_back({s.features, s.model, std::to_string(s.train_size), std::to_string(s.n_seeds), fixed_text(s.mean.tau),
                          fixed_text(s.standard_deviation.tau), fixed_text(s.mean.spearman), fixed_text(s.mean.r2), general_text(s.mean.mse),
                          general_text(s.mean.mae)});
  }
  return table;
}

ScatterChart predicted_chart(const PredictedRun& run) {
  ScatterChart chart;
  chart.title = "True against predicted: " + run.title;
  chart.x_label = "true";
  chart.y_label = "predicted";
  chart.diagonal = true;
  chart.series = {{run.title, run.truth, run.predicted, {}}};
  return chart;
}

}  // namespace

ChartPage evaluation_page(std::string title, std::string introduction, const std::vector<Evaluation>& evaluations,
                          const std::vector<PredictedRun>& examples) {
  const std::vector<EvaluationSummary> summaries = summarise(evaluations);
  std::vector<std::string> targets;
  for (const EvaluationSummary& summary : summaries) {
    const std::string target = split_name(summary.features).first;
    if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
  }
  ChartPage page{std::move(title), std::move(introduction), {}};
  for (const std::string& target : targets) page.parts.emplace_back(tau_chart(target, summaries));
  page.parts.emplace_back(metrics_table(summaries));
  for (const PredictedRun& example : examples) page.parts.emplace_back(predicted_chart(example));
  return page;
}

}  // namespace cartograf

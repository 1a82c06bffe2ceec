#include "host/report/evaluation_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "host/metrics/metrics.hpp"
#include "host/report/figures.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

using Mark = PageCell::Mark;

/// Lines that one chart can show so that each is seen.
constexpr std::size_t kLinesTogether = 6;
/// Panels of predictions, and points in all of them: each point is an element of the page.
constexpr std::size_t kMostPanels = 12, kMostPoints = 18'000, kMostPointsOfOne = 4000;

constexpr const char* kTauAxis = "Kendall tau";
constexpr const char* kTauMeaning = " Kendall tau compares the predicted order with the true one: 1 = the same order, 0 = no relation.";

std::string name_of(const EvaluationSummary& summary) {
  return summary.features.empty() ? summary.model : summary.model + ", " + summary.features;
}

struct MetricColumn {
  const char* name;
  double Metrics::*value;
  bool lower_is_better = false;
};

constexpr MetricColumn kMetrics[] = {{"Kendall tau", &Metrics::tau}, {"Spearman", &Metrics::spearman}, {"R²", &Metrics::r2}, {"MSE", &Metrics::mse, true}, {"MAE", &Metrics::mae, true}};

std::set<std::uint64_t> train_sizes(std::span<const EvaluationSummary> summaries) {
  std::set<std::uint64_t> sizes;
  for (const EvaluationSummary& summary : summaries) sizes.insert(summary.train_size);
  return sizes;
}

/// How each summary stands among those of its train size. `close`: at most the deviation of the best away from it.
std::vector<Mark> marks_of(std::span<const EvaluationSummary> summaries, const MetricColumn& metric) {
  const auto value = [&](std::size_t i) { return (metric.lower_is_better ? -1 : 1) * (summaries[i].mean.*metric.value); };
  std::map<std::uint64_t, std::size_t> best;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    if (std::isnan(value(i))) continue;
    const auto [found, added] = best.try_emplace(summaries[i].train_size, i);
    if (!added && value(i) > value(found->second)) found->second = i;
  }
  std::map<std::uint64_t, std::size_t> rivals;
  for (const EvaluationSummary& summary : summaries) ++rivals[summary.train_size];
  std::vector<Mark> marks(summaries.size(), Mark::none);
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto found = best.find(summaries[i].train_size);
    if (found == best.end() || rivals[summaries[i].train_size] < 2) continue;
    const double away = value(found->second) - value(i);
    if (away == 0)
      marks[i] = Mark::best;
    else if (away <= summaries[found->second].standard_deviation.*metric.value)
      marks[i] = Mark::close;
  }
  return marks;
}

FigureColumn figures_of(std::span<const EvaluationSummary> summaries, double Metrics::*metric) {
  std::vector<double> means, deviations;
  for (const EvaluationSummary& summary : summaries) {
    means.push_back(summary.mean.*metric);
    deviations.push_back(summary.standard_deviation.*metric);
  }
  return figure_column(means, deviations);
}

constexpr const char* kMarks = "Mean ± standard deviation over the runs. ● is the best for its number of training architectures, ○ at most one standard deviation of the best away from it.";

/// Which panel each line is drawn in; nothing where they share one.
void set_panels(LineChart& chart, std::span<const EvaluationSummary> summaries) {
  std::set<std::string> features, models;
  std::map<std::string, std::string> features_of_line;
  for (const EvaluationSummary& summary : summaries) {
    features.insert(summary.features);
    models.insert(summary.model);
    features_of_line[name_of(summary)] = summary.features;
  }
  const bool by_features = features.size() > 1 && models.size() > 1;
  if (chart.series.size() <= kLinesTogether && !by_features) return;
  if (by_features && models.size() > kLinesTogether) {
    for (LineSeries& series : chart.series) series.panel = series.name;
  } else {
    for (LineSeries& series : chart.series) series.panel = by_features ? features_of_line[series.name] : series.name;
  }
  chart.backdrop = true;
  chart.note += " Grey: the lines of the other panels.";
}

HeatMap map_of(const TaskPreferences& preferences, const std::string& title, const std::string& value_label,
               std::vector<Spread> TaskPreference::*values) {
  HeatMap map{title, "Compare a family between tasks, down a column: a family of many columns has a large share in all.", value_label, {}, preferences.families, {}};
  for (const TaskPreference& task : preferences.tasks) {
    map.row_names.push_back(task.task);
    for (const Spread& value : task.*values) map.values.push_back(value.mean);
  }
  return map;
}

PageTable choices_table(std::span<const EvaluationSummary> summaries) {
  PageTable table{"What the predictor auto chose", "In how many runs which recipe was chosen.", {{"predictor"}, {"trained on", PageTable::Kind::number}, {"choices"}}, {}};
  for (const EvaluationSummary& summary : summaries) {
    if (!summary.chosen.empty()) table.rows.push_back({name_of(summary), grouped(summary.train_size), text_of_choices(summary)});
  }
  return table;
}

}  // namespace

LineChart tau_chart(std::span<const EvaluationSummary> summaries) {
  LineChart chart;
  chart.title = "Kendall tau by number of training architectures";
  chart.note = std::string("Higher is better; lines are means over the runs, bands one standard deviation.") + kTauMeaning;
  chart.x_label = "training architectures";
  chart.y_label = kTauAxis;
  chart.log_x = true;
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
  set_panels(chart, summaries);
  return chart;
}

PageTable tau_table(std::span<const EvaluationSummary> summaries) {
  PageTable table{"Kendall tau in figures", kMarks, {{"predictor"}}, {}};
  std::vector<std::string> names;
  for (const EvaluationSummary& summary : summaries) {
    if (std::find(names.begin(), names.end(), name_of(summary)) == names.end()) names.push_back(name_of(summary));
  }
  for (const std::string& name : names) table.rows.push_back({name});
  for (const std::uint64_t size : train_sizes(summaries)) {
    table.columns.push_back({"trained on " + grouped(size), PageTable::Kind::number});
    std::vector<EvaluationSummary> of_size;
    for (const EvaluationSummary& summary : summaries) {
      if (summary.train_size == size) of_size.push_back(summary);
    }
    const FigureColumn figures = figures_of(of_size, &Metrics::tau);
    const std::vector<Mark> marks = marks_of(of_size, kMetrics[0]);
    for (std::size_t row = 0; row < names.size(); ++row) {
      const auto found = std::find_if(of_size.begin(), of_size.end(), [&](const auto& summary) { return name_of(summary) == names[row]; });
      const auto i = static_cast<std::size_t>(found - of_size.begin());
      table.rows[row].push_back(i == of_size.size() ? PageCell("") : PageCell(figures.texts[i], marks[i]));
    }
  }
  return table;
}

PageTable metrics_table(std::span<const EvaluationSummary> summaries) {
  std::vector<EvaluationSummary> ordered(summaries.begin(), summaries.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.train_size < b.train_size; });
  PageTable table{"All metrics", kMarks, {{"trained on", PageTable::Kind::number}, {"predictor"}, {"runs", PageTable::Kind::number}}, {}, true};
  for (const EvaluationSummary& summary : ordered) table.rows.push_back({grouped(summary.train_size), name_of(summary), grouped(summary.n_seeds)});
  for (const MetricColumn& metric : kMetrics) {
    const FigureColumn figures = figures_of(ordered, metric.value);
    const std::vector<Mark> marks = marks_of(ordered, metric);
    table.columns.push_back({metric.name + scale_text(figures.exponent) + (metric.lower_is_better ? " (lower is better)" : ""), PageTable::Kind::number});
    for (std::size_t row = 0; row < ordered.size(); ++row) table.rows[row].emplace_back(figures.texts[row], marks[row]);
  }
  return table;
}

ScatterChart predicted_chart(std::span<const PredictedRun> rows, const std::string& target) {
  ScatterChart chart;
  chart.title = "Predicted against true values";
  chart.note = "Each point is an architecture that the predictor was not trained on. On the dashed line the prediction is right; for a good order the cloud only has to be narrow and rise.";
  chart.x_label = "true " + target;
  chart.y_label = "predicted " + target;
  chart.diagonal = true;
  std::vector<double> taus;
  for (const PredictedRun& run : rows) taus.push_back(kendall_tau(run.truth, run.predicted));
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() > kMostPanels) {
    const auto better = [&](std::size_t a, std::size_t b) { return std::isnan(taus[b]) ? !std::isnan(taus[a]) : taus[a] > taus[b]; };
    std::stable_sort(order.begin(), order.end(), better);
    chart.note += " Shown are the " + std::to_string(kMostPanels) + " of " + std::to_string(rows.size()) + " predictors with the largest Kendall tau.";
    order.resize(kMostPanels);
  }
  for (const std::size_t i : order) {
    const std::string tau = std::isnan(taus[i]) ? "" : ": Kendall tau " + with_decimals(taus[i], 3);
    chart.series.push_back({rows[i].title + tau, rows[i].truth, rows[i].predicted, {}});
  }
  chart.max_points = std::min(kMostPointsOfOne, kMostPoints / std::max<std::size_t>(1, order.size()));
  return chart;
}

ChartPage evaluation_page(const EvaluatedTarget& evaluated, std::vector<PageFact> provenance) {
  ChartPage page{"How well predictors order architectures by " + evaluated.target, evaluated.introduction, {}};
  page.tabs.push_back({"Kendall tau", {tau_chart(evaluated.summaries), tau_table(evaluated.summaries)}});
  PageTable choices = choices_table(evaluated.summaries);
  if (!choices.rows.empty()) page.tabs.back().parts.emplace_back(std::move(choices));
  if (!evaluated.rows.empty()) page.tabs.push_back({"Predicted against true", {predicted_chart(evaluated.rows, evaluated.target)}});
  page.tabs.push_back({"All metrics", {metrics_table(evaluated.summaries)}});
  page.provenance = std::move(provenance);
  return page;
}

HeatMap share_map(const TaskPreferences& preferences) {
  return map_of(preferences, "What each task goes by: share of mean |SHAP|", "share of mean |SHAP|", &TaskPreference::family_shares);
}

HeatMap drop_map(const TaskPreferences& preferences) {
  return map_of(preferences, "What each task goes by: drop of Kendall tau", "drop of Kendall tau when the family is shuffled", &TaskPreference::family_drops);
}

}  // namespace cartograf

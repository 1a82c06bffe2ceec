#include "host/report/explain_page.hpp"

#include <algorithm>
#include <cmath>

#include "host/metrics/metrics.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kMostSwarms = 20, kMostDependences = 12;
constexpr std::uint64_t kSwarmRows = 500, kDependenceRows = 200, kDependencePoints = 12;

struct ShownMeasure {
  bool wanted;
  std::string name, note;
  double Importance::*value;
  double Importance::*deviation;  ///< or null
};

std::vector<ShownMeasure> measures(const ExplainOptions& options) {
  const std::string shuffles = options.repeats == 1 ? "one shuffle" : "mean and standard deviation of " + std::to_string(options.repeats) + " shuffles";
  std::vector<ShownMeasure> all = {
      {options.shap, "mean |SHAP|", "Mean |SHAP|: how far it moves the prediction, in the unit of the target.", &Importance::shap, nullptr},
      {options.permutation, "drop of Kendall tau", "Drop of Kendall tau: what is lost of the order when its values are shuffled over the rows (" + shuffles + ").",
       &Importance::tau_drop, options.repeats == 1 ? nullptr : &Importance::tau_drop_deviation},
      {options.gain, "total gain", "Total gain: the loss that splits at it took away in the training.", &Importance::total_gain, nullptr}};
  std::erase_if(all, [](const ShownMeasure& measure) { return !measure.wanted; });
  return all;
}

/// The most important parts, with all measures.
BarChart bars(const std::string& title, const std::string& label_name, const std::vector<ExplainedPart>& parts, const ExplainOptions& options, std::size_t top) {
  BarChart chart{title, "", label_name, {}, {}};
  const std::vector<std::size_t> order = ranked(parts, main_measure(options));
  const std::size_t n = std::min(top, order.size());
  for (std::size_t i = 0; i < n; ++i) chart.labels.push_back(parts[order[i]].name);
  for (const ShownMeasure& measure : measures(options)) {
    BarMeasure shown{measure.name, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
      const Importance& importance = parts[order[i]].importance;
      shown.values.push_back(importance.*measure.value);
      if (measure.deviation != nullptr) shown.deviations.push_back(importance.*measure.deviation);
    }
    chart.note += (chart.note.empty() ? "" : " ") + measure.note;
    chart.measures.push_back(std::move(shown));
  }
  if (n < order.size()) {
    chart.note += " Shown: the first " + grouped(n) + " of " + grouped(order.size()) + " by " + chart.measures.front().name + "; --top shows more, --csv writes all.";
  }
  return chart;
}

BarChart group_bars(const Explanation& explanation, const ExplainOptions& options, std::size_t top) {
  BarChart chart = bars("Groups of columns that say nearly the same", "group, called by its first column", explanation.groups, options, top);
  const std::vector<std::size_t> order = ranked(explanation.groups, main_measure(options));
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    chart.members.emplace_back();
    for (const std::uint64_t column : explanation.groups[order[i]].columns) chart.members.back().push_back(explanation.features[column].name);
  }
  chart.note = "Between columns that are correlated a model can choose freely, so one alone may seem unimportant. Columns of a group have a |correlation| of at least " +
               shortest(options.group_correlation) + ", also by way of others, and are shuffled together. " + chart.note;
  return chart;
}

ScatterChart scatter(const Explanation& explanation, const ModelInfo& model, const ExplainedRows& rows) {
  ScatterChart chart;
  chart.title = "Predicted against true values";
  chart.note = "Each point is one of the architectures that this page explains. On the dashed line the prediction is right. Those that the model was trained on are among them, unless they were left out.";
  chart.x_label = "true " + model.target;
  chart.y_label = "predicted " + model.target;
  chart.diagonal = true;
  chart.max_points = 2000;
  const std::string tau = std::isnan(explanation.metrics.tau) ? "undefined" : with_decimals(explanation.metrics.tau, 3);
  chart.series.push_back({model.predictor + ": Kendall tau " + tau + ", R² " + with_decimals(explanation.metrics.r2, 3),
                          {rows.targets.begin(), rows.targets.end()},
                          explanation.predictions,
                          {rows.keys.begin(), rows.keys.end()}});
  return chart;
}

/// Which way an effect goes with the value, by Spearman's correlation.
std::string direction_of(const ShapColumn& column) {
  std::vector<double> values, effects;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    if (std::isnan(column.values[i])) continue;
    values.push_back(column.values[i]);
    effects.push_back(column.effects[i]);
  }
  const double correlation = values.size() < 2 ? std::nan("") : spearman_correlation(values, effects);
  if (std::isnan(correlation)) return "the same for all";
  if (correlation >= 0.5) return "▲ larger raises";
  return correlation <= -0.5 ? "▼ larger lowers" : "◆ depends";
}

SwarmChart swarm(const Explanation& explanation, const ShapSample& sample, const ModelInfo& model, const ExplainedRows& rows) {
  SwarmChart chart;
  chart.title = "What each feature does to the prediction";
  chart.note = "Each point is an architecture. To the right of the line the feature raises the predicted " + model.target +
               ", to the left it lowers it, by so much (SHAP value, in the unit of the target). Its colour is the value of the feature there: where the colour of the largest lies right and that of the smallest left, a larger value raises the prediction. "
               "▲ and ▼ say so where Spearman's correlation of value and effect is at least 0.5. Shown on " +
               grouped(sample.rows.size()) + (sample.rows.size() < rows.targets.size() ? " of the " + grouped(rows.targets.size()) + " architectures, a random part." : " architectures.");
  chart.effect_label = "SHAP value: effect on the predicted " + model.target;
  if (!rows.keys.empty()) {
    for (const std::uint64_t row : sample.rows) chart.points.push_back(rows.keys[row]);
  }
  for (const ShapColumn& column : sample.columns) {
    chart.rows.push_back({explanation.features[column.column].name, column.effects, column.values, direction_of(column)});
  }
  return chart;
}

LineChart dependences(const Explanation& explanation, const Effects& effects, const ModelInfo& model, const ExplainOptions& options, std::uint64_t n_rows) {
  LineChart chart;
  chart.title = "How the prediction depends on each feature";
  chart.note = "The mean prediction of " + grouped(n_rows) + " architectures when the feature has this value in all of them (partial dependence): a rising line says that a larger value raises the prediction, a flat one that the feature alone does nothing. ";
  chart.note += options.shap ? "" : "SHAP values, which show each architecture, are of tree ensembles (rf, xgb, xgb+, tree, gbm) with --importance shap.";
  chart.x_label = "value of the feature";
  chart.y_label = "predicted " + model.target;
  chart.own_x = chart.panels_are_features = true;
  for (const Dependence& dependence : effects.dependence) {
    if (dependence.values.empty()) continue;  // missing in all rows
    const std::string& name = explanation.features[dependence.column].name;
    chart.series.push_back({name, dependence.values, dependence.predictions, {}, {}, name});
  }
  return chart;
}

}  // namespace

std::vector<std::uint64_t> rows_of_effects(std::uint64_t n, const ExplainOptions& options) { return sampled_rows(n, kSwarmRows, options.seed); }

Effects effects_of(const Explanation& explanation, const Model& model, const FeatureMatrix& matrix, const ExplainOptions& options, std::size_t top) {
  std::vector<std::uint64_t> columns;
  for (const std::size_t part : ranked(explanation.features, main_measure(options))) columns.push_back(explanation.features[part].columns.front());
  columns.resize(std::min({columns.size(), top, options.shap ? kMostSwarms : kMostDependences}));
  Effects effects;
  if (options.shap) {
    effects.shap = shap_sample(matrix, columns, options.shap_rows, explanation.shap_values);
  } else {
    effects.dependence = partial_dependence(model, matrix, columns, kDependenceRows, kDependencePoints, options.seed);
  }
  return effects;
}

ChartPage explain_page(const Explanation& explanation, const Effects& effects, const ModelInfo& model, const ExplainedRows& rows,
                       const ExplainOptions& options, std::size_t top, std::vector<PageFact> provenance) {
  ChartPage page{"What " + model.predictor + " goes by when it predicts " + model.target, "", {}};
  page.introduction = "The predictor " + model.predictor + " was trained on " + counted(model.train_size, "architecture") + " of " + model.features.space +
                      ". This page explains its predictions of " + grouped(rows.targets.size()) + " of " + counted(rows.population, "architecture") + " in " + rows.name + ".";
  page.operations = rows.operations;
  PageTab overview{"Overview", {scatter(explanation, model, rows)}};
  if (!explanation.families.empty()) {
    overview.parts.emplace_back(bars("Families of features, by importance", "family", explanation.families, options, explanation.families.size()));
  }
  page.tabs.push_back(std::move(overview));
  if (!effects.shap.columns.empty()) page.tabs.push_back({"Direction", {swarm(explanation, effects.shap, model, rows)}});
  if (!effects.dependence.empty()) {
    LineChart chart = dependences(explanation, effects, model, options, std::min<std::uint64_t>(kDependenceRows, rows.targets.size()));
    if (!chart.series.empty()) page.tabs.push_back({"Direction", {std::move(chart)}});
  }
  page.tabs.push_back({"Features", {bars("Features, by importance", "feature", explanation.features, options, top)}});
  if (has_groups(explanation)) page.tabs.push_back({"Groups", {group_bars(explanation, options, top)}});
  page.provenance = std::move(provenance);
  return page;
}

}  // namespace cartograf

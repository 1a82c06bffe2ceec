#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/evaluate/evaluate.hpp"
#include "host/reproduce/task_preferences.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// Kendall's tau against train size: a line for each features and model, with a band of one standard deviation. Where there
/// are several of both, or many lines, each features (else each line) has a panel.
LineChart tau_chart(std::span<const EvaluationSummary> summaries);

/// Kendall's tau: a row for each features and model, a column for each train size, the best of each marked.
PageTable tau_table(std::span<const EvaluationSummary> summaries);

/// All metrics of all summaries, by train size, the best of each marked.
PageTable metrics_table(std::span<const EvaluationSummary> summaries);

/// A panel for each run; of more than 12 those of the largest tau.
ScatterChart predicted_chart(std::span<const PredictedRun> rows, const std::string& target);

/// What the page of `evaluate` shows.
struct EvaluatedTarget {
  std::string target;
  std::string introduction;
  std::span<const EvaluationSummary> summaries;
  std::span<const PredictedRun> rows;  ///< predictions of a run; without them their chart is left out
};

ChartPage evaluation_page(const EvaluatedTarget& evaluated, std::vector<PageFact> provenance);

/// Families by task: the mean share of mean |SHAP|, and the mean drop of tau.
HeatMap share_map(const TaskPreferences& preferences);
HeatMap drop_map(const TaskPreferences& preferences);

}  // namespace cartograf

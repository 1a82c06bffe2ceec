#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/evaluate/evaluate.hpp"
#include "host/reproduce/task_preferences.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// Kendall's tau against train size: a line for each features and model, with a band of one standard deviation.
LineChart tau_chart(std::span<const EvaluationSummary> summaries);

/// All metrics of all summaries.
PageTable metrics_table(std::span<const EvaluationSummary> summaries);

ScatterChart predicted_chart(std::span<const PredictedRun> rows, const std::string& target);

/// The page of `evaluate`: the charts above. Without `rows` that of the predictions is left out.
ChartPage evaluation_page(const std::string& title, const std::string& introduction, const std::string& target,
                          std::span<const EvaluationSummary> summaries, std::span<const PredictedRun> rows);

/// Families by task: the mean share of mean |SHAP|, and the mean drop of tau.
HeatMap share_map(const TaskPreferences& preferences);
HeatMap drop_map(const TaskPreferences& preferences);

}  // namespace cartograf

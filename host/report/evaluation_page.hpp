#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/model/evaluate.hpp"
#include "host/model/reproduce/task_preferences.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// Kendall's tau against train size: a line for each features and model, with a band of one standard deviation.
LineChart tau_chart(std::span<const EvaluationSummary> summaries);

/// All metrics of all summaries.
PageTable metrics_table(std::span<const EvaluationSummary> summaries);

/// What one trained predictor said of rows it had not seen; [n] both.
struct PredictedRows {
  std::string name;
  std::vector<double> truth, predicted;
};

ScatterChart predicted_chart(std::span<const PredictedRows> rows, const std::string& target);

/// The page of `evaluate`: the charts above. Without `rows` that of the predictions is left out.
ChartPage evaluation_page(const std::string& title, const std::string& introduction, const std::string& target,
                          std::span<const EvaluationSummary> summaries, std::span<const PredictedRows> rows);

/// Families by task: the mean share of mean |SHAP|, and the mean drop of tau.
HeatMap share_map(const TaskPreferences& preferences);
HeatMap drop_map(const TaskPreferences& preferences);

}  // namespace cartograf

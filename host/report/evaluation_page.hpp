#pragma once

#include <string>
#include <vector>

#include "host/model/evaluate.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// What an evaluation shows: Kendall's tau against training rows with its spread over seeds, a chart for each target
/// (features named "TARGET: FEATURES" are of that target), a table of all metrics, and true against predicted values.
ChartPage evaluation_page(std::string title, std::string introduction, const std::vector<Evaluation>& evaluations,
                          const std::vector<PredictedRun>& examples);

}  // namespace cartograf

#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "host/evaluate/explain.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// What an explanation was made from, for the texts of the page.
struct ExplainedRows {
  std::string name;                   ///< of the store
  std::span<const double> targets;    ///< [rows]
  std::span<const std::string> keys;  ///< [rows], or empty
};

/// Predicted against true, and the most important families, features and groups by each measure that was asked for; at
/// most `top` bars a chart.
ChartPage explain_page(const Explanation& explanation, const ModelInfo& model, const ExplainedRows& rows, const ExplainOptions& options,
                       std::size_t top);

}  // namespace cartograf

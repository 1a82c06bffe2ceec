#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/evaluate/effects.hpp"
#include "host/evaluate/explain.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// What an explanation was made from.
struct ExplainedRows {
  std::string name;                   ///< of the store
  std::span<const double> targets;    ///< [rows]
  std::span<const std::string> keys;  ///< [rows], or empty
  std::uint64_t population = 0;       ///< rows that these were drawn from
  OpNames operations{};               ///< of the space
};

/// In which direction features move the prediction: SHAP values where the explanation has them, else partial dependence, of
/// the most important features.
struct Effects {
  ShapSample shap;
  std::vector<Dependence> dependence;
};

/// The rows of a matrix of `n` whose SHAP values effects_of() needs: for ExplainOptions::shap_rows.
std::vector<std::uint64_t> rows_of_effects(std::uint64_t n, const ExplainOptions& options);

/// Effects of the `top` most important features, at most 20, on at most 500 rows (partial dependence: 12 and 200).
Effects effects_of(const Explanation& explanation, const Model& model, const FeatureMatrix& matrix, const ExplainOptions& options, std::size_t top);

/// How well the model predicts, in which direction features move the prediction, and the most important features and
/// groups with all measures that were asked for; at most `top` rows a chart.
ChartPage explain_page(const Explanation& explanation, const Effects& effects, const ModelInfo& model, const ExplainedRows& rows,
                       const ExplainOptions& options, std::size_t top, std::vector<PageFact> provenance);

}  // namespace cartograf

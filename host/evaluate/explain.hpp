#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "host/engine/execution.hpp"
#include "host/metrics/metrics.hpp"
#include "host/predictor/model.hpp"
#include "host/table/feature_matrix.hpp"

namespace cartograf {

/// How much a column, or several together, mean to a model. NaN where it was not asked for.
struct Importance {
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

  // Of a tree ensemble, from its training: the loss that splits at the columns took away, in all and for each split.
  double total_gain = kUnknown;
  double gain = kUnknown;  ///< 0 without a split
  /// Of a tree ensemble, mean over the rows of |SHAP value| (Lundberg et al., Nature Machine Intelligence 2, 2020), in the
  /// unit of the target. SHAP values add up: those of several columns are added within a row first.
  double shap = kUnknown;
  // Of any predictor: what is lost when the values of the columns are shuffled, together, over the rows (Breiman, Machine
  // Learning 45, 2001). Means and sample standard deviations (NaN for one repeat) over the repeats.
  double tau_drop = kUnknown, tau_drop_deviation = kUnknown;  ///< of Kendall's tau
  double mse_rise = kUnknown, mse_rise_deviation = kUnknown;  ///< unit of the target squared
};

/// Columns that are explained together.
struct ExplainedPart {
  std::string name;                    ///< of the first column, or the family
  std::vector<std::uint64_t> columns;  ///< positions in the matrix, ascending
  Importance importance;
};

struct ExplainOptions {
  bool gain = true;  ///< for tree ensembles only
  bool shap = true;  ///< for tree ensembles only
  bool permutation = true;
  double group_correlation = 0.95;  ///< column_groups.hpp
  int repeats = 5;                  ///< shuffles of each part, >= 1
  std::uint64_t seed = 42;          ///< of the shuffles, below 2^32 - repeats
  /// Rows whose SHAP values are kept, ascending (effects.hpp).
  std::vector<std::uint64_t> shap_rows{};
  Execution execution{};  ///< progress alone, in steps: blocks of rows, predictions. The model runs where it was loaded
};

struct Explanation {
  std::vector<double> predictions;      ///< [rows]
  Metrics metrics;                      ///< of the model on the rows
  std::vector<float> shap_values{};     ///< [shap_rows x (columns + 1)] as Importances::contributions() gives them
  std::vector<ExplainedPart> features;  ///< every column, in the order of the matrix
  std::vector<ExplainedPart> families;  ///< in the order of their first columns; empty when the matrix names none
  std::vector<ExplainedPart> groups;    ///< of correlated columns, those of one column included
};

/// Whether a group has several columns: else the groups say again what the features say.
bool has_groups(const Explanation& explanation);

/// Explains a model on rows with targets [rows]. All parts of a repeat are shuffled in the same order, numpy_permutation(seed
/// + repeat). The result does not depend on threads. Throws InputError when the matrix is not that of the training (`name` is
/// what to call it), for fewer than two rows, gain or SHAP of a predictor that is no tree ensemble, and options out of
/// range; Error when the SHAP values of a row do not add up to its prediction.
Explanation explain(const Model& model, const FeatureMatrix& matrix, std::span<const double> targets, const std::string& name,
                    const ExplainOptions& options);

/// The same for parts of the caller's choice, whose importance is set. `options.group_correlation` does not matter.
/// Returns the predictions, their metrics and SHAP values alone.
Explanation explain_parts(const Model& model, const FeatureMatrix& matrix, std::span<const double> targets, const std::string& name,
                          const ExplainOptions& options, std::vector<ExplainedPart*> parts);

/// The columns of each family of a matrix, in the order of their first columns.
std::vector<ExplainedPart> family_parts(const FeatureMatrix& matrix);
/// Each column.
std::vector<ExplainedPart> feature_parts(const FeatureMatrix& matrix);

/// Positions of the parts, the most important first by one measure; equal ones in their order, unknown ones last.
std::vector<std::size_t> ranked(const std::vector<ExplainedPart>& parts, double Importance::*measure);

/// The measure to rank by: SHAP where it is known, else the drop of tau, else the total gain.
double Importance::*main_measure(const ExplainOptions& options);

/// Row i of the matrix gets the values that row order[i] of `original` has in the columns. Both have the same columns and dtype.
void take_values(FeatureMatrix& matrix, const FeatureMatrix& original, const std::vector<std::uint64_t>& columns,
                 const std::vector<std::uint64_t>& order);

/// The rows of a matrix at these positions, in this order.
FeatureMatrix with_rows(const FeatureMatrix& matrix, std::span<const std::uint64_t> rows);

}  // namespace cartograf

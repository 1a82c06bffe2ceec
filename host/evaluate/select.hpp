#pragma once

#include <cstdint>
#include <vector>

#include "host/evaluate/evaluate.hpp"

namespace cartograf {

/// A column and its place in a ranking.
struct RankedColumn {
  std::size_t column = 0;  ///< of the matrix
  double score = 0;
};

/// Greedy column subset selection (Farahat, Ghodsi, Kamel, ICDM 2011) on the correlations of the columns: first the column
/// that explains most of the variance of all of them, then the one that explains most of what is left, and so on until
/// nothing is left. So the ranking has as many columns as the matrix has rank, without its constants. The score is the
/// share of all variance that is explained by the columns up to this one. No target is looked at.
std::vector<RankedColumn> rank_by_redundancy(const FeatureMatrix& matrix);

/// Columns by their share of the total gain in a tree ensemble trained on `rows`; the ones that no tree uses are left out.
/// Throws InputError for a predictor that is no tree ensemble of XGBoost.
std::vector<RankedColumn> rank_by_gain(const FeatureMatrix& matrix, const Population& population, const std::vector<std::uint64_t>& train_rows,
                                       const PredictorSpec& spec, const PredictorContext& context);

enum class Ranking { redundancy,
                     importance };

struct SelectOptions {
  Ranking by = Ranking::importance;
  NamedSpec model{"rf", {"rf", {}}};  ///< whose tau is measured, and that gives importances
  std::vector<std::uint64_t> counts;  ///< numbers of columns to try; empty = 1, 2, 4, ..., and all that are ranked
  std::uint64_t model_seed = 42;
  Execution execution{};  ///< as of EvaluateOptions; progress in trainings
};

/// Tau with the first `n_columns` columns of a ranking.
struct SelectionPoint {
  std::uint64_t n_columns = 0;
  double tau = 0;        ///< mean over the splits
  double deviation = 0;  ///< sample standard deviation; NaN for one split
};

struct Selection {
  std::vector<RankedColumn> ranking;  ///< with importance: by the mean score over all splits
  std::vector<SelectionPoint> curve;  ///< by number of columns, then all columns of the matrix
};

/// Ranks columns and measures tau against their number. By importance the columns of each split are ranked on its training
/// rows alone, so that tau is not measured on rows that chose the columns; the ranking that is returned is the mean over
/// the splits. Throws as evaluate() does, and InputError for a count beyond the number of columns.
Selection select(const FeatureMatrix& matrix, const Population& population, const std::vector<Split>& splits, const SelectOptions& options);

/// The smallest number of ranked columns whose tau is at most `tolerance` below the best of the whole curve; where none is,
/// the one of the largest tau.
SelectionPoint smallest_good_point(const Selection& selection, double tolerance);

}  // namespace cartograf

#include "host/evaluate/select.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "host/table/dense_rows.hpp"
#include "host/predictor/importances.hpp"
#include "host/evaluate/column_groups.hpp"
#include "host/table/data_set.hpp"
#include "host/metrics/spread.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/correlation.hpp"

namespace cartograf {
namespace {

/// Residual variance of a column, of 1, that is rounding and no more.
constexpr double kNothingLeft = 1e-9;

/// The correlations of the columns, without what the chosen columns explain.
class Residual {
 public:
  explicit Residual(const FeatureMatrix& matrix) : n_(matrix.features.columns.size()) {
    const std::vector<double> values = column_values(matrix);
    covariances_ = column_correlations(values, matrix.n_rows, n_);
    for (double& value : covariances_) {
      if (std::isnan(value)) value = 0;  // constant columns explain nothing
    }
    total_ = left();
  }

  std::size_t size() const { return n_; }
  double explained() const { return total_ > 0 ? 1 - left() / total_ : 1; }

  /// Of all columns' variance, what this one would explain.
  double gain(std::size_t column) const {
    if (at(column, column) <= kNothingLeft) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) sum += at(i, column) * at(i, column);
    return sum / at(column, column);
  }

  void take_out(std::size_t column) {
    const std::vector<double> shared(covariances_.begin() + static_cast<std::ptrdiff_t>(column * n_),
                                     covariances_.begin() + static_cast<std::ptrdiff_t>((column + 1) * n_));
    const double variance = shared[column];
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) covariances_[i * n_ + j] -= shared[i] * shared[j] / variance;
    }
  }

 private:
  double at(std::size_t i, std::size_t j) const { return covariances_[i * n_ + j]; }
  double left() const {
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) sum += std::max(0.0, at(i, i));
    return sum;
  }

  std::size_t n_;
  std::vector<double> covariances_;  ///< [n x n]
  double total_ = 0;
};

std::vector<std::uint64_t> counts_of(const SelectOptions& options, std::size_t n_ranked, std::size_t n_columns) {
  for (const std::uint64_t count : options.counts) {
    if (count >= 1 && count <= n_columns) continue;
    throw InputError("number of columns " + std::to_string(count) + ": expected 1 to " + std::to_string(n_columns) + ", the columns there are");
  }
  std::set<std::uint64_t> counts(options.counts.begin(), options.counts.end());
  if (counts.empty()) {
    for (std::uint64_t count = 1; count < n_ranked; count *= 2) counts.insert(count);
    counts.insert(n_ranked);
  }
  return {counts.begin(), counts.end()};
}

std::vector<std::size_t> first_columns(const std::vector<RankedColumn>& ranking, std::uint64_t n) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < std::min<std::uint64_t>(n, ranking.size()); ++i) columns.push_back(ranking[i].column);
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::vector<RankedColumn> mean_ranking(const std::vector<std::vector<RankedColumn>>& rankings, std::size_t n_columns) {
  std::vector<double> scores(n_columns);
  for (const auto& ranking : rankings) {
    for (const RankedColumn& ranked : ranking) scores[ranked.column] += ranked.score / static_cast<double>(rankings.size());
  }
  std::vector<RankedColumn> mean;
  for (std::size_t column = 0; column < n_columns; ++column) {
    if (scores[column] > 0) mean.push_back({column, scores[column]});
  }
  std::stable_sort(mean.begin(), mean.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return mean;
}

SelectionPoint point_of(std::uint64_t n_columns, const std::vector<double>& taus) {
  const Spread spread = spread_of(taus);
  return {n_columns, spread.mean, spread.deviation};
}

}  // namespace

std::vector<RankedColumn> rank_by_redundancy(const FeatureMatrix& matrix) {
  Residual residual(matrix);
  std::vector<RankedColumn> ranking;
  while (ranking.size() < residual.size()) {
    std::size_t best = 0;
    double best_gain = 0;
    for (std::size_t column = 0; column < residual.size(); ++column) {
      const double gain = residual.gain(column);
      // Equal columns must not be told apart by a rounding error: the first one is taken.
      if (gain > best_gain * (1 + 1e-9)) {
        best = column;
        best_gain = gain;
      }
    }
    if (best_gain == 0) break;
    residual.take_out(best);
    ranking.push_back({best, residual.explained()});
  }
  return ranking;
}

std::vector<RankedColumn> rank_by_gain(const FeatureMatrix& matrix, const Population& population, const std::vector<std::uint64_t>& train_rows,
                                       const PredictorSpec& spec, const PredictorContext& context) {
  std::vector<std::uint64_t> rows;
  std::vector<double> targets;
  for (const std::uint64_t position : train_rows) {
    rows.push_back(population.rows[position]);
    targets.push_back(population.targets[position]);
  }
  const TrainedPredictor trained =
      train_predictor(spec, {rows_of(matrix.view(), rows), targets, matrix.features.column_families, matrix.features.lacks_edges}, context);
  const Importances* importances = trained.choice ? nullptr : trained.regressor->importances();
  if (importances == nullptr) {
    throw InputError("predictor " + spec.name + ": importance needs one that is a tree ensemble, such as rf or xgb; redundancy does not");
  }
  const std::vector<double> gains = importances->total_gain();
  const double total = std::accumulate(gains.begin(), gains.end(), 0.0);
  std::vector<RankedColumn> ranking;
  for (std::size_t column = 0; column < gains.size(); ++column) {
    if (gains[column] > 0) ranking.push_back({column, gains[column] / total});
  }
  std::stable_sort(ranking.begin(), ranking.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return ranking;
}

Selection select(const FeatureMatrix& matrix, const Population& population, const std::vector<Split>& splits, const SelectOptions& options) {
  const std::size_t n_columns = matrix.features.columns.size();
  std::vector<std::vector<RankedColumn>> rankings;
  Selection selection;
  if (options.by == Ranking::redundancy) {
    selection.ranking = rank_by_redundancy(matrix);
  } else {
    for (const Split& split : splits) {
      rankings.push_back(rank_by_gain(matrix, population, split.train_rows, options.model.spec, {options.execution.device, options.execution.threads, options.model_seed}));
    }
    selection.ranking = mean_ranking(rankings, n_columns);
  }
  if (selection.ranking.empty()) throw InputError("no column is of use: all are constant, or no tree has a split");
  const std::vector<std::uint64_t> counts = counts_of(options, selection.ranking.size(), n_columns);

  EvaluateOptions how;
  how.models = {options.model};
  how.model_seeds = {options.model_seed};
  how.execution = options.execution;
  const std::uint64_t total = splits.size() * (counts.size() + 1);
  std::uint64_t before = 0;
  how.execution.progress = [&](std::uint64_t done, std::uint64_t) { options.execution.progress(before + done, total); };
  std::vector<std::vector<double>> taus(counts.size() + 1);
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const auto& ranking = rankings.empty() ? selection.ranking : rankings[i];
    std::vector<FeatureMatrix> subsets;
    for (const std::uint64_t count : counts) subsets.push_back(with_columns(matrix, first_columns(ranking, count)));
    std::vector<FeatureChoice> choices;
    for (const FeatureMatrix& subset : subsets) choices.push_back({std::to_string(subset.features.columns.size()) + " columns", &subset});
    choices.push_back({"all columns", &matrix});
    const std::vector<Evaluation> evaluations = evaluate(choices, population, {splits[i]}, how);
    for (std::size_t j = 0; j < taus.size(); ++j) taus[j].push_back(evaluations[j].metrics.tau);
    before += evaluations.size();
  }
  for (std::size_t j = 0; j < counts.size(); ++j) selection.curve.push_back(point_of(counts[j], taus[j]));
  if (counts.back() != n_columns) selection.curve.push_back(point_of(n_columns, taus.back()));
  return selection;
}

SelectionPoint smallest_good_point(const Selection& selection, double tolerance) {
  double best = std::nan("");
  for (const SelectionPoint& point : selection.curve) best = std::fmax(best, point.tau);
  if (std::isnan(best)) throw InputError("tau is undefined for every number of columns: all predictions are the same");
  const SelectionPoint* largest = nullptr;
  for (const SelectionPoint& point : selection.curve) {
    if (point.n_columns > selection.ranking.size()) continue;
    if (point.tau >= best - tolerance) return point;
    if (largest == nullptr || !(point.tau <= largest->tau)) largest = &point;
  }
  return largest != nullptr ? *largest : selection.curve.back();
}

}  // namespace cartograf

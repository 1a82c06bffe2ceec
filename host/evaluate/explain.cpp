#include "host/evaluate/explain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

#include "host/evaluate/column_groups.hpp"
#include "host/predictor/importances.hpp"
#include "host/table/splits.hpp"
#include "host/metrics/spread.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using Columns = std::vector<std::uint64_t>;

/// Rows whose SHAP values are computed at a time: a step, which takes seconds where there are thousands of trees.
constexpr std::uint64_t kRowsAtOnce = 512;
/// SHAP values are float32 sums over all trees.
constexpr double kShapTolerance = 1e-3;

std::vector<ExplainedPart> groups_of(const FeatureMatrix& matrix, double correlation) {
  std::vector<ExplainedPart> parts;
  for (Columns& columns : correlated_groups(matrix, correlation)) {
    const std::string& name = matrix.features.columns[columns.front()].name;
    parts.push_back({name, std::move(columns), {}});
  }
  return parts;
}

void add_gain(const Importances& importances, const std::vector<ExplainedPart*>& parts) {
  const std::vector<double> gains = importances.total_gain(), splits = importances.n_splits();
  for (ExplainedPart* part : parts) {
    double gain = 0, count = 0;
    for (const std::uint64_t column : part->columns) {
      gain += gains[column];
      count += splits[column];
    }
    part->importance.total_gain = gain;
    part->importance.gain = count > 0 ? gain / count : 0;
  }
}

/// Counts steps of work.
class Steps {
 public:
  Steps(std::uint64_t total, const ExplainOptions& options) : total_(total), options_(options) {}
  void add(std::uint64_t steps) { options_.execution.progress(done_ += steps, total_); }

 private:
  std::uint64_t done_ = 0, total_;
  const ExplainOptions& options_;
};

/// `values`: the SHAP values of a row and, behind them, the mean prediction.
void require_sum(std::span<const float> values, double prediction, std::uint64_t row) {
  double sum = 0, size = std::abs(prediction);
  for (const float value : values) {
    sum += value;
    size += std::abs(value);
  }
  if (std::abs(sum - prediction) <= kShapTolerance * size) return;
  throw Error("XGBoost: the SHAP values of row " + std::to_string(row) + " add up to " + std::to_string(sum) + ", its prediction is " +
              std::to_string(prediction));
}

/// Returns the values of the rows to `keep`, ascending.
std::vector<float> add_shap(const Importances& importances, const MatrixView& rows, const std::vector<double>& predictions,
                            const std::vector<ExplainedPart*>& parts, std::span<const std::uint64_t> keep, Steps& steps) {
  std::vector<float> kept;
  const std::size_t width = rows.n_columns + 1;
  std::vector<double> sums(parts.size());
  for (std::uint64_t first = 0; first < rows.n_rows; first += kRowsAtOnce) {
    const std::uint64_t n = std::min(kRowsAtOnce, rows.n_rows - first);
    const std::vector<float> values = importances.contributions({rows.row(first), rows.dtype, n, rows.n_columns, rows.device});
    for (std::uint64_t row = 0; row < n; ++row) {
      const std::span<const float> own = std::span(values).subspan(row * width, width);
      require_sum(own, predictions[first + row], first + row);
      if (std::ranges::binary_search(keep, first + row)) kept.insert(kept.end(), own.begin(), own.end());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        double sum = 0;
        for (const std::uint64_t column : parts[i]->columns) sum += own[column];
        sums[i] += std::abs(sum);
      }
    }
    steps.add(1);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i]->importance.shap = sums[i] / static_cast<double>(rows.n_rows);
  return kept;
}

/// Shuffles parts of one matrix, one after the other.
class Permutation {
 public:
  /// `matrix` is in the representation of the model.
  Permutation(const Model& model, const FeatureMatrix& matrix, std::span<const double> targets, const Metrics& metrics,
              const ExplainOptions& options)
      : regressor_(model.regressor()), original_(matrix), shuffled_(matrix), targets_(targets), metrics_(metrics) {
    for (int repeat = 0; repeat < options.repeats; ++repeat) {
      const auto seed = static_cast<std::uint32_t>(options.seed + static_cast<std::uint64_t>(repeat));
      orders_.push_back(numpy_permutation(seed, matrix.n_rows));
    }
    in_order_.resize(matrix.n_rows);
    std::iota(in_order_.begin(), in_order_.end(), std::uint64_t{0});
  }

  Importance of(const Columns& columns) {
    std::vector<double> tau_drops, mse_rises;
    for (const std::vector<std::uint64_t>& order : orders_) {
      take_values(shuffled_, original_, columns, order);
      const Metrics found = compute_metrics(targets_, regressor_.predict(shuffled_.view()));
      // Where all predictions are the same, nothing is left of the order.
      tau_drops.push_back(metrics_.tau - (std::isnan(found.tau) ? 0 : found.tau));
      mse_rises.push_back(found.mse - metrics_.mse);
    }
    take_values(shuffled_, original_, columns, in_order_);
    Importance importance;
    const Spread tau_drop = spread_of(tau_drops);
    importance.tau_drop = tau_drop.mean;
    importance.tau_drop_deviation = tau_drop.deviation;
    const Spread mse_rise = spread_of(mse_rises);
    importance.mse_rise = mse_rise.mean;
    importance.mse_rise_deviation = mse_rise.deviation;
    return importance;
  }

 private:
  const Regressor& regressor_;
  const FeatureMatrix& original_;
  FeatureMatrix shuffled_;
  std::span<const double> targets_;
  const Metrics& metrics_;
  std::vector<std::vector<std::uint64_t>> orders_;
  std::vector<std::uint64_t> in_order_;
};

/// Sets of columns, each once: many groups are single columns, and a family may be a group.
std::map<Columns, Importance> different_columns(const std::vector<ExplainedPart*>& parts) {
  std::map<Columns, Importance> different;
  for (const ExplainedPart* part : parts) different.try_emplace(part->columns);
  return different;
}

void add_permutation(Permutation permutation, std::map<Columns, Importance> different, int repeats,
                     const std::vector<ExplainedPart*>& parts, Steps& steps) {
  for (auto& [columns, importance] : different) {
    importance = permutation.of(columns);
    steps.add(static_cast<std::uint64_t>(repeats));
  }
  for (ExplainedPart* part : parts) {
    const Importance& found = different.at(part->columns);
    part->importance.tau_drop = found.tau_drop;
    part->importance.tau_drop_deviation = found.tau_drop_deviation;
    part->importance.mse_rise = found.mse_rise;
    part->importance.mse_rise_deviation = found.mse_rise_deviation;
  }
}

void check_options(const Model& model, const FeatureMatrix& matrix, const std::string& name, const ExplainOptions& options) {
  if (matrix.n_rows < 2) throw InputError(name + ": expected at least 2 rows to explain a model on, found " + std::to_string(matrix.n_rows));
  if (options.repeats < 1) throw InputError("repeats: expected a whole number of at least 1, found " + std::to_string(options.repeats));
  if (options.seed + static_cast<std::uint64_t>(options.repeats) > std::uint64_t{1} << 32 || options.seed >> 32 != 0) {
    throw InputError("seed: expected a number below 2^32, as are seed + repeats, found " + std::to_string(options.seed));
  }
  if (options.gain || options.shap) importances_of(model.regressor(), model.info().predictor);
}

}  // namespace

bool has_groups(const Explanation& explanation) { return explanation.groups.size() < explanation.features.size(); }

std::vector<ExplainedPart> feature_parts(const FeatureMatrix& matrix) {
  std::vector<ExplainedPart> parts;
  for (std::uint64_t i = 0; i < matrix.features.columns.size(); ++i) parts.push_back({matrix.features.columns[i].name, {i}, {}});
  return parts;
}

std::vector<ExplainedPart> family_parts(const FeatureMatrix& matrix) {
  std::vector<ExplainedPart> parts;
  for (std::uint64_t i = 0; i < matrix.features.column_families.size(); ++i) {
    const std::string& family = matrix.features.column_families[i];
    auto found = std::find_if(parts.begin(), parts.end(), [&](const ExplainedPart& part) { return part.name == family; });
    if (found == parts.end()) found = parts.insert(parts.end(), {family, {}, {}});
    found->columns.push_back(i);
  }
  return parts;
}

Explanation explain_parts(const Model& model, const FeatureMatrix& matrix, std::span<const double> targets, const std::string& name,
                          const ExplainOptions& options, std::vector<ExplainedPart*> parts) {
  check_options(model, matrix, name, options);
  Explanation explanation;
  explanation.predictions = model.predict(matrix, name);
  explanation.metrics = compute_metrics(targets, explanation.predictions);
  const bool same = matrix.features.representation == model.info().features.representation;
  const FeatureMatrix other = same ? FeatureMatrix{} : converted(matrix, model.info().features.representation);
  const FeatureMatrix& rows = same ? matrix : other;
  std::map<Columns, Importance> different = options.permutation ? different_columns(parts) : std::map<Columns, Importance>{};
  const std::uint64_t blocks = options.shap ? (rows.n_rows + kRowsAtOnce - 1) / kRowsAtOnce : 0;
  Steps steps(blocks + different.size() * static_cast<std::uint64_t>(options.repeats), options);
  if (options.gain) add_gain(*model.regressor().importances(), parts);
  if (options.shap) explanation.shap_values = add_shap(*model.regressor().importances(), rows.view(), explanation.predictions, parts, options.shap_rows, steps);
  if (options.permutation) {
    add_permutation({model, rows, targets, explanation.metrics, options}, std::move(different), options.repeats, parts, steps);
  }
  return explanation;
}

Explanation explain(const Model& model, const FeatureMatrix& matrix, std::span<const double> targets, const std::string& name,
                    const ExplainOptions& options) {
  check_options(model, matrix, name, options);
  std::vector<ExplainedPart> features = feature_parts(matrix), families = family_parts(matrix);
  std::vector<ExplainedPart> groups = groups_of(matrix, options.group_correlation);
  std::vector<ExplainedPart*> all;
  for (auto* some : {&features, &families, &groups}) {
    for (ExplainedPart& part : *some) all.push_back(&part);
  }
  Explanation explanation = explain_parts(model, matrix, targets, name, options, std::move(all));
  explanation.features = std::move(features);
  explanation.families = std::move(families);
  explanation.groups = std::move(groups);
  return explanation;
}

std::vector<std::size_t> ranked(const std::vector<ExplainedPart>& parts, double Importance::*measure) {
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto value = [&](std::size_t i) {
    const double known = parts[i].importance.*measure;
    return std::isnan(known) ? -std::numeric_limits<double>::infinity() : known;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return value(a) > value(b); });
  return order;
}

double Importance::*main_measure(const ExplainOptions& options) {
  if (options.shap) return &Importance::shap;
  return options.permutation ? &Importance::tau_drop : &Importance::total_gain;
}

void take_values(FeatureMatrix& matrix, const FeatureMatrix& original, const std::vector<std::uint64_t>& columns, const std::vector<std::uint64_t>& order) {
  const std::size_t size = size_of(matrix.features.dtype), row_size = matrix.view().row_size();
  for (std::uint64_t row = 0; row < matrix.n_rows; ++row) {
    for (const std::uint64_t column : columns) {
      std::memcpy(&matrix.data[row * row_size + column * size], &original.data[order[row] * row_size + column * size], size);
    }
  }
}

FeatureMatrix with_rows(const FeatureMatrix& matrix, std::span<const std::uint64_t> rows) {
  FeatureMatrix result = matrix;
  const std::size_t row_size = matrix.view().row_size();
  result.n_rows = rows.size();
  result.data.resize(rows.size() * row_size);
  result.row_divisors.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::memcpy(&result.data[i * row_size], matrix.view().row(rows[i]), row_size);
    if (!matrix.row_divisors.empty()) result.row_divisors.push_back(matrix.row_divisors[rows[i]]);
  }
  return result;
}

}  // namespace cartograf

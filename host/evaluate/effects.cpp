#include "host/evaluate/effects.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/evaluate/explain.hpp"
#include "host/table/dense_rows.hpp"
#include "host/table/splits.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

void require_training_columns(const Model& model, const FeatureMatrix& matrix) {
  require_space(model.info().features, matrix.features.space, "the rows");
  require_columns(model.info().features.columns, matrix.features.columns, "the rows");
}

/// Where `value`, a row for each, has different numbers: rows that have them, ascending by number, at most `most` at equal
/// shares of the rows.
std::vector<std::size_t> points_of(const std::vector<double>& value, std::uint64_t most) {
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < value.size(); ++row) {
    if (!std::isnan(value[row])) order.push_back(row);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return value[a] < value[b]; });
  const auto same = [&](std::size_t a, std::size_t b) { return value[a] == value[b]; };
  std::vector<std::size_t> different = order;
  different.erase(std::unique(different.begin(), different.end(), same), different.end());
  if (different.size() <= most) return different;
  std::vector<std::size_t> points;
  for (std::uint64_t i = 0; i < most; ++i) points.push_back(order[i * (order.size() - 1) / (most - 1)]);
  points.erase(std::unique(points.begin(), points.end(), same), points.end());
  return points;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> values_of(const std::vector<double>& all, std::uint64_t n_columns, std::uint64_t column) {
  std::vector<double> values;
  for (std::size_t at = column; at < all.size(); at += n_columns) values.push_back(all[at]);
  return values;
}

}  // namespace

std::vector<std::uint64_t> sampled_rows(std::uint64_t n, std::uint64_t most, std::uint64_t seed) {
  std::vector<std::uint64_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  if (n <= most) return rows;
  rows = numpy_permutation(static_cast<std::uint32_t>(seed), n);
  rows.resize(most);
  std::sort(rows.begin(), rows.end());
  return rows;
}

ShapSample shap_sample(const FeatureMatrix& matrix, std::span<const std::uint64_t> columns, std::vector<std::uint64_t> rows,
                       std::span<const float> contributions) {
  ShapSample sample{std::move(rows), {}};
  const std::vector<double> values = column_values(with_rows(matrix, sample.rows));
  const std::size_t width = matrix.features.columns.size();
  CARTOGRAF_EXPECTS(contributions.size() == sample.rows.size() * (width + 1));
  for (const std::uint64_t column : columns) {
    ShapColumn shown{column, values_of(values, width, column), {}};
    for (std::size_t row = 0; row < sample.rows.size(); ++row) shown.effects.push_back(contributions[row * (width + 1) + column]);
    sample.columns.push_back(std::move(shown));
  }
  return sample;
}

std::vector<Dependence> partial_dependence(const Model& model, const FeatureMatrix& matrix, std::span<const std::uint64_t> columns,
                                           std::uint64_t max_rows, std::uint64_t max_points, std::uint64_t seed) {
  CARTOGRAF_EXPECTS(max_points >= 2);
  require_training_columns(model, matrix);
  // As values: numerators of a row's own divisor mean nothing in another row.
  const FeatureMatrix original = converted(with_rows(matrix, sampled_rows(matrix.n_rows, max_rows, seed)), Representation::values);
  const std::vector<double> all = column_values(original);
  FeatureMatrix changed = original;
  std::vector<std::uint64_t> order(original.n_rows);
  std::vector<Dependence> result;
  for (const std::uint64_t column : columns) {
    const std::vector<double> values = values_of(all, original.features.columns.size(), column);
    Dependence dependence{column, {}, {}};
    for (const std::size_t row : points_of(values, max_points)) {
      std::fill(order.begin(), order.end(), row);
      take_values(changed, original, {column}, order);
      dependence.values.push_back(values[row]);
      dependence.predictions.push_back(mean_of(model.predict(changed, "the rows")));
    }
    std::iota(order.begin(), order.end(), std::uint64_t{0});
    take_values(changed, original, {column}, order);
    result.push_back(std::move(dependence));
  }
  return result;
}

}  // namespace cartograf

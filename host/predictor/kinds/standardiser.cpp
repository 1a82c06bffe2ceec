#include "host/predictor/kinds/standardiser.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>

#include "host/metrics/spread.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

std::string name_of(std::size_t column) { return "feature column " + std::to_string(column + 1); }

void require_no_infinity(std::span<const double> rows, std::size_t n_columns, std::size_t first_row) {
  const auto found = std::find_if(rows.begin(), rows.end(), [](double x) { return std::isinf(x); });
  if (found == rows.end()) return;
  const auto position = static_cast<std::size_t>(found - rows.begin());
  throw InputError(name_of(position % n_columns) + ", row " + std::to_string(first_row + position / n_columns + 1) +
                   ": expected a finite or missing value, found " + std::to_string(*found));
}

/// In standard deviations: products of what is nearer are finite.
constexpr double kFarthest = 1e100;

[[noreturn]] void refuse(std::size_t column, std::size_t row, double value) {
  throw InputError(name_of(column) + ", row " + std::to_string(row + 1) + ": " + shortest(value) +
                   " is more than 1e100 standard deviations away from the training rows");
}

/// Fills missing values in, and returns the median that they become; does neither for a column of one value or none.
std::optional<double> fill(std::vector<double>& column) {
  std::vector<double> known;
  std::copy_if(column.begin(), column.end(), std::back_inserter(known), [](double x) { return !std::isnan(x); });
  if (known.empty()) return std::nullopt;
  const auto [least, most] = std::minmax_element(known.begin(), known.end());
  if (*least == *most) return std::nullopt;
  const double median = median_of(std::move(known));
  std::replace_if(
      column.begin(), column.end(), [](double x) { return std::isnan(x); }, median);
  return median;
}

std::optional<Standardiser::Column> column_of(std::span<const double> rows, std::size_t n_rows, std::size_t n_columns, std::size_t position) {
  std::vector<double> values(n_rows);
  for (std::size_t i = 0; i < n_rows; ++i) values[i] = rows[i * n_columns + position];
  const auto median = fill(values);
  if (!median) return std::nullopt;
  const auto n = static_cast<double>(n_rows);
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double x : values) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / n);
  if (!std::isfinite(deviation) || deviation == 0) {
    throw InputError(name_of(position) + ": the standard deviation of its values is too " + (deviation == 0 ? "small" : "large") +
                     " for a 64-bit float");
  }
  return Standardiser::Column{position, *median, mean, deviation};
}

}  // namespace

Standardiser Standardiser::fit(std::span<const double> rows, std::size_t n_rows, std::size_t n_columns) {
  CARTOGRAF_EXPECTS(rows.size() == n_rows * n_columns);
  require_no_infinity(rows, n_columns, 0);
  std::vector<Column> columns;
  for (std::size_t position = 0; position < n_columns; ++position) {
    if (const auto column = column_of(rows, n_rows, n_columns, position)) columns.push_back(*column);
  }
  return {n_columns, std::move(columns)};
}

Standardiser::Standardiser(std::size_t n_columns, std::vector<Column> columns) : n_columns_(n_columns), columns_(std::move(columns)) {}

std::vector<double> Standardiser::apply(std::span<const double> rows, std::size_t n_rows, std::size_t first_row) const {
  CARTOGRAF_EXPECTS(rows.size() == n_rows * n_columns_);
  std::vector<double> result(n_rows * columns_.size());
  for (std::size_t i = 0; i < n_rows; ++i) apply_to_row(rows.subspan(i * n_columns_, n_columns_), first_row + i, result.data() + i * columns_.size());
  return result;
}

void Standardiser::apply_to_row(std::span<const double> row, std::size_t number, double* to) const {
  require_no_infinity(row, n_columns_, number);
  for (const Column& column : columns_) {
    const double x = row[column.position];
    const double standardised = ((std::isnan(x) ? column.median : x) - column.mean) / column.deviation;
    if (!(std::fabs(standardised) <= kFarthest)) refuse(column.position, number, x);
    *to++ = standardised;
  }
}

}  // namespace cartograf

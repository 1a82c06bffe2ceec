#pragma once

#include <cmath>
#include <span>

namespace cartograf {

/// Mean and sample standard deviation (divided by n - 1; NaN for a single value).
struct Spread {
  double mean = 0;
  double deviation = 0;
};

inline Spread spread_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1))};
}

}  // namespace cartograf

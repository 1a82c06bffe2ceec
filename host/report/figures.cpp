#include "host/report/figures.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

constexpr int kMostDecimals = 9;
constexpr const char* kDigitWide = "\u2007";
constexpr const char* kPointWide = "\u2008";

int magnitude(double value) { return static_cast<int>(std::floor(std::log10(value))); }

int clamped(int decimals) { return std::clamp(decimals, 0, kMostDecimals); }

std::string repeated(const char* text, std::size_t n) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += text;
  return all;
}

std::size_t places_before_point(const std::string& number) { return std::min(number.find('.'), number.size()); }

/// Of finite numbers; 0 without one.
double largest_of(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  return largest;
}

int scale_of(double largest) {
  if (largest == 0 || (largest >= 1e-3 && largest < 1e5)) return 0;
  return 3 * static_cast<int>(std::floor(magnitude(largest) / 3.0));
}

}  // namespace

std::optional<int> allowed_decimals(double deviation) {
  if (!(deviation > 0) || !std::isfinite(deviation)) return std::nullopt;
  int first = magnitude(deviation);
  const double leading = deviation * std::pow(10.0, -first);
  if (leading >= 9.5) ++first;
  const int digits = leading >= 3.55 && leading < 9.5 ? 1 : 2;
  return clamped(digits - 1 - first);
}

std::size_t decimals_in(const std::string& number) {
  const std::size_t point = number.find('.');
  return point == std::string::npos ? 0 : number.size() - point - 1;
}

void align_points(std::vector<std::string>& numbers) {
  std::size_t before = 0, behind = 0;
  for (const std::string& number : numbers) {
    before = std::max(before, places_before_point(number));
    behind = std::max(behind, decimals_in(number));
  }
  for (std::string& number : numbers) {
    const std::size_t left = before - places_before_point(number), decimals = decimals_in(number);
    if (decimals == 0 && behind > 0) number += kPointWide;
    number = repeated(kDigitWide, left) + number + repeated(kDigitWide, behind - decimals);
  }
}

FigureColumn figure_column(std::span<const double> means, std::span<const double> deviations) {
  const double largest = largest_of(means);
  FigureColumn column{{}, scale_of(largest)};
  const double factor = std::pow(10.0, -column.exponent);
  const int without = largest == 0 ? 0 : clamped(2 - magnitude(largest * factor));
  std::vector<std::string> around;
  bool any = false;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const double deviation = deviations.empty() ? std::nan("") : deviations[i] * factor;
    const std::optional<int> decimals = allowed_decimals(deviation);
    column.texts.push_back(std::isnan(means[i]) ? "" : with_decimals(means[i] * factor, decimals.value_or(without)));
    around.push_back(decimals && !std::isnan(means[i]) ? with_decimals(deviation, *decimals) : "");
    any = any || !around.back().empty();
  }
  align_points(column.texts);
  align_points(around);
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (std::isnan(means[i])) {
      column.texts[i] = "undefined";
    } else if (any) {
      const bool has = around[i].find_first_of("0123456789") != std::string::npos;
      column.texts[i] += (has ? " ± " : repeated(kDigitWide, 3)) + around[i];
    }
  }
  return column;
}

std::string scale_text(int exponent) {
  if (exponent == 0) return "";
  constexpr const char* raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = ", ×10";
  for (const char c : std::to_string(exponent)) text += c == '-' ? "⁻" : raised[c - '0'];
  return text;
}

}  // namespace cartograf

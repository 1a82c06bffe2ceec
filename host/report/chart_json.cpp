#include "host/report/chart_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

/// Significant digits of what a chart shows; SHAP values are means of many trees, and there are many of them.
constexpr int kDigits = 7, kEffectDigits = 4;

double shortened(double value, int digits) {
  if (!std::isfinite(value)) return value;
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits);
  return parse_number<double>(std::string_view(text, end)).value();
}

/// With fewer digits, in half the space.
std::vector<double> shortened(std::vector<double> values, int digits = kDigits) {
  for (double& value : values) value = shortened(value, digits);
  return values;
}

Json to_json(const LineChart& chart, const LineSeries& series) {
  const std::size_t n = series.x.size();
  require_something(chart.title, n, "points of '" + series.name + "'");
  require_length(chart.title, "y of '" + series.name + "'", n, series.y.size());
  require_length(chart.title, "upper edges of the band of '" + series.name + "'", series.low.size(), series.high.size());
  if (!series.low.empty()) require_length(chart.title, "edges of the band of '" + series.name + "'", n, series.low.size());
  if (chart.log_x && !std::all_of(series.x.begin(), series.x.end(), [](double x) { return x > 0; })) {
    throw InputError("chart '" + chart.title + "': an x of '" + series.name + "' is not above 0, but the axis is logarithmic");
  }
  const std::vector<std::string> panels = panels_of(chart);
  const auto panel = std::find(panels.begin(), panels.end(), series.panel) - panels.begin();
  return {{"name", series.name}, {"panel", panel}, {"x", shortened(series.x)}, {"y", shortened(series.y)}, {"low", shortened(series.low)}, {"high", shortened(series.high)}};
}

/// A mixing function (SplitMix64): a fixed random order of the points.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

/// At most `most` of the numbers below n, ascending. Not every k-th one: the order of a space is periodic.
std::vector<std::size_t> random_part(std::size_t n, std::size_t most) {
  std::vector<std::size_t> chosen(n);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (n <= most) return chosen;
  const auto middle = chosen.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(chosen.begin(), middle, chosen.end(), [](std::size_t a, std::size_t b) { return mixed(a) < mixed(b); });
  chosen.erase(middle, chosen.end());
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

template <class T>
std::vector<T> picked(const std::vector<T>& values, const std::vector<std::size_t>& places) {
  std::vector<T> result;
  result.reserve(places.size());
  for (const std::size_t place : places) result.push_back(values[place]);
  return result;
}

Json to_json(const ScatterChart& chart, const PointSeries& series) {
  const std::size_t n = series.x.size();
  require_something(chart.title, n, "points of '" + series.name + "'");
  require_length(chart.title, "y of '" + series.name + "'", n, series.y.size());
  if (!series.labels.empty()) require_length(chart.title, "labels of '" + series.name + "'", n, series.labels.size());
  const std::vector<std::size_t> places = random_part(n, chart.max_points);
  return {{"name", series.name},
          {"x", shortened(picked(series.x, places))},
          {"y", shortened(picked(series.y, places))},
          {"labels", series.labels.empty() ? std::vector<std::string>() : picked(series.labels, places)},
          {"total", n}};
}

Json common(const char* kind, const std::string& title) { return {{"kind", kind}, {"title", title}}; }

/// Points of which each is shown.
constexpr std::size_t kFewPoints = 100;

/// [low, high] within Tukey's fences of the finite values, where there are many; of none [0, 1].
std::array<double, 2> fenced(std::vector<double> values) {
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const auto quantile = [&](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
  if (values.size() < kFewPoints) return {values.front(), values.back()};
  const double first = quantile(0.25), third = quantile(0.75), reach = 1.5 * (third - first);
  if (reach == 0) return {values.front(), values.back()};
  return {std::max(values.front(), first - reach), std::min(values.back(), third + reach)};
}

/// With a little room at both ends.
std::array<double, 2> roomy(const std::array<double, 2>& range) {
  const double room = range[1] > range[0] ? 0.04 * (range[1] - range[0]) : std::max(0.04 * std::abs(range[0]), 1e-3);
  return {range[0] - room, range[1] + room};
}

std::vector<double> pooled(const ScatterChart& chart, std::vector<double> PointSeries::*axis) {
  std::vector<double> all;
  for (const PointSeries& series : chart.series) all.insert(all.end(), (series.*axis).begin(), (series.*axis).end());
  return all;
}

std::uint64_t count_beyond(const ScatterChart& chart, const PointSeries& series, const ScatterView& view) {
  const auto outside = [](double value, const std::array<double, 2>& range) { return value < range[0] || value > range[1]; };
  std::uint64_t n = 0;
  for (const std::size_t place : random_part(series.x.size(), chart.max_points)) {
    n += outside(series.x[place], view.x) || outside(series.y[place], view.y) ? 1 : 0;
  }
  return n;
}

}  // namespace

std::array<double, 2> range_of(const SwarmChart& chart) {
  std::array<double, 2> range{0, 0};
  for (const SwarmRow& row : chart.rows) {
    std::vector<double> effects = row.effects;
    std::erase_if(effects, [](double effect) { return !std::isfinite(effect); });
    if (effects.empty()) continue;
    std::sort(effects.begin(), effects.end());
    const auto quantile = [&](double share) { return effects[static_cast<std::size_t>(std::lround(share * static_cast<double>(effects.size() - 1)))]; };
    range = {std::min(range[0], quantile(0.03)), std::max(range[1], quantile(0.97))};
  }
  return roomy(range);
}

void require_length(const std::string& chart, const std::string& what, std::size_t expected, std::size_t found) {
  if (expected == found) return;
  throw InputError("chart '" + chart + "': expected " + std::to_string(expected) + " " + what + ", found " + std::to_string(found));
}

void require_something(const std::string& chart, std::size_t count, const std::string& what) {
  if (count == 0) throw InputError("chart '" + chart + "': no " + what);
}

std::vector<std::string> panels_of(const LineChart& chart) {
  std::vector<std::string> panels;
  for (const LineSeries& series : chart.series) {
    if (std::find(panels.begin(), panels.end(), series.panel) == panels.end()) panels.push_back(series.panel);
  }
  return panels;
}

ScatterView view_of(const ScatterChart& chart) {
  ScatterView view{fenced(pooled(chart, &PointSeries::x)), fenced(pooled(chart, &PointSeries::y)), {}};
  if (chart.diagonal) view.x = view.y = {std::min(view.x[0], view.y[0]), std::max(view.x[1], view.y[1])};
  view.x = roomy(view.x);
  view.y = roomy(view.y);
  for (const PointSeries& series : chart.series) view.beyond.push_back(count_beyond(chart, series, view));
  return view;
}

Json to_json(const LineChart& chart) {
  require_something(chart.title, chart.series.size(), "lines");
  Json json = common("lines", chart.title);
  json["x_label"] = chart.x_label;
  json["y_label"] = chart.y_label;
  json["log_x"] = chart.log_x;
  json["backdrop"] = chart.backdrop;
  json["own_x"] = chart.own_x;
  json["panels"] = panels_of(chart);
  json["series"] = Json::array();
  for (const LineSeries& series : chart.series) json["series"].push_back(to_json(chart, series));
  return json;
}

Json to_json(const ScatterChart& chart) {
  require_something(chart.title, chart.series.size(), "points");
  require_something(chart.title, chart.max_points, "points may be shown");
  Json json = common("points", chart.title);
  json["x_label"] = chart.x_label;
  json["y_label"] = chart.y_label;
  json["diagonal"] = chart.diagonal;
  json["series"] = Json::array();
  for (const PointSeries& series : chart.series) json["series"].push_back(to_json(chart, series));
  const ScatterView view = view_of(chart);
  json["view"] = {{"x", view.x}, {"y", view.y}};
  return json;
}

Json to_json(const SwarmChart& chart) {
  require_something(chart.title, chart.rows.size(), "rows");
  const std::size_t n = chart.rows.front().effects.size();
  require_something(chart.title, n, "points");
  if (!chart.points.empty()) require_length(chart.title, "names of points", n, chart.points.size());
  Json json = common("swarm", chart.title);
  json["effect_label"] = chart.effect_label;
  json["points"] = chart.points;
  json["range"] = range_of(chart);
  json["rows"] = Json::array();
  for (const SwarmRow& row : chart.rows) {
    require_length(chart.title, "effects of '" + row.label + "'", n, row.effects.size());
    require_length(chart.title, "values of '" + row.label + "'", n, row.values.size());
    json["rows"].push_back({{"label", row.label}, {"effects", shortened(row.effects, kEffectDigits)}, {"values", shortened(row.values)}});
  }
  return json;
}

}  // namespace cartograf

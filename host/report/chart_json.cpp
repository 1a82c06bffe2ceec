#include "host/report/chart_json.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

void require_length(const std::string& chart, const std::string& what, std::size_t expected, std::size_t found) {
  if (expected == found) return;
  throw InputError("chart '" + chart + "': expected " + std::to_string(expected) + " " + what + ", found " + std::to_string(found));
}

void require_something(const std::string& chart, std::size_t count, const std::string& what) {
  if (count == 0) throw InputError("chart '" + chart + "': no " + what);
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
  return {{"name", series.name}, {"x", series.x}, {"y", series.y}, {"low", series.low}, {"high", series.high}};
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
          {"x", picked(series.x, places)},
          {"y", picked(series.y, places)},
          {"labels", series.labels.empty() ? std::vector<std::string>() : picked(series.labels, places)},
          {"total", n}};
}

Json common(const char* kind, const std::string& title) { return {{"kind", kind}, {"title", title}}; }

}  // namespace

Json to_json(const LineChart& chart) {
  require_something(chart.title, chart.series.size(), "lines");
  Json json = common("lines", chart.title);
  json["x_label"] = chart.x_label;
  json["y_label"] = chart.y_label;
  json["log_x"] = chart.log_x;
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
  return json;
}

Json to_json(const BarChart& chart) {
  require_something(chart.title, chart.labels.size(), "bars");
  require_length(chart.title, "values", chart.labels.size(), chart.values.size());
  if (!chart.deviations.empty()) require_length(chart.title, "deviations", chart.labels.size(), chart.deviations.size());
  Json json = common("bars", chart.title);
  json["value_label"] = chart.value_label;
  json["labels"] = chart.labels;
  json["values"] = chart.values;
  json["deviations"] = chart.deviations;
  return json;
}

Json to_json(const HeatMap& chart) {
  const std::size_t rows = chart.row_names.size(), columns = chart.column_names.size();
  require_something(chart.title, rows * columns, "cells");
  require_length(chart.title, "values", rows * columns, chart.values.size());
  Json json = common("heat_map", chart.title);
  json["value_label"] = chart.value_label;
  json["row_names"] = chart.row_names;
  json["column_names"] = chart.column_names;
  json["rows"] = Json::array();
  for (std::size_t row = 0; row < rows; ++row) {
    const auto first = chart.values.begin() + static_cast<std::ptrdiff_t>(row * columns);
    json["rows"].push_back(std::vector<double>(first, first + static_cast<std::ptrdiff_t>(columns)));
  }
  return json;
}

}  // namespace cartograf

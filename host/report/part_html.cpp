#include "host/report/part_html.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/chart_json.hpp"
#include "host/report/feature_label.hpp"
#include "host/report/figures.hpp"
#include "host/report/html_text.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

std::string heading(const std::string& title) { return "<h2>" + escaped(title) + "</h2>\n"; }

std::string note_below(const std::string& note) { return paragraphs(note, "note"); }

/// A figure that page.js draws, as the last of `charts`.
std::string figure(const std::string& title, const std::string& content, const std::string& note, const Json& charts, const std::string& css_class) {
  return "<figure class=\"part " + css_class + "\" data-chart=\"" + std::to_string(charts.size() - 1) + "\">\n<figcaption>" + heading(title) +
         "</figcaption>\n" + content + note_below(note) + "<details class=\"numbers\"><summary>The numbers</summary></details>\n</figure>\n";
}

std::string section(const std::string& title, const std::string& content, const std::string& note, const std::string& css_class) {
  return "<section class=\"part " + css_class + "\">\n" + heading(title) + content + note_below(note) + "</section>\n";
}

/// A place for a drawing, with its name (HTML) and what is said of it above where there are several.
std::string panel(const std::string& name, const std::string& remark, const std::string& label) {
  return "<div class=\"panel\">" + (name.empty() ? "" : "<h3>" + name + "</h3>") + paragraphs(remark, "remark") +
         "<div class=\"chart\" role=\"img\" aria-label=\"" + escaped(label) + "\"></div></div>\n";
}

/// A length as a share of a whole, in CSS.
std::string percent(double share) { return with_decimals(100 * share, 2) + "%"; }

// Bars.

struct BarScale {
  double low = 0, high = 0;

  explicit BarScale(const BarMeasure& measure) {
    for (std::size_t i = 0; i < measure.values.size(); ++i) {
      const double around = deviation(measure, i);
      if (!std::isfinite(measure.values[i])) continue;
      low = std::min(low, measure.values[i] - around);
      high = std::max(high, measure.values[i] + around);
    }
  }
  static double deviation(const BarMeasure& measure, std::size_t i) {
    return measure.deviations.empty() || !std::isfinite(measure.deviations[i]) ? 0 : measure.deviations[i];
  }
  double place(double value) const { return high > low ? (value - low) / (high - low) : 0; }
};

std::string bar(const BarMeasure& measure, const BarScale& scale, std::size_t i) {
  const double value = measure.values[i], around = BarScale::deviation(measure, i);
  if (!std::isfinite(value)) return "";
  const double from = scale.place(std::min(value, 0.0)), to = scale.place(std::max(value, 0.0));
  std::string html = "<span class=\"bar\" style=\"--from:" + percent(from) + ";--length:" + percent(to - from) + "\"><i></i>";
  if (around > 0) {
    const double begin = scale.place(value - around);
    html += "<b style=\"--from:" + percent(begin) + ";--length:" + percent(scale.place(value + around) - begin) + "\"></b>";
  }
  return html + "</span>";
}

std::string members_html(const std::vector<std::string>& members, const OpNames& operations) {
  if (members.size() < 2) return "";
  std::string html = "<details class=\"members\"><summary>and " + std::to_string(members.size() - 1) + " more</summary><ul>";
  for (const std::string& member : members) html += "<li>" + feature_label(member, operations) + "</li>";
  return html + "</ul></details>";
}

void check(const BarChart& chart) {
  const std::size_t n = chart.labels.size();
  require_something(chart.title, n, "bars");
  require_something(chart.title, chart.measures.size(), "measures");
  if (!chart.members.empty()) require_length(chart.title, "lists of members", n, chart.members.size());
  for (const BarMeasure& measure : chart.measures) {
    require_length(chart.title, "values", n, measure.values.size());
    if (!measure.deviations.empty()) require_length(chart.title, "deviations", n, measure.deviations.size());
  }
}

// Panels.

std::string remark_of(const ScatterChart& chart, const PointSeries& series, std::uint64_t beyond) {
  const std::size_t all = series.x.size(), drawn = std::min(all, chart.max_points);
  std::string text;
  if (drawn < all) text = "Drawn: " + grouped(drawn) + " of " + grouped(all) + " points, a random part.";
  if (beyond > 0) text += (text.empty() ? "" : " ") + (drawn < all ? grouped(beyond) + " of these are" : counted(beyond, "point") + (beyond == 1 ? " is" : " are")) + " outside this view.";
  return text;
}

constexpr const char* kShowAll = "<p class=\"switch\"><button type=\"button\" class=\"zoom\" aria-pressed=\"false\">Show all points</button></p>\n";

/// Of a table.
std::string cell_html(const PageTable::Column& column, const PageCell& cell, const OpNames& operations) {
  const bool number = column.kind == PageTable::Kind::number;
  std::string css = number ? "number" : "";
  if (cell.mark == PageCell::Mark::best) css += " best";
  if (cell.mark == PageCell::Mark::close) css += " close";
  const std::string text = column.kind == PageTable::Kind::feature ? feature_label(cell.text, operations) : number ? escaped(cell.text)
                                                                                                                   : breakable(cell.text);
  const std::string mark = cell.mark == PageCell::Mark::best    ? "<span class=\"mark\" role=\"img\" aria-label=\"best\" title=\"best\">●</span>"
                           : cell.mark == PageCell::Mark::close ? "<span class=\"mark\" role=\"img\" aria-label=\"within one deviation of the best\" title=\"within one deviation of the best\">○</span>"
                                                                : "";
  return (css.empty() ? "<td>" : "<td class=\"" + css.substr(css.front() == ' ' ? 1 : 0) + "\">") + mark + text + "</td>";
}

}  // namespace

std::string part_html(const LineChart& chart, const OpNames& operations, Json& charts) {
  charts.push_back(to_json(chart));
  const std::vector<std::string> panels = panels_of(chart);
  std::string html = "<ul class=\"legend\"></ul>\n<div class=\"panels\">\n";
  for (const std::string& name : panels) {
    const std::string shown = chart.panels_are_features ? feature_label(name, operations) : breakable(name);
    html += panel(name.empty() ? "" : shown, "", name.empty() ? chart.title : chart.title + ": " + name);
  }
  return figure(chart.title, html + "</div>\n", chart.note, charts, panels.size() > 1 ? "wide" : "");
}

std::string part_html(const ScatterChart& chart, const OpNames&, Json& charts) {
  charts.push_back(to_json(chart));
  const ScatterView view = view_of(chart);
  std::string html = "<div class=\"panels\">\n";
  std::uint64_t beyond = 0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const PointSeries& series = chart.series[i];
    html += panel(breakable(series.name), remark_of(chart, series, view.beyond[i]), chart.title + ": " + series.name);
    beyond += view.beyond[i];
  }
  html += "</div>\n";
  if (beyond > 0) html = kShowAll + html;
  return figure(chart.title, html, chart.note, charts, chart.series.size() > 1 ? "wide" : chart.diagonal ? "square"
                                                                                                         : "");
}

std::string part_html(const BarChart& chart, const OpNames& operations, Json&) {
  check(chart);
  std::string html = "<table class=\"bars\">\n<thead><tr><th scope=\"col\">" + escaped(chart.label_name) + "</th>";
  std::vector<FigureColumn> figures;
  std::vector<BarScale> scales;
  std::vector<std::string> names;
  for (const BarMeasure& measure : chart.measures) {
    figures.push_back(figure_column(measure.values, measure.deviations));
    scales.emplace_back(measure);
    names.push_back(escaped(measure.name + scale_text(figures.back().exponent)));
    html += "<th scope=\"col\">" + names.back() + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    html += "<tr><th scope=\"row\">" + feature_label(chart.labels[i], operations) + (chart.members.empty() ? "" : members_html(chart.members[i], operations)) + "</th>";
    for (std::size_t k = 0; k < chart.measures.size(); ++k) {
      html += "<td data-name=\"" + names[k] + "\"><span class=\"value\">" + figures[k].texts[i] + "</span>" + bar(chart.measures[k], scales[k], i) + "</td>";
    }
    html += "</tr>\n";
  }
  return section(chart.title, html + "</tbody>\n</table>\n", chart.note, "");
}

std::string part_html(const HeatMap& map, const OpNames&, Json&) {
  const std::size_t rows = map.row_names.size(), columns = map.column_names.size();
  require_something(map.title, rows * columns, "cells");
  require_length(map.title, "values", rows * columns, map.values.size());
  const FigureColumn figures = figure_column(map.values);
  double low = 0, high = 0;
  for (const double value : map.values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(map.title) + "\"><table class=\"heat\">\n<caption>" +
                     escaped(map.value_label + scale_text(figures.exponent)) + "</caption>\n<thead><tr><td></td>";
  for (const std::string& name : map.column_names) html += "<th scope=\"col\">" + breakable(name) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < rows; ++row) {
    html += "<tr><th scope=\"row\">" + breakable(map.row_names[row]) + "</th>";
    for (std::size_t column = 0; column < columns; ++column) {
      const double value = map.values[row * columns + column];
      const double share = std::isfinite(value) && high > low ? (value - low) / (high - low) : 0;
      html += "<td style=\"--share:" + percent(share) + "\">" + figures.texts[row * columns + column] + "</td>";
    }
    html += "</tr>\n";
  }
  return section(map.title, html + "</tbody>\n</table></div>\n", map.note, "table");
}

std::string part_html(const SwarmChart& chart, const OpNames& operations, Json& charts) {
  charts.push_back(to_json(chart));
  std::string html =
      "<p class=\"scale\" aria-hidden=\"true\">value of the feature: <span>smallest</span><i></i><span>largest</span></p>\n<div class=\"swarms\">\n";
  for (const SwarmRow& row : chart.rows) {
    html += "<div class=\"swarm\"><p class=\"label\">" + feature_label(row.label, operations) + "<span class=\"remark\">" + escaped(row.remark) +
            "</span></p><div class=\"points\" role=\"img\" aria-label=\"" + escaped(chart.effect_label + " of " + row.label + ": " + row.remark) + "\"></div></div>\n";
  }
  html += "<div class=\"swarm axis\" aria-hidden=\"true\"><p class=\"label\"></p><div class=\"points\"></div></div>\n</div>\n";
  const std::array<double, 2> range = range_of(chart);
  std::uint64_t beyond = 0;
  for (const SwarmRow& row : chart.rows) {
    beyond += static_cast<std::uint64_t>(std::count_if(row.effects.begin(), row.effects.end(), [&](double effect) { return effect < range[0] || effect > range[1]; }));
  }
  const std::string at_the_edge = beyond == 0 ? "" : " " + counted(beyond, "point") + " beyond the axis " + (beyond == 1 ? "stands" : "stand") + " at its edge as triangles.";
  return figure(chart.title, html, chart.note + at_the_edge, charts, "");
}

std::string part_html(const PageTable& table, const OpNames& operations, Json&) {
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(table.title) + "\"><table>\n<thead><tr>";
  for (const PageTable::Column& column : table.columns) {
    html += std::string("<th scope=\"col\"") + (column.kind == PageTable::Kind::number ? " class=\"number\">" : ">") + escaped(column.name) + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  const PageCell* before = nullptr;
  for (const std::vector<PageCell>& row : table.rows) {
    if (row.size() != table.columns.size()) {
      throw InputError("table '" + table.title + "': expected rows of " + std::to_string(table.columns.size()) +
                       " cells, found one of " + std::to_string(row.size()));
    }
    const bool begins = table.grouped && before != nullptr && row.front() != *before;
    before = row.data();
    html += begins ? "<tr class=\"begins\">" : "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) html += cell_html(table.columns[i], row[i], operations);
    html += "</tr>\n";
  }
  return section(table.title, html + "</tbody>\n</table></div>\n", table.note, "table");
}

}  // namespace cartograf

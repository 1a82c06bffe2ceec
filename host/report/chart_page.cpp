#include "host/report/chart_page.hpp"

#include <string_view>

#include "host/report/chart_json.hpp"
#include "host/report/embedded.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Valid UTF-8: what JSON makes of the text, without the quotes and escapes.
std::string valid(const std::string& text) { return Json::parse(dumped(text)).get<std::string>(); }

/// A text between tags or in an attribute with double quotes.
std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : valid(text)) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      default: html += c;
    }
  }
  return html;
}

/// JSON inside <script>: no text in it can end the element or open a comment. These characters occur in strings only.
std::string for_script(const Json& json) {
  std::string text;
  for (const char c : dumped(json)) {
    switch (c) {
      case '&': text += "\\u0026"; break;
      case '<': text += "\\u003c"; break;
      case '>': text += "\\u003e"; break;
      default: text += c;
    }
  }
  return text;
}

std::string paragraphs(const std::string& text) {
  std::string html;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    if (end > begin) html += "<p>" + escaped(text.substr(begin, end - begin)) + "</p>\n";
    begin = end + 2;
  }
  return html;
}

std::string heading(const std::string& title, const std::string& note) {
  return "<h2>" + escaped(title) + "</h2>\n" + paragraphs(note);
}

std::string note_of(const LineChart& chart) { return chart.note; }
std::string note_of(const BarChart& chart) { return chart.note; }
std::string note_of(const HeatMap& chart) { return chart.note; }

std::string note_of(const ScatterChart& chart) {
  std::string note = chart.note;
  for (const PointSeries& series : chart.series) {
    if (series.x.size() <= chart.max_points) continue;
    note += (note.empty() ? "" : " ") + ("Shown of " + series.name) + ": " + std::to_string(chart.max_points) + " of " +
            std::to_string(series.x.size()) + " points, a random part.";
  }
  return note;
}

template <class Chart>
std::string part_html(const Chart& chart, Json& charts) {
  charts.push_back(to_json(chart));
  return "<figure>\n<figcaption>\n" + heading(chart.title, note_of(chart)) +
         "</figcaption>\n<div class=\"chart\" role=\"img\" aria-label=\"" + escaped(chart.title) +
         "\"></div>\n<details><summary>The numbers</summary></details>\n</figure>\n";
}

std::string part_html(const PageTable& table, Json&) {
  const auto cell = [&](const char* tag, std::size_t column, const std::string& text) {
    const std::string scope = tag[1] == 'h' ? " scope=\"col\"" : "";
    return std::string("<") + tag + scope + (table.columns[column].is_number ? " class=\"number\">" : ">") + escaped(text) + "</" +
           tag + ">";
  };
  std::string html = "<section>\n" + heading(table.title, table.note) + "<div class=\"scroll\"><table>\n<thead><tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i) html += cell("th", i, table.columns[i].name);
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    if (row.size() != table.columns.size()) {
      throw InputError("table '" + table.title + "': expected rows of " + std::to_string(table.columns.size()) +
                       " cells, found one of " + std::to_string(row.size()));
    }
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) html += cell("td", i, row[i]);
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table></div>\n</section>\n";
}

/// The page asks the browser to load nothing but what stands in it.
constexpr std::string_view kHead =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n";

}  // namespace

std::string to_html(const ChartPage& page) {
  Json charts = Json::array();
  std::string parts;
  for (const auto& part : page.parts) {
    parts += std::visit([&](const auto& known) { return part_html(known, charts); }, part);
  }
  const auto script = [](std::string_view text) { return "<script>\n" + std::string(text) + "</script>\n"; };
  std::string html(kHead);
  html += "<title>" + escaped(page.title) + "</title>\n<style>\n" + std::string(embedded::page_style()) + "</style>\n";
  html += script(embedded::page_errors_script());
  html += "</head>\n<body>\n<header>\n<h1>" + escaped(page.title) + "</h1>\n" + paragraphs(page.introduction) + "</header>\n";
  html += "<div id=\"errors\" role=\"alert\" hidden></div>\n<noscript><p>The charts need JavaScript.</p></noscript>\n";
  html += "<main>\n" + parts + "</main>\n";
  html += "<script type=\"application/json\" id=\"charts\">" + for_script(charts) + "</script>\n";
  html += script("/* plotly.js:\n" + std::string(embedded::plotly_license()) + "*/\n");
  html += script(embedded::plotly_script());
  html += script(embedded::page_script());
  return html + "</body>\n</html>\n";
}

void write_page(const ChartPage& page, const std::filesystem::path& target, bool overwrite) {
  check_page_target(target, overwrite);
  const std::string html = to_html(page);
  OutputStream out(target, overwrite);
  out.write(html);
  out.finish();
}

void check_page_target(const std::filesystem::path& target, bool overwrite) {
  if (!is_stream(target) && target.extension() != ".html") throw InputError(target.string() + ": expected a name that ends in .html");
  check_output(target, overwrite);
}

}  // namespace cartograf

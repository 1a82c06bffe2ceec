#include "host/report/chart_page.hpp"

#include <string_view>

#include "host/report/embedded.hpp"
#include "host/report/feature_label.hpp"
#include "host/report/html_text.hpp"
#include "host/report/part_html.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

std::string parts_html(const std::vector<PagePart>& parts, const OpNames& operations, Json& charts) {
  std::string html;
  for (const PagePart& part : parts) {
    html += std::visit([&](const auto& known) { return part_html(known, operations, charts); }, part);
  }
  return html.empty() ? "" : "<div class=\"parts\">\n" + html + "</div>\n";
}

/// Tabs as the ARIA Authoring Practices Guide has them; one alone needs none. All panels are seen until page_tabs.js hides some, and on paper.
std::string tabs_html(const std::vector<PageTab>& tabs, const OpNames& operations, Json& charts) {
  if (tabs.empty()) return "";
  if (tabs.size() == 1) return parts_html(tabs.front().parts, operations, charts);
  std::string list = "<div class=\"tabs\" role=\"tablist\" aria-label=\"Views\">\n", panels;
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const std::string n = std::to_string(i + 1), name = escaped(tabs[i].name), first = i == 0 ? "true" : "false";
    list += "<button type=\"button\" role=\"tab\" id=\"tab-" + n + "\" aria-controls=\"panel-" + n + "\" aria-selected=\"" + first + "\" tabindex=\"" +
            (i == 0 ? "0" : "-1") + "\">" + name + "</button>\n";
    panels += "<div role=\"tabpanel\" id=\"panel-" + n + "\" aria-labelledby=\"tab-" + n + "\" tabindex=\"0\">\n<p class=\"tab-name\" aria-hidden=\"true\">" +
              name + "</p>\n" + parts_html(tabs[i].parts, operations, charts) + "</div>\n";
  }
  return list + "</div>\n" + panels;
}

std::string provenance_html(const std::vector<PageFact>& facts) {
  if (facts.empty()) return "";
  std::string html = "<footer>\n<h2>How this page was made</h2>\n<dl class=\"provenance\">\n";
  for (const PageFact& fact : facts) {
    const std::string value = fact.name == "command" ? "<code>" + escaped(fact.value) + "</code>" : escaped(fact.value);
    html += "<div><dt>" + escaped(fact.name) + "</dt><dd>" + value + "</dd></div>\n";
  }
  return html + "</dl>\n</footer>\n";
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
  std::string content = parts_html(page.parts, page.operations, charts);
  content += tabs_html(page.tabs, page.operations, charts);
  const auto script = [](std::string_view text) { return "<script>\n" + std::string(text) + "</script>\n"; };
  std::string html(kHead);
  html += "<title>" + escaped(page.title) + "</title>\n<style>\n" + std::string(embedded::page_style()) + "</style>\n";
  html += script(embedded::page_errors_script());
  html += "</head>\n<body>\n<header>\n<h1>" + escaped(page.title) + "</h1>\n" + paragraphs(page.introduction) + operation_legend(page.operations) + "</header>\n";
  html += "<div id=\"errors\" role=\"alert\" hidden></div>\n<noscript><p>The charts need JavaScript.</p></noscript>\n";
  html += "<main>\n" + content + "</main>\n" + provenance_html(page.provenance);
  html += "<script type=\"application/json\" id=\"charts\">" + for_script(charts) + "</script>\n";
  html += script("/* plotly.js:\n" + std::string(embedded::plotly_license()) + "*/\n");
  html += script(embedded::plotly_script());
  html += script(embedded::page_tabs_script());
  html += script(embedded::page_swarm_script());
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
  require_ending(target, {".html"});
  check_output(target, overwrite);
}

}  // namespace cartograf

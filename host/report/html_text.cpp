#include "host/report/html_text.hpp"

#include <algorithm>
#include <string_view>

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Valid UTF-8: what JSON makes of the text, without the quotes and escapes.
std::string valid(const std::string& text) { return Json::parse(dumped(text)).get<std::string>(); }

void append_escaped(std::string& html, char c) {
  switch (c) {
    case '&': html += "&amp;"; break;
    case '<': html += "&lt;"; break;
    case '>': html += "&gt;"; break;
    case '"': html += "&quot;"; break;
    default: html += c;
  }
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : valid(text)) append_escaped(html, c);
  return html;
}

std::string breakable(const std::string& text) {
  constexpr std::string_view before_a_break = "_,/:;|=";
  std::string html;
  for (const char c : valid(text)) {
    append_escaped(html, c);
    if (before_a_break.find(c) != std::string_view::npos) html += "<wbr>";
  }
  return html;
}

std::string paragraphs(const std::string& text, const std::string& css_class) {
  const std::string open = css_class.empty() ? "<p>" : "<p class=\"" + css_class + "\">";
  std::string html;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    if (end > begin) html += open + escaped(text.substr(begin, end - begin)) + "</p>\n";
    begin = end + 2;
  }
  return html;
}

std::string for_script(const Json& json) {
  std::string text;
  for (const char c : dumped(json)) {  // these characters occur in strings only
    switch (c) {
      case '&': text += "\\u0026"; break;
      case '<': text += "\\u003c"; break;
      case '>': text += "\\u003e"; break;
      default: text += c;
    }
  }
  return text;
}

}  // namespace cartograf

#include "host/report/feature_label.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "host/report/html_text.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

/// Colours of chips in page.css; with more operations they come again.
constexpr int kChipColours = 8;

/// The place of an operation among `operations.names` that a text names, by id or name.
std::optional<int> operation_of(const std::string& text, const OpNames& operations) {
  if (const std::optional<int> id = parse_number<int>(text)) {
    const int place = *id - operations.first_id;
    if (place >= 0 && place < operations.n_ops()) return place;
  }
  for (int place = 0; place < operations.n_ops(); ++place) {
    if (operations.names[static_cast<std::size_t>(place)] == text) return place;
  }
  return std::nullopt;
}

std::string chip(const std::string& text, int place, const OpNames& operations) {
  return "<span class=\"op op" + std::to_string(place % kChipColours) + "\" title=\"" + escaped(operations.names[static_cast<std::size_t>(place)]) +
         "\">" + escaped(text) + "</span>";
}

/// What is read, but only seen as the form of the chips.
std::string unseen(const std::string& text) { return "<span class=\"unseen\">" + escaped(text) + "</span>"; }

/// "1, 4" or "none,skip_connect" as chips; nothing where a member is no operation.
std::optional<std::string> chips(const std::string& members, const OpNames& operations) {
  std::string html;
  std::size_t begin = 0;
  while (begin < members.size()) {
    const std::size_t end = std::min(members.find(',', begin), members.size());
    const std::string member = members.substr(begin, end - begin);
    const std::optional<int> place = operation_of(member, operations);
    if (!place) return std::nullopt;
    html += chip(member, *place, operations);
    begin = end;
    if (begin == members.size()) return html;
    const std::size_t blank = begin + 1 < members.size() && members[begin + 1] == ' ' ? 2 : 1;
    html += unseen(members.substr(begin, blank)) + "<wbr>";
    begin += blank;
  }
  return members.empty() ? std::optional<std::string>("<span class=\"op empty\" title=\"no operation\"></span>") : std::nullopt;
}

/// The words before a subset, which end in `_`: "allowed" goes without saying, "banned" does not.
std::string words_before(std::string text) {
  constexpr std::string_view allowed = "_allowed_", banned = "_banned_";
  if (text.ends_with(allowed)) {
    text.resize(text.size() - allowed.size());
    return breakable(text) + unseen(std::string(allowed));
  }
  if (text.ends_with(banned)) {
    text.resize(text.size() - banned.size());
    return breakable(text) + unseen("_") + "<span class=\"word\">banned</span>" + unseen("_");
  }
  text.pop_back();
  return breakable(text) + unseen("_");
}

std::string words_behind(const std::string& text) {
  if (!text.starts_with('_')) return breakable(text);
  return unseen("_") + "<span class=\"word\">" + breakable(text.substr(1)) + "</span>";
}

std::optional<std::string> with_subset(const std::string& name, const OpNames& operations) {
  for (std::size_t open = name.find("_("); open != std::string::npos; open = name.find("_(", open + 1)) {
    const std::size_t close = name.find(')', open);
    if (close == std::string::npos) break;
    const std::optional<std::string> set = chips(name.substr(open + 2, close - open - 2), operations);
    if (!set) continue;
    return words_before(name.substr(0, open + 1)) + "<wbr><span class=\"ops\">" + unseen("(") + *set + unseen(")") + "</span>" +
           words_behind(name.substr(close + 1));
  }
  return std::nullopt;
}

std::optional<std::string> with_count(const std::string& name, const OpNames& operations) {
  if (!name.starts_with("op_count_")) return std::nullopt;
  const std::size_t last = name.rfind('_') + 1;
  const std::optional<int> place = operation_of(name.substr(last), operations);
  if (!place) return std::nullopt;
  return words_before(name.substr(0, last)) + "<span class=\"ops\">" + chip(name.substr(last), *place, operations) + "</span>";
}

}  // namespace

std::string feature_label(const std::string& name, const OpNames& operations) {
  std::optional<std::string> html = with_subset(name, operations);
  if (!html) html = with_count(name, operations);
  return "<span class=\"feature\">" + html.value_or(breakable(name)) + "</span>";
}

std::string operation_legend(const OpNames& operations) {
  if (operations.names.empty()) return "";
  std::string html = "<dl class=\"operations\"><dt class=\"title\">Operations</dt>\n";
  for (int place = 0; place < operations.n_ops(); ++place) {
    html += "<div><dt>" + chip(std::to_string(operations.first_id + place), place, operations) + "</dt><dd>" +
            breakable(operations.names[static_cast<std::size_t>(place)]) + "</dd></div>\n";
  }
  return html + "</dl>\n";
}

}  // namespace cartograf

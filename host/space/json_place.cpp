#include "host/space/json_place.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kMaxDepth = 16;  // objects and lists inside each other; no document needs more than four
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t longest = 40;
  const std::string text = value.dump(-1, ' ', true);
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

/// Watches a parser: JSON itself allows values inside each other without end, which recursion over them does not
/// survive, and members that stand there twice, of which all but one would be passed over.
class StructureCheck {
 public:
  explicit StructureCheck(const std::string& document) : document_(&document) {}

  bool operator()(int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_end || event == Event::array_end) {
      levels_.pop_back();
    } else if (event == Event::key) {
      name_member(parsed.get_ref<const std::string&>());
    } else {
      if (!levels_.empty()) ++levels_.back().n_items;
      if (event != Event::value) levels_.push_back({event == Event::array_start, 0, {}, {}});
      if (levels_.size() > kMaxDepth) refuse("expected at most " + std::to_string(kMaxDepth) + " values inside each other, found more");
    }
    return true;
  }

 private:
  struct Level {
    bool is_list;
    std::size_t n_items;
    std::string member;  ///< the last one
    std::set<std::string> members;
  };

  void name_member(const std::string& name) {
    Level& level = levels_.back();
    if (!level.members.insert(name).second) refuse("the member " + shown(name) + " stands there twice");
    level.member = name;
  }

  /// Names the place of the value that holds the current one.
  [[noreturn]] void refuse(const std::string& message) const {
    std::string path;
    for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
      path += "/" + (levels_[i].is_list ? std::to_string(levels_[i].n_items - 1) : levels_[i].member);
    }
    throw InputError(*document_ + ": " + (path.empty() ? "/" : path) + ": " + message);
  }

  const std::string* document_;
  std::vector<Level> levels_;
};

}  // namespace

void JsonPlace::refuse(const std::string& message) const {
  throw InputError(document_ + ": " + (path_.empty() ? "/" : path_) + ": " + message);
}

void JsonPlace::fail(const std::string& expected) const { refuse("expected " + expected + ", found " + shown(*value_)); }

std::optional<JsonPlace> JsonPlace::find(const std::string& member) const {
  if (!value_->is_object()) fail("an object");
  const auto found = value_->find(member);
  if (found == value_->end()) return std::nullopt;
  return JsonPlace(*found, document_, path_ + "/" + member);
}

JsonPlace JsonPlace::at(const std::string& member) const {
  const auto found = find(member);
  if (!found) refuse("expected a member \"" + member + "\", found none");
  return *found;
}

void JsonPlace::only(const std::vector<std::string>& members) const {
  if (!value_->is_object()) fail("an object");
  for (const auto& [name, unused] : value_->items()) {
    if (std::find(members.begin(), members.end(), name) == members.end()) {
      refuse("unknown member " + shown(name) + did_you_mean(name.substr(0, 64), members));
    }
  }
}

std::vector<JsonPlace> JsonPlace::items(std::size_t smallest, std::size_t largest) const {
  const std::string expected = smallest == largest ? "a list of " + std::to_string(smallest) + " items"
                                                   : "a list of " + std::to_string(smallest) + " to " + std::to_string(largest) + " items";
  if (!value_->is_array()) fail(expected);
  if (value_->size() < smallest || value_->size() > largest) refuse("expected " + expected + ", found " + std::to_string(value_->size()));
  std::vector<JsonPlace> places;
  for (std::size_t i = 0; i < value_->size(); ++i) places.emplace_back((*value_)[i], document_, path_ + "/" + std::to_string(i));
  return places;
}

std::vector<std::pair<std::string, JsonPlace>> JsonPlace::members() const {
  if (!value_->is_object()) fail("an object");
  std::vector<std::pair<std::string, JsonPlace>> places;
  for (const auto& [name, member] : value_->items()) places.emplace_back(name, JsonPlace(member, document_, path_ + "/" + name));
  return places;
}

std::string JsonPlace::text() const {
  if (!value_->is_string() || value_->get_ref<const std::string&>().empty()) fail("a text");
  return value_->get<std::string>();
}

std::int64_t JsonPlace::integer(std::int64_t smallest, std::int64_t largest) const {
  const bool fits = value_->is_number_integer() &&
                    !(value_->is_number_unsigned() && value_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX));
  if (!fits || value_->get<std::int64_t>() < smallest || value_->get<std::int64_t>() > largest) {
    fail("a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest));
  }
  return value_->get<std::int64_t>();
}

bool JsonPlace::truth() const {
  if (!value_->is_boolean()) fail("true or false");
  return value_->get<bool>();
}

namespace {

/// What of a text stands where the parser stopped, for people.
struct Found {
  std::size_t begin;
  std::string what;
};

Found found_at(std::string_view text, std::size_t at, bool is_text) {
  constexpr std::size_t longest = 60;
  if (at >= text.size()) return {text.size(), "the end of the text"};
  const auto of_word = [&](std::size_t i) { return std::isalnum(static_cast<unsigned char>(text[i])) != 0 || std::string_view("+-._").find(text[i]) != std::string_view::npos; };
  std::size_t begin = at, end = at + 1;
  if (is_text) {  // whose last quote this is
    const auto escaped = [&](std::size_t i) { return i > 0 && text[i - 1] == '\\'; };
    while (begin > 0 && (text[--begin] != '"' || escaped(begin))) continue;
  } else if (of_word(at)) {
    while (begin > 0 && of_word(begin - 1)) --begin;
    while (end < text.size() && of_word(end)) ++end;
  } else if (utf8_length(text, at) > 1) {
    end = at + utf8_length(text, at);
  }
  return {begin, in_quotes(text.substr(begin, end - begin), longest)};
}

bool is_overflow(const std::string& message) { return message.find("number overflow") != message.npos; }

/// What nlohmann's parser says that it expected: "syntax error while parsing CONTEXT - unexpected TOKEN; expected TOKEN", or
/// "... - REASON; last read: 'TEXT'; expected TOKEN". The second part is the reason, where that says more than what was found.
std::pair<std::string, std::string> expected_by_parser(const std::string& message) {
  if (is_overflow(message)) return {"a number up to 1.8e308", {}};
  const std::size_t last_read = message.find("; last read: '"), expected = message.rfind("; expected "), begin = message.find(" - ");
  std::string reason;
  if (last_read != message.npos && begin != message.npos && begin < last_read) reason = message.substr(begin + 3, last_read - begin - 3);
  if (reason == "invalid literal") reason.clear();
  const std::string token = expected != message.npos && (last_read == message.npos || expected > last_read) ? message.substr(expected + 11) : std::string();
  const std::pair<const char*, const char*> words[] = {{"'}'", "',' or '}'"}, {"']'", "',' or ']'"}, {"':'", "':'"}, {"end of input", "the end of the text"}, {"string literal", "the name of a member in double quotes"}};
  for (const auto& [theirs, ours] : words) {
    if (token == theirs) return {ours, reason};
  }
  return {"a value", reason};
}

/// Finds where the parser stops, and why.
class FirstError : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) override {
    byte_ = byte;
    message_ = error.what();
    return false;
  }
  std::size_t byte() const { return byte_; }
  const std::string& message() const { return message_; }

 private:
  std::size_t byte_ = 0;
  std::string message_;
};

}  // namespace

nlohmann::json parse_json(const std::string& text, const std::string& document) {
  if (text.size() > kMaxBytes) {
    throw InputError(document + ": expected at most " + std::to_string(kMaxBytes) + " bytes, found " + std::to_string(text.size()));
  }
  try {
    return nlohmann::json::parse(text, StructureCheck(document));
  } catch (const nlohmann::json::exception&) {
    FirstError first;
    nlohmann::json::sax_parse(text, &first);
    refuse_json(text, document, first.byte(), first.message());
  }
}

void refuse_json(std::string_view text, const std::string& document, std::size_t byte, const std::string& message) {
  const auto [expected, reason] = expected_by_parser(message);
  const Found found = found_at(text, byte > 0 ? byte - 1 : 0, message.find("unexpected string literal") != message.npos);
  const std::string_view before = text.substr(0, found.begin);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column = found.begin - (line_start == before.npos ? 0 : line_start + 1) + 1;
  throw InputError(document + ":" + std::to_string(line) + ":" + std::to_string(column) + (is_overflow(message) ? ": expected " : ": no valid JSON: expected ") + expected + ", found " + found.what +
                   (reason.empty() ? "" : " (" + reason + ")"));
}

}  // namespace cartograf

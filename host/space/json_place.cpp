#include "host/space/json_place.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

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

  template <class Json>
  bool operator()(int, typename Json::parse_event_t event, Json& parsed) {
    using Event = typename Json::parse_event_t;
    if (event == Event::object_end || event == Event::array_end) {
      levels_.pop_back();
    } else if (event == Event::key) {
      name_member(parsed.template get_ref<const std::string&>());
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

[[noreturn]] void refuse_syntax(std::string_view text, const std::string& document, std::size_t byte) {
  byte = std::min(text.size(), byte > 0 ? byte - 1 : 0);
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
  const std::size_t line_start = byte == 0 ? std::string_view::npos : text.rfind('\n', byte - 1);
  const std::size_t column = byte - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  throw InputError(document + ":" + std::to_string(line) + ":" + std::to_string(column) + ": expected JSON, found a syntax error");
}

template <class Json>
Json parse_checked(const std::string& text, const std::string& document) {
  try {
    return Json::parse(text, StructureCheck(document));
  } catch (const nlohmann::json::exception& error) {
    refuse_json(text, document, error);
  }
}

}  // namespace

nlohmann::json parse_json(const std::string& text, const std::string& document) {
  if (text.size() > kMaxBytes) {
    throw InputError(document + ": expected at most " + std::to_string(kMaxBytes) + " bytes, found " + std::to_string(text.size()));
  }
  return parse_checked<nlohmann::json>(text, document);
}

nlohmann::ordered_json parse_ordered_json(const std::string& text, const std::string& document) {
  return parse_checked<nlohmann::ordered_json>(text, document);
}

void refuse_json(std::string_view text, const std::string& document, const nlohmann::json::exception& error) {
  if (const auto* syntax = dynamic_cast<const nlohmann::json::parse_error*>(&error)) refuse_syntax(text, document, syntax->byte);
  const std::string message = error.what();  // "[json.exception....] number overflow parsing '1e999'"
  throw InputError(document + ": expected JSON, found a " + message.substr(std::min(message.size(), message.find(']') + 2)));
}

}  // namespace cartograf

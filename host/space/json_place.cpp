#include "host/space/json_place.hpp"

#include <algorithm>

#include "io/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t longest = 40;
  const std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

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
      refuse("unknown member \"" + name + "\"" + did_you_mean(name, members));
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

nlohmann::json parse_json(const std::string& text, const std::string& document) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::size_t byte = std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0);
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
    const std::size_t line_start = byte == 0 ? std::string::npos : text.rfind('\n', byte - 1);
    const std::size_t column = byte - (line_start == std::string::npos ? 0 : line_start + 1) + 1;
    throw InputError(document + ":" + std::to_string(line) + ":" + std::to_string(column) + ": expected JSON, found a syntax error");
  } catch (const nlohmann::json::exception& error) {  // numbers out of range, invalid UTF-8
    throw InputError(document + ": expected JSON: " + error.what());
  }
}

}  // namespace cartograf

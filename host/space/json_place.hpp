#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartograf {

/// A value inside a JSON document, and where it stands, so that every error names the place: "space.json: /edges/3/1:
/// expected a whole number from 1 to 4, found 7".
class JsonPlace {
 public:
  JsonPlace(const nlohmann::json& value, std::string document, std::string path = "")
      : value_(&value), document_(std::move(document)), path_(std::move(path)) {}

  const nlohmann::json& value() const { return *value_; }

  /// A member that must be there.
  JsonPlace at(const std::string& member) const;
  std::optional<JsonPlace> find(const std::string& member) const;
  /// Throws when an object has a member that is not one of these: a misspelt one must not be passed over.
  void only(const std::vector<std::string>& members) const;
  /// The items of a list of `smallest` to `largest` items.
  std::vector<JsonPlace> items(std::size_t smallest, std::size_t largest) const;
  /// The members of an object, with their names.
  std::vector<std::pair<std::string, JsonPlace>> members() const;

  std::string text() const;
  std::int64_t integer(std::int64_t smallest, std::int64_t largest) const;
  bool truth() const;

  /// Throws InputError "document: path: expected ..., found ...".
  [[noreturn]] void fail(const std::string& expected) const;
  /// Throws InputError "document: path: message".
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  const nlohmann::json* value_;
  std::string document_;
  std::string path_;
};

/// Parses JSON text of at most 1 MiB and 16 levels, in which no object has a member twice. Throws InputError with the
/// document's name, and line and column, or the path.
nlohmann::json parse_json(const std::string& text, const std::string& document);

/// Throws InputError for what nlohmann's parser refused in `text`: "document:line:column: no valid JSON: expected ':', found '}'".
/// byte, message: where it stopped (counted from 1), and what it says.
[[noreturn]] void refuse_json(std::string_view text, const std::string& document, std::size_t byte, const std::string& message);

}  // namespace cartograf

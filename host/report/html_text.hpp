#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace cartograf {

/// A text between tags or in an attribute with double quotes: whatever stands in it is shown. Bytes that are no UTF-8 become
/// U+FFFD.
std::string escaped(const std::string& text);

/// The same with places where a long word may break: behind `_`, `,`, `/` and the like.
std::string breakable(const std::string& text);

/// Paragraphs, with a blank line between them, as <p> of a class (none where it is empty).
std::string paragraphs(const std::string& text, const std::string& css_class = {});

/// JSON inside <script>: no text in it can end the element or open a comment.
std::string for_script(const nlohmann::ordered_json& json);

}  // namespace cartograf

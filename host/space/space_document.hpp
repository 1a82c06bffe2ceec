#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/space/search_space.hpp"

namespace cartograf {

/// A search space described by a JSON document (docs/space.schema.json). `document`: what to call it in errors.
/// Throws InputError that names the place in the document, what was expected and what was found.
std::unique_ptr<SearchSpace> space_from_json(const std::string& text, const std::string& document);

/// A space as a user names it: a built-in one (known_space()), the path of a document that ends in .json, or a stream (input_descriptor()).
std::unique_ptr<SearchSpace> open_space(const std::string& name);

}  // namespace cartograf

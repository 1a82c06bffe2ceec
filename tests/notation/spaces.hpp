#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "host/notation/notation.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"

namespace cartograf::testing_notation {

/// A built-in space, or one of docs/examples by the name of its file.
inline std::shared_ptr<const SearchSpace> space_of(const std::string& name) {
  if (!name.ends_with(".json")) return find_space(name);
  return open_space(std::string(CARTOGRAF_EXAMPLES_DIR) + "/" + name);
}

}  // namespace cartograf::testing_notation

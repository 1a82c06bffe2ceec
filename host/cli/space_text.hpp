#pragma once

#include "host/space/search_space.hpp"

namespace cartograf::cli {

/// Prints what a search space is: its size, a key, its families and how many columns they have.
void show_space(const SearchSpace& space, bool json);

}  // namespace cartograf::cli

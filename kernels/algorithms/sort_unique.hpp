#pragma once

#include <cstdint>
#include <vector>

namespace cartograf {

/// Sorts `values` ascending and keeps one of each, on `threads` threads (0 = all cores).
void sort_unique(std::vector<std::uint64_t>& values, int threads);

}  // namespace cartograf

#include "kernels/algorithms/sort_unique.hpp"

#include <algorithm>

namespace cartograf {

void sort_unique(std::vector<std::uint64_t>& values, int) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace cartograf

#include <set>
#include <vector>

#include "host/table/splits.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {

bool split_list(std::string_view bytes) {
  constexpr std::uint64_t n = 12;
  const std::vector<std::uint64_t> pairs = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
  bool accepted = false;
  for (const std::vector<std::uint64_t>& groups : {std::vector<std::uint64_t>(), pairs}) {
    const MemoryFile file(bytes);
    std::vector<cartograf::Split> splits;
    try {
      splits = cartograf::read_splits(file.path(), n, groups);
    } catch (const cartograf::InputError&) {
      continue;
    }
    accepted = true;
    for (const cartograf::Split& split : splits) {
      const std::set<std::uint64_t> different(split.train_rows.begin(), split.train_rows.end());
      require(different.size() == split.train_rows.size() && !different.empty(), "a row stands in a split twice, or none does");
      require(*different.rbegin() < n, "a row outside of the population");
      require(split.train_size == different.size(), "a split of another size than it says");
      for (const std::uint64_t row : different) require(groups.empty() || different.count(row ^ 1) == 1, "a split parts a group");
    }
  }
  return accepted;
}

}  // namespace fuzz
